package vmm.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.TableMmu;
import vmm.api.mmu.TlbMmu;
import vmm.fixtures.TinyFormat;

class FactoriesTest {
  private final TableMmu model = mock(TableMmu.class);
  private final PageTableFormat format = mock(PageTableFormat.class);

  static Stream<MemoryVirtualization.Factory> factories() {
    return Stream.of(new ShadowFactory(), new BruteForceFactory());
  }

  @ParameterizedTest
  @MethodSource("factories")
  void ordinaryTablesAreSupported(MemoryVirtualization.Factory factory) {
    when(model.unpagedFormat()).thenReturn(new TinyFormat(2, false));

    assertThat(factory.unsupportedReason(model)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("factories")
  void tablesLargerThanAFrameAreRefusedInOneLine(MemoryVirtualization.Factory factory) {
    describe(12, 8192);

    assertThat(factory.unsupportedReason(model))
        .isEqualTo(
            factory.name()
                + " keeps each table in one frame of 4096 bytes, and tables of odd are larger");
  }

  @ParameterizedTest
  @MethodSource("factories")
  void pagesOfAnotherSizeAreRefusedInOneLine(MemoryVirtualization.Factory factory) {
    describe(14, 4096);

    assertThat(factory.unsupportedReason(model))
        .isEqualTo(
            factory.name() + " needs a smallest page of 4096 bytes, and odd has one of 16384");
  }

  @ParameterizedTest
  @MethodSource("factories")
  void aTlbThatSoftwareFillsNeedsTwoContexts(MemoryVirtualization.Factory factory) {
    TlbMmu tlb = mock(TlbMmu.class);
    when(tlb.realContexts()).thenReturn(1, 2);

    assertThat(factory.unsupportedReason(tlb))
        .isEqualTo(factory.name() + " needs a TLB with at least 2 contexts, and this one has 1");
    assertThat(factory.unsupportedReason(tlb)).isEmpty();
  }

  @Test
  void theNamesAreThoseOfTheCommandLine() {
    assertThat(factories().map(MemoryVirtualization.Factory::name))
        .containsExactly("shadow", "brute-force");
  }

  private void describe(int pageShift, int tableBytes) {
    when(model.unpagedFormat()).thenReturn(format);
    when(format.name()).thenReturn("odd");
    when(format.levels()).thenReturn(1);
    when(format.indexShift(1)).thenReturn(pageShift);
    when(format.tableBytes(1)).thenReturn(tableBytes);
  }
}
