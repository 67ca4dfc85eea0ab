package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.PpcRegisters.EPCR;
import static vmm.ppc.PpcRegisters.HID0;
import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.MMUCSR0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PID0;

import org.junit.jupiter.api.Test;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

class MasTlbUnitTest {
  private static final long TLB1 = 0x1000_0000L;
  private static final long HES = 0x4000;
  private static final long CONDITIONAL = 0x1000;
  private static final long VALID = 0x8000_0000L;
  private static final long PROTECTED = 0x4000_0000L;
  private static final long SIZE_4K = 1 << 8;
  private static final long PAGE = 0x1234_5000L;
  private static final int SPR_MMUCSR0 = 1012;

  private final TestCpu cpu = new TestCpu(PpcModel.E500V2);

  private long mas(int n) {
    return cpu.get(MAS0 + n);
  }

  private void write(long mas0, long mas1, long mas2) {
    cpu.set(MAS0, mas0).set(MAS0 + 1, mas1).set(MAS0 + 2, mas2);
    cpu.set(MAS0 + 3, 0x0765_403FL).set(MAS0 + 7, 9);
    TestCpu.UNIT.tlbWrite(cpu, 0, 0, 0);
  }

  private boolean isValid(long mas0) {
    cpu.set(MAS0, mas0).set(MAS0 + 2, PAGE);
    TestCpu.UNIT.tlbRead(cpu, 0, 0, 0);
    return (mas(1) & VALID) != 0;
  }

  private static long tlb0(int way) {
    return (long) way << 16;
  }

  private static long tlb1(int entry) {
    return TLB1 | (long) entry << 16;
  }

  @Test
  void readsBackWhatWasWritten() {
    write(tlb1(5), VALID | PROTECTED | 7 << 16 | 0x1000 | SIZE_4K, PAGE | 0x12);
    for (int n = 1; n < 8; n++) {
      cpu.set(MAS0 + n, 0);
    }
    cpu.set(MAS0, tlb1(5));
    TestCpu.UNIT.tlbRead(cpu, 0, 0, 0);
    assertThat(mas(1)).isEqualTo(VALID | PROTECTED | 7 << 16 | 0x1000 | SIZE_4K);
    assertThat(mas(2)).isEqualTo(PAGE | 0x12);
    assertThat(mas(3)).isEqualTo(0x0765_403FL);
    assertThat(mas(7)).isZero();
    cpu.set(HID0, 0x80); // EN_MAS7_UPDATE
    TestCpu.UNIT.tlbRead(cpu, 0, 0, 0);
    assertThat(mas(7)).isEqualTo(9);
  }

  @Test
  void aSearchThatFindsLoadsTheEntry() {
    write(tlb0(2) | 3, VALID | 7 << 16, PAGE);
    cpu.set(MAS0 + 6, 7 << 16).set(MAS0 + 1, 0);
    TestCpu.UNIT.tlbSearch(cpu, PAGE | 0xABC, 0, 0);
    assertThat(mas(1)).isEqualTo(VALID | 7 << 16);
    assertThat(mas(0)).isEqualTo(tlb0(2) | 3);
  }

  @Test
  void aSearchThatFindsNothingLoadsTheDefaults() {
    write(tlb0(2) | 3, VALID | 7 << 16, PAGE);
    cpu.set(MAS0 + 6, 8 << 16 | 1).set(MAS0 + 4, SIZE_4K | 0x14);
    TestCpu.UNIT.tlbSearch(cpu, PAGE | 0xABC, 0, 0);
    assertThat(mas(0)).isEqualTo(tlb0(3)); // the victim, and the way after it
    assertThat(mas(1)).isEqualTo(8 << 16 | 0x1000 | SIZE_4K);
    assertThat(mas(2)).isEqualTo(PAGE | 0x14);
    assertThat(mas(3)).isZero();
  }

  @Test
  void whereHardwareSelectsEntriesItSaysSo() {
    var ehv = new TestCpu(PpcModel.EHV).set(MAS0 + 4, 2 << 7);
    TestCpu.UNIT.tlbSearch(ehv, PAGE, 0, 0);
    assertThat(ehv.get(MAS0)).isEqualTo(HES | CONDITIONAL | 1);
    ehv.set(MAS0, 0).set(MAS0 + 1, VALID).set(MAS0 + 2, PAGE);
    TestCpu.UNIT.tlbWrite(ehv, 0, 0, 0);
    TestCpu.UNIT.tlbSearch(ehv, PAGE, 0, 0);
    assertThat(ehv.get(MAS0 + 1)).isEqualTo(VALID);
    assertThat(ehv.get(MAS0)).isEqualTo(HES | CONDITIONAL);
    ehv.set(MAS0 + 4, TLB1);
    TestCpu.UNIT.tlbSearch(ehv, PAGE + 0x1000, 0, 0);
    assertThat(ehv.get(MAS0)).isEqualTo(TLB1 | CONDITIONAL);
  }

  @Test
  void theHypervisorMayKeepItsRegistersFromErrorsOfItsOwn() {
    var miss =
        new Translation.Fault(
            PAGE | 8, AccessType.READ, Privilege.SUPERVISOR, FaultCause.NOT_PRESENT, 0);
    long directed = 0x4000_0000L;
    long disabled = 0x0040_0000L;
    var ehv = new TestCpu(PpcModel.EHV).set(EPCR, disabled | directed);
    ehv.core.faultFor(miss);
    assertThat(ehv.get(MAS0 + 1)).isZero();
    ehv.set(MSR, Msr.GS);
    ehv.core.faultFor(miss);
    assertThat(ehv.get(MAS0 + 1)).isEqualTo(VALID);
  }

  @Test
  void onlyTlb1Protects() {
    write(tlb0(1), VALID | PROTECTED, PAGE);
    assertThat(isValid(tlb0(1))).isTrue();
    assertThat(mas(1)).isEqualTo(VALID);
    cpu.write(SPR_MMUCSR0, 4);
    assertThat(isValid(tlb0(1))).isFalse();
  }

  @Test
  void aTlbErrorLoadsTheDefaultsReadyForTlbwe() {
    cpu.set(MAS0 + 4, TLB1 | SIZE_4K | 0x04).set(PID0, 9).set(MSR, Msr.DS);
    var miss =
        new Translation.Fault(
            PAGE | 8, AccessType.READ, Privilege.SUPERVISOR, FaultCause.NOT_PRESENT, 0);
    cpu.core.faultFor(miss);
    assertThat(mas(0)).isEqualTo(TLB1);
    assertThat(mas(1)).isEqualTo(VALID | 9 << 16 | 0x1000 | SIZE_4K);
    assertThat(mas(2)).isEqualTo(PAGE | 0x04);
    assertThat(mas(6)).isEqualTo(9 << 16 | 1);
  }

  @Test
  void aTlbErrorByExternalPidLoadsThatOnesSpace() {
    var ehv = new TestCpu(PpcModel.EHV).set(PID0, 9);
    var miss =
        new Translation.Fault(PAGE | 8, AccessType.READ, Privilege.USER, FaultCause.NOT_PRESENT, 0);
    var pid = new ExternalPid(true, true, true, 5, 7);
    long esr = ehv.core.regimes().during(ehv, pid, () -> ehv.core.faultFor(miss).esr());
    assertThat(esr).isEqualTo(PpcFault.ESR_EPID);
    assertThat(ehv.get(MAS0 + 1)).isEqualTo(VALID | 7 << 16 | 0x1000);
    assertThat(ehv.get(MAS0 + 5)).isEqualTo(0x8000_0005L);
    assertThat(ehv.get(MAS0 + 6)).isEqualTo(7 << 16 | 1);
    assertThat(ehv.core.faultFor(miss).esr()).isZero();
  }

  /** As the A2 does: a handler reserves, and then writes if nobody else has. */
  @Test
  void aTlbErrorAndASearchPrepareAConditionalWrite() {
    var ehv = new TestCpu(PpcModel.EHV).set(PID0, 9).set(MAS0 + 4, SIZE_4K);
    var miss =
        new Translation.Fault(
            PAGE, AccessType.READ, Privilege.SUPERVISOR, FaultCause.NOT_PRESENT, 0);
    ehv.core.faultFor(miss);
    assertThat(ehv.get(MAS0) & ~3L).isEqualTo(HES | CONDITIONAL);
    assertThat(ehv.get(MAS0 + 6)).isEqualTo(9 << 16 | SIZE_4K);

    ehv.set(MAS0, 0).set(MAS0 + 2, PAGE + 0x1000).set(MAS0 + 3, 0x3F);
    TestCpu.UNIT.tlbSearch(ehv, PAGE, 0, 0);
    assertThat(ehv.get(MAS0) & ~3L).isEqualTo(HES | CONDITIONAL);
    assertThat(ehv.get(MAS0 + 1)).isEqualTo(9 << 16 | SIZE_4K);
    assertThat(ehv.get(MAS0 + 2)).isEqualTo(PAGE + 0x1000);
    assertThat(ehv.get(MAS0 + 3)).isZero();

    ehv.set(MAS0, TLB1 | 3 << 16).set(MAS0 + 1, VALID | 9 << 16 | SIZE_4K).set(MAS0 + 2, PAGE);
    TestCpu.UNIT.tlbWrite(ehv, 0, 0, 0);
    TestCpu.UNIT.tlbSearch(ehv, PAGE, 0, 0);
    assertThat(ehv.get(MAS0) & ~3L).isEqualTo(TLB1 | 3 << 16 | CONDITIONAL);
  }

  @Test
  void aFaultOfRightsLeavesThemAlone() {
    cpu.set(MAS0 + 1, 0x5555);
    var fault =
        new Translation.Fault(
            PAGE, AccessType.WRITE, Privilege.SUPERVISOR, FaultCause.PROTECTION, 1);
    cpu.core.faultFor(fault);
    assertThat(mas(1)).isEqualTo(0x5555);
  }

  @Test
  void invalidationByAddressSparesOtherPagesAndArrays() {
    write(tlb0(1), VALID, PAGE);
    write(tlb1(5), VALID | SIZE_4K, PAGE);
    TestCpu.UNIT.tlbInvalidateAddress(cpu, PAGE + 0x1000, 0, 0);
    assertThat(isValid(tlb0(1))).isTrue();
    TestCpu.UNIT.tlbInvalidateAddress(cpu, PAGE, 0, 0);
    assertThat(isValid(tlb0(1))).isFalse();
    assertThat(isValid(tlb1(5))).isTrue();
    TestCpu.UNIT.tlbInvalidateAddress(cpu, PAGE | 8, 0, 0);
    assertThat(isValid(tlb1(5))).isFalse();
  }

  @Test
  void protectedEntriesSurviveEveryInvalidation() {
    write(tlb1(5), VALID | PROTECTED | SIZE_4K, PAGE);
    write(tlb1(6), VALID | SIZE_4K, PAGE + 0x1000);
    TestCpu.UNIT.tlbInvalidateAddress(cpu, PAGE | 8, 0, 0);
    TestCpu.UNIT.tlbInvalidateAddress(cpu, 8 | 4, 0, 0);
    cpu.write(SPR_MMUCSR0, 2);
    assertThat(isValid(tlb1(5))).isTrue();
    assertThat(isValid(tlb1(6))).isFalse();
  }

  @Test
  void flashInvalidationIsOfOneArrayAndOverAtOnce() {
    write(tlb0(1), VALID, PAGE);
    write(tlb1(5), VALID | SIZE_4K, PAGE);
    cpu.write(SPR_MMUCSR0, 4);
    assertThat(isValid(tlb0(1))).isFalse();
    assertThat(isValid(tlb1(5))).isTrue();
    assertThat(cpu.get(MMUCSR0)).isZero();
  }
}
