package vmm.x86.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;
import vmm.fixtures.TestMemory;

/** What the walker counts, marks and reports. */
final class X86WalkerTest {
  private static final LegacyPaging LEGACY = new LegacyPaging(true, 32, true, false);
  private static final PaePaging PAE = new PaePaging(true, 36, true, false);
  private static final EptFormat EPT = new EptFormat(false, 46);
  private static final EptFormat EPT_AD = new EptFormat(true, 46);

  // Frames: second-stage tables from 1000h, one per level; guest tables at 10000h and 11000h.
  private static final long SECOND_ROOT = 0x1000;
  private static final long GUEST_ROOT = 0x1_0000;
  private static final long GUEST_TABLE = 0x1_1000;
  private static final long PAGE = 0x1_2000;
  private static final long GVA = 0x0040_3123;

  private final TestMemory memory = TestMemory.ofFrames(32);
  private final X86Walker walker = new X86Walker(memory);
  private final GuestPaging guest = new GuestPaging();

  @BeforeEach
  void layTables() {
    memory.write(0x1000, 8, 0x2007);
    memory.write(0x2000, 8, 0x3007);
    memory.write(0x3000, 8, 0x4007);
    for (int frame = 0; frame < 32; frame++) {
      secondStage(frame << 12, 7);
    }
    memory.write(GUEST_ROOT + 4, 4, GUEST_TABLE | 7);
    memory.write(GUEST_TABLE + 4 * 3, 4, PAGE | 7);
    guest.setPaged(LEGACY, GUEST_ROOT);
  }

  private void secondStage(long gpa, long access) {
    memory.write(0x4000 + (gpa >>> 12) * 8, 8, gpa | access | 6 << 3);
  }

  private Translation bare(AccessType access, Privilege privilege) {
    return walker.translate(new RealView.Bare(), guest, GVA, access, privilege, false);
  }

  private Translation nested(EptFormat format, AccessType access) {
    RealView view = new RealView.TwoStage(format, SECOND_ROOT, 0);
    return walker.translate(view, guest, GVA, access, Privilege.SUPERVISOR, false);
  }

  private long references(Runnable walk) {
    long before = walker.references();
    walk.run();
    return walker.references() - before;
  }

  @Test
  void twoDimensionalWalksMakeTheReferencesThatTheArithmeticSays() {
    assertThat(references(() -> nested(EPT, AccessType.READ))).isEqualTo((2 + 1) * (4 + 1) - 1);
    guest.setUnpaged();
    memory.write(0x3000 + 8 * 2, 8, 0x4007); // the address itself is the gpa: 403123h
    assertThat(references(() -> nested(EPT, AccessType.READ))).isEqualTo(4);
    memory.write(0x3000 + 8 * 2, 8, 0x40_0000 | 0xB7);
    assertThat(references(() -> nested(EPT, AccessType.READ))).isEqualTo(3);
  }

  @Test
  void aPaeWalkDoesNotReferToItsPreloadedRoot() {
    guest.setPaged(PAE, 0);
    guest.preloaded[0] = GUEST_ROOT | 1;
    memory.write(GUEST_ROOT + 8 * 2, 8, GUEST_TABLE | 7);
    memory.write(GUEST_TABLE + 8 * 3, 8, PAGE | 7);
    assertThat(references(() -> nested(EPT, AccessType.READ))).isEqualTo(14);
    assertThat(references(() -> bare(AccessType.READ, Privilege.USER))).isEqualTo(2);
    assertThat(bare(AccessType.READ, Privilege.USER))
        .isEqualTo(new Translation.Mapped(PAGE + 0x123, Rights.ALL & ~Rights.WRITE, 12));
  }

  @Test
  void quietWalksCountAndMarkNothing() {
    byte[] before = memory.snapshot();
    long references =
        references(
            () ->
                walker.translate(
                    new RealView.Bare(), guest, GVA, AccessType.WRITE, Privilege.USER, true));
    assertThat(references).isZero();
    assertThat(memory.snapshot()).isEqualTo(before);
  }

  @Test
  void flagsAreSetWhereTheAccessSucceeds() {
    bare(AccessType.READ, Privilege.USER);
    assertThat(memory.read(GUEST_ROOT + 4, 4)).isEqualTo(GUEST_TABLE | 0x27);
    assertThat(memory.read(GUEST_TABLE + 12, 4)).isEqualTo(PAGE | 0x27);
    bare(AccessType.UPDATE, Privilege.USER);
    assertThat(memory.read(GUEST_TABLE + 12, 4)).isEqualTo(PAGE | 0x67);
    assertThat(memory.read(GUEST_ROOT + 4, 4)).isEqualTo(GUEST_TABLE | 0x27);
  }

  @Test
  void flagsAreLeftAloneWhereItFaults() {
    memory.write(GUEST_TABLE + 12, 4, PAGE | 1);
    byte[] before = memory.snapshot();
    assertThat(bare(AccessType.READ, Privilege.USER))
        .isEqualTo(
            new Translation.Fault(GVA, AccessType.READ, Privilege.USER, FaultCause.PROTECTION, 1));
    assertThat(memory.snapshot()).isEqualTo(before);
  }

  @Test
  void aCleanPageCannotBeWrittenWithoutAnotherWalk() {
    assertThat(bare(AccessType.READ, Privilege.USER))
        .isEqualTo(new Translation.Mapped(PAGE + 0x123, Rights.ALL & ~Rights.WRITE, 12));
    assertThat(bare(AccessType.WRITE, Privilege.USER))
        .isEqualTo(new Translation.Mapped(PAGE + 0x123, Rights.ALL, 12));
    assertThat(bare(AccessType.READ, Privilege.USER))
        .isEqualTo(new Translation.Mapped(PAGE + 0x123, Rights.ALL, 12));
  }

  @Test
  void oneStageViewsReadTheirPreloadedRootWhenProgrammed() {
    RealView view = new RealView.OneStage(PAE, 0x8000, 0);
    memory.write(0x8000, 8, GUEST_ROOT | 1);
    memory.write(GUEST_ROOT + 8 * 2, 8, GUEST_TABLE | 0x27);
    memory.write(GUEST_TABLE + 8 * 3, 8, PAGE | 0x67);
    walker.load(view);
    memory.write(0x8000, 8, 0);
    Translation mapped = new Translation.Mapped(PAGE + 0x123, Rights.ALL, 12);
    assertThat(oneStage(view)).isEqualTo(mapped);
    walker.load(view);
    assertThat(oneStage(view)).isInstanceOf(Translation.Fault.class);
  }

  private Translation oneStage(RealView view) {
    return walker.translate(view, guest, GVA, AccessType.READ, Privilege.USER, false);
  }

  @Test
  void tablesOutsideOfMemoryReadAsOnes() {
    guest.setPaged(new LegacyPaging(false, 32, true, false), 0x7FFF_F000);
    assertThat(bare(AccessType.READ, Privilege.USER))
        .isEqualTo(new Translation.Mapped(0xFFFF_F123L, Rights.ALL, 12));
  }

  /** "Exit qualification for EPT violations": bits 0 to 2 cause, 3 to 5 path, 7, 8. */
  @ParameterizedTest
  @CsvSource({
    "READ, 0, 0x181",
    "WRITE, 0, 0x182",
    "UPDATE, 0, 0x182",
    "EXECUTE, 0, 0x184",
    "WRITE, 1, 0x18A",
    "WRITE, 5, 0x1AA",
    "EXECUTE, 3, 0x19C",
  })
  void qualificationOfAFinalAccess(AccessType access, long granted, String qualification) {
    memory.write(0x4000 + (PAGE >>> 12) * 8, 8, granted == 0 ? 0 : PAGE | granted | 6 << 3);
    assertThat(nested(EPT, access))
        .isEqualTo(
            new Translation.SecondStageFault(
                GVA,
                PAGE + 0x123,
                access,
                Privilege.SUPERVISOR,
                false,
                false,
                Long.decode(qualification)));
  }

  @ParameterizedTest
  @CsvSource({"false, READ, 0x81", "true, UPDATE, 0x83"})
  void qualificationOfATableAccess(boolean flags, AccessType access, String qualification) {
    secondStage(GUEST_TABLE, 0);
    assertThat(nested(flags ? EPT_AD : EPT, AccessType.EXECUTE))
        .isEqualTo(
            new Translation.SecondStageFault(
                GVA,
                GUEST_TABLE + 12,
                access,
                Privilege.SUPERVISOR,
                true,
                false,
                Long.decode(qualification)));
  }

  @Test
  void settingAGuestFlagIsAWrite() {
    secondStage(GUEST_TABLE, 1);
    assertThat(nested(EPT, AccessType.READ))
        .isEqualTo(
            new Translation.SecondStageFault(
                GVA, GUEST_TABLE + 12, AccessType.WRITE, Privilege.SUPERVISOR, true, false, 0x8A));
    memory.write(GUEST_TABLE + 12, 4, PAGE | 0x27);
    assertThat(nested(EPT, AccessType.READ)).isInstanceOf(Translation.Mapped.class);
  }

  @Test
  void guestFlagsAreSetBeforeTheFinalAccessSoThatADeviceCanCompleteIt() {
    secondStage(PAGE, 0);
    nested(EPT, AccessType.WRITE);
    assertThat(memory.read(GUEST_TABLE + 12, 4)).isEqualTo(PAGE | 0x67);
  }

  @Test
  void withFlagsEveryTableAccessCountsAsAWrite() {
    nested(EPT_AD, AccessType.READ);
    long table = memory.read(0x4000 + (GUEST_TABLE >>> 12) * 8, 8);
    long page = memory.read(0x4000 + (PAGE >>> 12) * 8, 8);
    assertThat(table & 0x300).isEqualTo(0x300);
    assertThat(page & 0x300).isEqualTo(0x100);
    assertThat(memory.read(SECOND_ROOT, 8) & 0x300).isEqualTo(0x100);
    nested(EPT_AD, AccessType.WRITE);
    assertThat(memory.read(0x4000 + (PAGE >>> 12) * 8, 8) & 0x300).isEqualTo(0x300);
  }

  @Test
  void misconfigurationsAreNotViolations() {
    memory.write(0x4000 + (PAGE >>> 12) * 8, 8, PAGE | 2 | 6 << 3);
    assertThat(nested(EPT, AccessType.READ))
        .isEqualTo(
            new Translation.SecondStageFault(
                GVA, PAGE + 0x123, AccessType.READ, Privilege.SUPERVISOR, false, true, 0));
  }

  @Test
  void aViewNeedsASecondStageFormatForItsSecondStage() {
    RealView view = new RealView.TwoStage(LEGACY, SECOND_ROOT, 0);
    assertThatThrownBy(() -> oneStage(view)).isInstanceOf(IllegalArgumentException.class);
  }
}
