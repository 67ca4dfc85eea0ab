package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.ESR;
import static vmm.ppc.PpcRegisters.HID1;
import static vmm.ppc.PpcRegisters.MCSR;
import static vmm.ppc.PpcRegisters.MCSRR0;
import static vmm.ppc.PpcRegisters.MCSRR1;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.mmu.AccessType;
import vmm.api.trap.Trap;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** PPC440x5 User's Manual, section 6.5.2; E500CORERM, section 5.7.2. */
class MachineChecksTest {
  private static final int SPR_ESR = 62;
  private static final int SPR_MCARU = 569;
  private static final int SPR_MCSR = 572;
  private static final int SPR_MCAR = 573;
  private static final long NOWHERE = 0xE_7654_3210L;
  private static final long RFXE = 0x2_0000;
  private static final long MCI = 0x8000_0000L;

  private static TestCpu cpu(PpcModel model, long msr) {
    return new TestCpu(model).set(MSR, msr);
  }

  private static void access(TestCpu cpu, AccessType type) {
    cpu.core.accessing(0x2000, 4, type);
    cpu.core.busError(NOWHERE, type == AccessType.WRITE);
  }

  /** What the instruction that was fetched from nowhere raises. */
  private static PpcFault run(TestCpu cpu) {
    PpcFault fault =
        catchThrowableOfType(PpcFault.class, () -> TestCpu.UNIT.failedFetch(cpu, 0, 0, 0));
    assertThat(fault.type()).isEqualTo(InterruptType.MACHINE_CHECK);
    return fault;
  }

  private static void takeIfReady(TestCpu cpu) {
    if (cpu.core.interruptReady(cpu.slots)) {
      cpu.core.takeInterrupt();
    }
  }

  // ---- 440

  @ParameterizedTest
  @CsvSource({"READ, A0000000", "UPDATE, A0000000", "WRITE, 90000000"})
  void a440NotesTheErrorAndInterruptsBehindTheInstruction(AccessType type, String noted) {
    TestCpu cpu = cpu(PpcModel.P440EP, Msr.ME | Msr.PR).set(ESR, 5);
    access(cpu, type);
    takeIfReady(cpu);
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(1));
    assertThat(cpu.get(MCSRR0)).isEqualTo(TestCpu.START);
    assertThat(cpu.get(MCSRR1)).isEqualTo(Msr.ME | Msr.PR);
    assertThat(cpu.get(MSR)).isZero();
    assertThat(cpu.get(MCSR)).isEqualTo(Long.parseLong(noted, 16));
    assertThat(cpu.get(ESR)).isEqualTo(5);
  }

  @Test
  void itStaysPendingOnA440UntilSoftwareClearsIt() {
    TestCpu cpu = cpu(PpcModel.P440X5, 0);
    access(cpu, AccessType.READ);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    TestCpu.UNIT.moveToMsr(cpu, Msr.ME, 0, 0);
    takeIfReady(cpu);
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(1));
    TestCpu.UNIT.returnFromInterrupt(cpu, 2, 0, 0);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
    cpu.write(SPR_MCSR, 0x8000_0000L);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    assertThat(cpu.read(SPR_MCSR)).isEqualTo(0x2000_0000L);
  }

  @Test
  void anInstructionFromNowhereIsReplacedOnA440() {
    TestCpu cpu = cpu(PpcModel.P440EP, Msr.ME).set(ESR, 5);
    access(cpu, AccessType.EXECUTE);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.core.deliver(run(cpu));
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(1));
    assertThat(cpu.get(MCSRR0)).isEqualTo(TestCpu.START);
    assertThat(cpu.get(ESR)).isEqualTo(MCI);
    assertThat(cpu.get(MCSR)).isZero();
  }

  /** It is then done as if nothing had happened, but that ESR says so. */
  @Test
  void anInstructionFromNowhereIsDoneOnA440WhileChecksAreOff() {
    TestCpu cpu = cpu(PpcModel.P440EP, 0);
    access(cpu, AccessType.EXECUTE);
    TestCpu.UNIT.failedFetch(cpu, 0, 0, 0);
    cpu.core.deliver(PpcFault.program(PpcFault.ESR_PIL));
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(6));
    assertThat(cpu.get(ESR)).isEqualTo(MCI | PpcFault.ESR_PIL);
    TestCpu.UNIT.moveToMsr(cpu, Msr.ME, 0, 0);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.core.deliver(PpcFault.program(PpcFault.ESR_PTR));
    assertThat(cpu.get(ESR)).isEqualTo(MCI | PpcFault.ESR_PTR);
    cpu.write(SPR_ESR, 0);
    cpu.core.deliver(PpcFault.program(PpcFault.ESR_PTR));
    assertThat(cpu.get(ESR)).isEqualTo(PpcFault.ESR_PTR);
  }

  @Test
  void aFetchFailsOnce() {
    TestCpu cpu = cpu(PpcModel.P440EP, Msr.ME);
    assertThat(cpu.core.fetchFailed()).isFalse();
    access(cpu, AccessType.EXECUTE);
    assertThat(cpu.core.fetchFailed()).isTrue();
    assertThat(cpu.core.fetchFailed()).isFalse();
    access(cpu, AccessType.READ);
    assertThat(cpu.core.fetchFailed()).isFalse();
  }

  // ---- e500v2

  @Test
  void anE500ChecksLoadsIfItIsToldTo() {
    TestCpu cpu = cpu(PpcModel.E500V2, Msr.ME);
    access(cpu, AccessType.READ);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.set(HID1, RFXE);
    access(cpu, AccessType.READ);
    cpu.core.busError(NOWHERE + 1, false);
    takeIfReady(cpu);
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(1));
    assertThat(cpu.get(MCSRR0)).isEqualTo(TestCpu.START);
    assertThat(cpu.read(SPR_MCSR)).isEqualTo(8);
    assertThat(cpu.read(SPR_MCAR)).isEqualTo(0x7654_3210L);
    assertThat(cpu.read(SPR_MCARU)).isEqualTo(0xE);
    // It was one event: MCSR alone does not interrupt again.
    TestCpu.UNIT.returnFromInterrupt(cpu, 2, 0, 0);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
  }

  @Test
  void writesEndInTheChipOfAnE500() {
    TestCpu cpu = cpu(PpcModel.E500V2, Msr.ME).set(HID1, RFXE);
    access(cpu, AccessType.WRITE);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    assertThat(cpu.get(MCSR)).isZero();
  }

  @Test
  void anInstructionFromNowhereIsReplacedOnAnE500() {
    TestCpu cpu = cpu(PpcModel.E500V2, Msr.ME);
    access(cpu, AccessType.EXECUTE);
    TestCpu.UNIT.failedFetch(cpu, 0, 0, 0);
    cpu.set(HID1, RFXE);
    cpu.core.deliver(run(cpu));
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(1));
    assertThat(cpu.get(MCSRR0)).isEqualTo(TestCpu.START);
    assertThat(cpu.read(SPR_MCSR)).isEqualTo(0x10);
    assertThat(cpu.read(SPR_MCARU)).isEqualTo(0xE);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
  }

  @Test
  void aCheckWhileTheyAreOffStopsAnE500() {
    TestCpu cpu = cpu(PpcModel.E500V2, 0).set(HID1, RFXE);
    access(cpu, AccessType.READ);
    takeIfReady(cpu);
    assertThat(cpu.traps)
        .containsExactly(
            new Trap.Shutdown(
                "checkstop: nothing answered a read of 0xe76543210, and MSR[ME] was clear"));
    access(cpu, AccessType.EXECUTE);
    run(cpu);
    assertThat(cpu.traps).hasSize(2);
  }

  // ---- others

  @Test
  void errorReportsOfLaterCoresAreNotModelled() {
    TestCpu cpu = cpu(PpcModel.EHV, Msr.ME).set(HID1, RFXE);
    for (AccessType type : AccessType.values()) {
      access(cpu, type);
    }
    TestCpu.UNIT.failedFetch(cpu, 0, 0, 0);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    assertThat(cpu.get(MCSR)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"P440EP", "E500V2"})
  void aResetForgetsIt(PpcModel model) {
    TestCpu cpu = cpu(model, Msr.ME).set(HID1, RFXE);
    access(cpu, AccessType.EXECUTE);
    access(cpu, AccessType.READ);
    cpu.core.reset(cpu.slots);
    cpu.set(MSR, Msr.ME);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    assertThat(cpu.core.fetchFailed()).isFalse();
  }
}
