package vmm.ppc.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.ppc.PpcModel;

/** Where pages overlap, a 440 would report a parity error; here the lowest slot counts. */
class WordTlbTest {
  private static final TlbSpace SPACE = TlbSpace.of(0, 5);
  private static final int SIZE_1K = 0;
  private static final int SIZE_1M = 5 << 4;

  private final PpcMmu mmu = new PpcMmu(PpcModel.P440EP);
  private final WordTlb tlb = (WordTlb) mmu.guest();

  @BeforeEach
  void mapOneMegabyte() {
    write(9, 0x0010_0000, SIZE_1M, 0x0070_0000, 0);
  }

  private void write(int slot, int gva, int size, int address, int tid) {
    tlb.write(slot, 0, gva | 0x200 | size, tid);
    tlb.write(slot, 1, address, tid);
    tlb.write(slot, 2, 0x3F, tid);
  }

  private Translation translate(long gva) {
    return translate(new RealView.Bare(), gva);
  }

  private Translation translate(RealView view, long gva) {
    var regime = new TranslationRegime.FilledTlb(tlb, SPACE, SPACE, Privilege.SUPERVISOR);
    return mmu.translate(view, regime, gva, AccessType.READ, Privilege.SUPERVISOR);
  }

  private static Translation mapped(long address, int shift) {
    return new Translation.Mapped(address, Rights.ALL, shift);
  }

  @Test
  void aPageWithoutOthersIsReportedWhole() {
    assertThat(translate(0x0012_3456)).isEqualTo(mapped(0x0072_3456, 20));
  }

  @Test
  void aSlotIsFoundByWhatTheTlbHoldsNow() {
    assertThat(tlb.find(0x0012_3456, SPACE)).isEqualTo(9);
    assertThat(tlb.find(0x0012_3456, SPACE)).isEqualTo(9);
    assertThat(tlb.find(0x0012_3456, TlbSpace.of(1, 5))).isEqualTo(-1);
    assertThat(tlb.find(0x0022_3456, SPACE)).isEqualTo(-1);

    write(3, 0x0012_3400, SIZE_1K, 0x0050_0000, 5);
    assertThat(tlb.find(0x0012_3456, SPACE)).isEqualTo(3);
    tlb.write(3, 0, 0, 0);
    assertThat(tlb.find(0x0012_3456, SPACE)).isEqualTo(9);
  }

  @Test
  void aSmallPageInALowerSlotLimitsWhatIsReportedAroundIt() {
    write(3, 0x0012_3400, SIZE_1K, 0x0050_0000, 5);
    assertThat(translate(0x0012_3456)).isEqualTo(mapped(0x0050_0056, 10));
    assertThat(translate(0x0012_3056)).isEqualTo(mapped(0x0072_3056, 10));
    assertThat(translate(0x0012_3856)).isEqualTo(mapped(0x0072_3856, 11));
    assertThat(translate(0x0012_2456)).isEqualTo(mapped(0x0072_2456, 12));
    assertThat(translate(0x001F_0000)).isEqualTo(mapped(0x007F_0000, 19));
  }

  @Test
  void theGuestViewIsThatOfTheEntryAlone() {
    write(3, 0x0012_3400, SIZE_1K, 0x0050_0000, 5);
    assertThat(tlb.translate(SPACE, 0x0012_3056, AccessType.READ, Privilege.SUPERVISOR))
        .isEqualTo(mapped(0x0072_3056, 20));
  }

  @Test
  void aSmallPageOfAnotherProcessOrInAHigherSlotLimitsNothing() {
    write(3, 0x0012_3400, SIZE_1K, 0x0050_0000, 6);
    write(10, 0x0012_3400, SIZE_1K, 0x0050_0000, 5);
    assertThat(translate(0x0012_3056)).isEqualTo(mapped(0x0072_3056, 20));
  }

  @Test
  void theSameHoldsWhereHardwareNests() {
    write(3, 0x0012_3400, SIZE_1K, 0x0050_0000, 5);
    mmu.nesting().writeReal(9, 0x0030_0000, Rights.ALL);
    assertThat(translate(new RealView.TwoStageTlb(), 0x0012_3056))
        .isEqualTo(mapped(0x0032_3056, 10));
  }
}
