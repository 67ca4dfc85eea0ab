package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.CSRR0;
import static vmm.ppc.PpcRegisters.CSRR1;
import static vmm.ppc.PpcRegisters.GSRR0;
import static vmm.ppc.PpcRegisters.GSRR1;
import static vmm.ppc.PpcRegisters.MCSRR0;
import static vmm.ppc.PpcRegisters.MCSRR1;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.SRR0;
import static vmm.ppc.PpcRegisters.SRR1;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.DcrBus;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/** MSR, the returns that set it, what the VMM sees of it, and device control registers. */
class MachineStateTest {
  private static final int SPR_PID = 48;
  private static final int SPR_MSRP = 311;
  private static final long ADDRESS = 0x1234_5676L;
  private static final long STATE = Msr.CE | Msr.EE | Msr.ME;

  /** The bits that each manual names, for its core. */
  @ParameterizedTest
  @CsvSource({
    "P440EP, 0006FF30",
    "P440X5, 0006D630",
    "E500V2, 0606D634",
    "EHV,    1406FF34",
  })
  void onlyBitsThatExistCanBeSet(PpcModel model, String bits) {
    var cpu = new TestCpu(model);
    TestCpu.UNIT.moveToMsr(cpu, 0xFFFF_FFFFL, 0, 0);
    assertThat(cpu.get(MSR)).isEqualTo(Long.parseLong(bits, 16));
  }

  @Test
  void guestStateKeepsWhatIsTheHypervisors() {
    var cpu = new TestCpu(PpcModel.EHV);
    cpu.write(SPR_MSRP, 0xFFFF_FFFFL);
    assertThat(cpu.read(SPR_MSRP)).isEqualTo(Msr.UCLE | Msr.DE | Msr.PMM);
    cpu.set(MSR, Msr.GS | Msr.DE);
    TestCpu.UNIT.moveToMsr(cpu, Msr.UCLE | Msr.PMM | Msr.WE | Msr.EE, 0, 0);
    assertThat(cpu.get(MSR)).isEqualTo(Msr.GS | Msr.DE | Msr.EE);
  }

  @ParameterizedTest
  @CsvSource({"0, SRR", "1, CSRR", "2, MCSRR", "3, GSRR"})
  void returnsTakeTheirOwnRegisters(int kind, String registers) {
    var cpu = new TestCpu(PpcModel.EHV);
    Map<String, Integer> addresses =
        Map.of("SRR", SRR0, "CSRR", CSRR0, "MCSRR", MCSRR0, "GSRR", GSRR0);
    Map<String, Integer> states =
        Map.of("SRR", SRR1, "CSRR", CSRR1, "MCSRR", MCSRR1, "GSRR", GSRR1);
    cpu.set(addresses.get(registers), ADDRESS).set(states.get(registers), STATE | 0x8000_0000L);
    TestCpu.UNIT.returnFromInterrupt(cpu, kind, 0, 0);
    assertThat(cpu.get(PC)).isEqualTo(ADDRESS & ~3);
    assertThat(cpu.get(MSR)).isEqualTo(STATE);
  }

  @Test
  void inGuestStateThereIsOneReturn() {
    var cpu = new TestCpu(PpcModel.EHV).set(MSR, Msr.GS);
    for (int kind : new int[] {1, 2}) {
      PpcFault fault =
          catchThrowableOfType(
              PpcFault.class, () -> TestCpu.UNIT.returnFromInterrupt(cpu, kind, 0, 0));
      assertThat(fault.type()).isEqualTo(InterruptType.HYPERVISOR_PRIVILEGE);
    }
    cpu.set(GSRR0, ADDRESS).set(GSRR1, Msr.EE).set(SRR0, 0x40);
    TestCpu.UNIT.returnFromInterrupt(cpu, 0, 0, 0);
    assertThat(cpu.get(PC)).isEqualTo(ADDRESS & ~3);
    assertThat(cpu.get(MSR)).isEqualTo(Msr.GS | Msr.EE);
  }

  @Test
  void usersReturnNowhere() {
    var cpu = new TestCpu(PpcModel.P440EP).set(MSR, Msr.PR);
    for (int kind = 0; kind < 3; kind++) {
      int which = kind;
      assertThatExceptionOfType(PpcFault.class)
          .isThrownBy(() -> TestCpu.UNIT.returnFromInterrupt(cpu, which, 0, 0))
          .matches(fault -> fault.esr() == PpcFault.ESR_PPR);
    }
  }

  // ---- what the VMM sees

  @Test
  void aChangeOfTheRegimeIsAnnounced() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.trapping.add(TrapKind.REGIME_CHANGE);
    TestCpu.UNIT.moveToMsr(cpu, Msr.EE | Msr.CE, 0, 0);
    assertThat(cpu.traps).isEmpty();
    TestCpu.UNIT.moveToMsr(cpu, Msr.EE | Msr.DS | Msr.PR, 0, 0);
    var next = regime(cpu, 0);
    assertThat(next.fetches().space()).isZero();
    assertThat(next.data().space()).isEqualTo(1);
    assertThat(next.privilege()).isEqualTo(Privilege.USER);
    cpu.core.deliver(PpcFault.of(InterruptType.PROGRAM));
    assertThat(regime(cpu, 1).data().space()).isZero();
    assertThat(regime(cpu, 1).privilege()).isEqualTo(Privilege.SUPERVISOR);
    cpu.write(SPR_PID, 9);
    cpu.write(SPR_PID, 9);
    assertThat(cpu.traps).hasSize(3);
    assertThat(regime(cpu, 2).data().ids()).containsExactly(9);
  }

  @Test
  void aChangeToARegimeThatIsRememberedIsNoTrap() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.trapping.add(TrapKind.REGIME_CHANGE);
    TestCpu.UNIT.moveToMsr(cpu, Msr.PR, 0, 0);
    var view = new RealView.OneStageTlb(3, 4);
    cpu.core.rememberRegime(regime(cpu, 0), view);
    cpu.core.deliver(PpcFault.of(InterruptType.PROGRAM));
    TestCpu.UNIT.moveToMsr(cpu, Msr.PR | Msr.EE, 0, 0);
    assertThat(cpu.traps).hasSize(2);
    assertThat(cpu.programmed).containsExactly(view);
    assertThat(cpu.get(PpcRegisters.MSR)).isEqualTo(Msr.PR | Msr.EE);
  }

  @Test
  void anotherProcessIsAnotherRegimeThanTheOneRemembered() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.trapping.add(TrapKind.REGIME_CHANGE);
    TestCpu.UNIT.moveToMsr(cpu, Msr.PR, 0, 0);
    cpu.core.rememberRegime(regime(cpu, 0), new RealView.OneStageTlb(3, 4));
    cpu.core.deliver(PpcFault.of(InterruptType.PROGRAM));
    cpu.write(SPR_PID, 9);
    TestCpu.UNIT.moveToMsr(cpu, Msr.PR, 0, 0);
    assertThat(cpu.traps).hasSize(4);
    assertThat(cpu.programmed).isEmpty();
  }

  @Test
  void aRegimeThatIsForgottenIsATrapAgain() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.trapping.add(TrapKind.REGIME_CHANGE);
    TestCpu.UNIT.moveToMsr(cpu, Msr.PR, 0, 0);
    cpu.core.rememberRegime(regime(cpu, 0), new RealView.OneStageTlb(3, 4));
    cpu.core.deliver(PpcFault.of(InterruptType.PROGRAM));
    cpu.core.forgetRegimes();
    TestCpu.UNIT.moveToMsr(cpu, Msr.PR, 0, 0);
    assertThat(cpu.traps).hasSize(3);
    assertThat(cpu.programmed).isEmpty();
  }

  private static TranslationRegime.FilledTlb regime(TestCpu cpu, int trap) {
    Trap.RegimeChange change = (Trap.RegimeChange) cpu.traps.get(trap);
    return (TranslationRegime.FilledTlb) change.next();
  }

  // ---- device control registers

  @Test
  void deviceControlRegistersAreTheBoards() {
    var cpu = new TestCpu(PpcModel.P440EP);
    TestCpu.UNIT.moveToDcr(cpu, 0xC0, 5, 0);
    assertThat(TestCpu.UNIT.moveFromDcr(cpu, 0xC0, 0, 0)).isZero(); // nothing is connected
    var registers = new HashMap<Integer, Long>();
    cpu.core.setDcrBus(
        new DcrBus() {
          @Override
          public long read(int dcr) {
            return registers.getOrDefault(dcr, -1L);
          }

          @Override
          public void write(int dcr, long value) {
            registers.put(dcr, value);
          }
        });
    TestCpu.UNIT.moveToDcr(cpu, 0xC0, 0x8765_4321L, 0);
    assertThat(registers).containsExactly(Map.entry(0xC0, 0x8765_4321L));
    assertThat(TestCpu.UNIT.moveFromDcr(cpu, 0xC0, 0, 0)).isEqualTo(0x8765_4321L);
    assertThat(TestCpu.UNIT.moveFromDcr(cpu, 0x3FF, 0, 0)).isEqualTo(0xFFFF_FFFFL);
    cpu.set(MSR, Msr.PR);
    assertThatExceptionOfType(PpcFault.class)
        .isThrownBy(() -> TestCpu.UNIT.moveToDcr(cpu, 0xC0, 0, 0))
        .matches(fault -> fault.esr() == PpcFault.ESR_PPR);
    assertThatExceptionOfType(PpcFault.class)
        .isThrownBy(() -> TestCpu.UNIT.moveFromDcr(cpu, 0xC0, 0, 0))
        .matches(fault -> fault.esr() == PpcFault.ESR_PPR);
  }
}
