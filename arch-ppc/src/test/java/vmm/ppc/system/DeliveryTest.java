package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.PpcRegisters.CSRR0;
import static vmm.ppc.PpcRegisters.CSRR1;
import static vmm.ppc.PpcRegisters.DEAR;
import static vmm.ppc.PpcRegisters.EPCR;
import static vmm.ppc.PpcRegisters.ESR;
import static vmm.ppc.PpcRegisters.GDEAR;
import static vmm.ppc.PpcRegisters.GESR;
import static vmm.ppc.PpcRegisters.GIVOR0;
import static vmm.ppc.PpcRegisters.GIVPR;
import static vmm.ppc.PpcRegisters.GSRR0;
import static vmm.ppc.PpcRegisters.GSRR1;
import static vmm.ppc.PpcRegisters.IVPR;
import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.MCSRR0;
import static vmm.ppc.PpcRegisters.MCSRR1;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.MSRP;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.SRR0;
import static vmm.ppc.PpcRegisters.SRR1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

class DeliveryTest {
  private static final long EVERYTHING =
      Msr.CE | Msr.EE | Msr.PR | Msr.FP | Msr.ME | Msr.FE0 | Msr.DE | Msr.FE1 | Msr.IS | Msr.DS;
  private static final long UNTOUCHED = 0x5555;

  @ParameterizedTest
  @EnumSource
  void savesTheStateInTheRegistersOfItsLevelAndGoesToItsVector(InterruptType type) {
    var cpu = new TestCpu(PpcModel.EHV).set(MSR, EVERYTHING).set(IVPR, 0xABCD_0000L);
    cpu.core.deliver(PpcFault.of(type));
    assertThat(cpu.get(PC)).isEqualTo(0xABCD_0000L | TestCpu.vector(type.number()));
    switch (type.level()) {
      case BASE -> check(cpu, SRR0, SRR1, Msr.CE | Msr.ME | Msr.DE);
      case GUEST -> check(cpu, GSRR0, GSRR1, Msr.CE | Msr.ME | Msr.DE);
      case CRITICAL -> check(cpu, CSRR0, CSRR1, Msr.ME);
      case MACHINE_CHECK -> check(cpu, MCSRR0, MCSRR1, 0);
    }
  }

  private static void check(TestCpu cpu, int address, int state, long msr) {
    assertThat(cpu.get(address)).isEqualTo(TestCpu.START);
    assertThat(cpu.get(state)).isEqualTo(EVERYTHING);
    assertThat(cpu.get(MSR)).isEqualTo(msr);
  }

  @ParameterizedTest
  @EnumSource
  void setsSyndromeAndAddressOnlyWhereTheKindHasThem(InterruptType type) {
    var cpu = new TestCpu(PpcModel.EHV).set(ESR, UNTOUCHED).set(DEAR, UNTOUCHED);
    cpu.core.deliver(PpcFault.at(type, PpcFault.ESR_ST, 0xFEDC_BA98L));
    boolean addressed =
        switch (type) {
          case DATA_STORAGE, DATA_TLB, ALIGNMENT -> true;
          default -> false;
        };
    boolean explained =
        switch (type) {
          case INSTRUCTION_STORAGE, PROGRAM, AP_UNAVAILABLE, LRAT_ERROR -> true;
          case SPE_UNAVAILABLE, SPE_DATA, SPE_ROUND -> true;
          default -> addressed;
        };
    assertThat(cpu.get(DEAR)).isEqualTo(addressed ? 0xFEDC_BA98L : UNTOUCHED);
    assertThat(cpu.get(ESR)).isEqualTo(explained ? PpcFault.ESR_ST : UNTOUCHED);
  }

  @Test
  void aSystemCallReturnsBehindItself() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.core.deliver(PpcFault.after(InterruptType.SYSTEM_CALL));
    assertThat(cpu.get(SRR0)).isEqualTo(TestCpu.START + 4);
  }

  @Test
  void guestStateKeepsWhatIsDirectedToIt() {
    var cpu = guest().set(EPCR, 0x4000_0000L).set(DEAR, UNTOUCHED).set(ESR, UNTOUCHED);
    cpu.core.deliver(PpcFault.at(InterruptType.DATA_TLB, PpcFault.ESR_ST, 0x1234));
    assertThat(cpu.get(PC)).isEqualTo(0x7777_0130L);
    assertThat(cpu.get(GSRR0)).isEqualTo(TestCpu.START);
    assertThat(cpu.get(GSRR1)).isEqualTo(Msr.GS | Msr.EE);
    assertThat(cpu.get(GDEAR)).isEqualTo(0x1234);
    assertThat(cpu.get(GESR)).isEqualTo(PpcFault.ESR_ST);
    assertThat(cpu.get(MSR)).isEqualTo(Msr.GS);
    assertThat(cpu.get(DEAR)).isEqualTo(UNTOUCHED);
    assertThat(cpu.get(ESR)).isEqualTo(UNTOUCHED);
  }

  @Test
  void guestStateLeavesTheRestToTheHypervisor() {
    var cpu = guest().set(EPCR, 0x4000_0000L);
    cpu.core.deliver(PpcFault.of(InterruptType.INSTRUCTION_TLB));
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(14));
    assertThat(cpu.get(SRR1)).isEqualTo(Msr.GS | Msr.EE);
    assertThat(cpu.get(MSR)).isZero();
  }

  @Test
  void whatTheHypervisorProtectsOfMsrOutlivesInterruptsOfTheGuest() {
    var cpu = guest().set(MSR, Msr.GS | Msr.UCLE | Msr.DE | Msr.PMM);
    cpu.core.deliver(PpcFault.after(InterruptType.SYSTEM_CALL));
    assertThat(cpu.get(MSR)).isEqualTo(Msr.GS | Msr.DE);
    cpu = guest().set(MSR, Msr.GS | Msr.UCLE | Msr.PMM).set(MSRP, Msr.UCLE | Msr.PMM);
    cpu.core.deliver(PpcFault.after(InterruptType.SYSTEM_CALL));
    assertThat(cpu.get(MSR)).isEqualTo(Msr.GS | Msr.UCLE | Msr.PMM);
  }

  @Test
  void aVirtualizationFaultIsTheHypervisorsWhateverEpcrSays() {
    var cpu = guest().set(EPCR, 0x1000_0000L).set(LPIDR, 3);
    long data = 0x1234_5000;
    cpu.set(MAS0, 0).set(MAS0 + 1, 0x8000_0000L).set(MAS0 + 2, data).set(MAS0 + 3, 0x3F);
    cpu.set(MAS0 + 8, 0xC000_0003L).set(MSR, 0);
    TestCpu.UNIT.tlbWrite(cpu, 0, 0, 0);
    cpu.set(MSR, Msr.GS);
    var view = new RealView.Bare();
    assertThat(cpu.core.translate(view, data, AccessType.EXECUTE, Privilege.SUPERVISOR, true))
        .isInstanceOf(Translation.Mapped.class);
    var fault =
        (Translation.Fault)
            cpu.core.translate(view, data, AccessType.WRITE, Privilege.SUPERVISOR, true);
    cpu.core.deliver(cpu.core.faultFor(fault));
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(2));
    assertThat(cpu.get(ESR)).isEqualTo(PpcFault.ESR_ST);
    assertThat(cpu.get(DEAR)).isEqualTo(data);
  }

  @Test
  void aSystemCallOfGuestStateIsAlwaysItsOwn() {
    var cpu = guest();
    cpu.core.deliver(PpcFault.after(InterruptType.SYSTEM_CALL));
    assertThat(cpu.get(PC)).isEqualTo(0x7777_0080L);
    assertThat(cpu.get(GSRR0)).isEqualTo(TestCpu.START + 4);
  }

  private static TestCpu guest() {
    return new TestCpu(PpcModel.EHV)
        .set(MSR, Msr.GS | Msr.EE)
        .set(GIVPR, 0x7777_0000L)
        .set(GIVOR0 + 8, 0x80)
        .set(GIVOR0 + 13, 0x130);
  }

  @Test
  void pinsInterruptWhenTheStateLetsThemIn() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.core.externalPin().set(true);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.set(MSR, Msr.EE | Msr.CE);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
    cpu.core.criticalPin().set(true);
    cpu.core.takeInterrupt();
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(0));
    // A critical interrupt masks both.
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.core.criticalPin().set(false);
    TestCpu.UNIT.returnFromInterrupt(cpu, 1, 0, 0);
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.START);
    cpu.core.takeInterrupt();
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(4));
  }
}
