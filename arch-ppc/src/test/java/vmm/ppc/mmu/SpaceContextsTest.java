package vmm.ppc.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.TranslationRegime.FilledTlb;

class SpaceContextsTest {
  private final SoftwareTlb tlb = mock(SoftwareTlb.class);
  private final TlbControl cache = mock(TlbControl.class);
  private final SpaceContexts contexts = new SpaceContexts();
  private final List<Integer> selected = new ArrayList<>();

  @BeforeEach
  void record() {
    doAnswer(
            call -> {
              selected.add(call.getArgument(0));
              selected.add(call.getArgument(1));
              return null;
            })
        .when(cache)
        .select(anyInt(), anyInt());
  }

  private FilledTlb regime(int fetches, int data) {
    return new FilledTlb(tlb, TlbSpace.of(0, fetches), TlbSpace.of(1, data), Privilege.SUPERVISOR);
  }

  @Test
  void eachSpaceHasItsContextWhateverTheRegime() {
    FilledTlb one = regime(1, 2);
    contexts.select(one, cache);
    contexts.select(regime(3, 2), cache);
    contexts.select(one, cache);
    contexts.select(regime(1, 4), cache);
    contexts.select(regime(3, 4), cache);

    List<Integer> first = selected.subList(0, 2);
    assertThat(selected.subList(4, 6)).isEqualTo(first);
    assertThat(selected.get(3)).isEqualTo(first.get(1));
    assertThat(selected.get(6)).isEqualTo(first.get(0));
    assertThat(selected.subList(8, 10)).containsExactly(selected.get(2), selected.get(7));
    assertThat(new HashSet<>(selected)).hasSize(4);
    verify(cache, never()).flushAll();
  }

  @Test
  void givesContextsToOthersOnceAllAreTaken() {
    FilledTlb one = regime(1, 1);
    Set<Integer> before = new HashSet<>();
    for (int id = 2; id < 2050; id++) {
      contexts.select(regime(id, id), cache);
      contexts.select(one, cache);
    }
    before.addAll(selected);
    verify(cache, times(1)).flushAll();
    assertThat(before).allMatch(context -> context < 4096);

    // The same regime again: what it had before all was flushed is somebody else's now.
    selected.clear();
    contexts.select(one, cache);
    contexts.select(regime(2049, 2049), cache);
    assertThat(new HashSet<>(selected)).hasSize(4);
  }
}
