package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.GSRR0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.SRR0;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

class SprUnitTest {
  private static final int SPR_SRR0 = 26;
  private static final int SPRG4_FOR_USERS = 260;
  private static final int SPRG4 = 276;
  private static final int PVR = 287;
  private static final int IVPR = 63;

  private static PpcFault faultOf(Runnable instruction) {
    PpcFault fault = catchThrowableOfType(PpcFault.class, instruction::run);
    assertThat(fault).isNotNull();
    return fault;
  }

  @ParameterizedTest
  @EnumSource
  void userCodeReachesWhatIsForIt(PpcModel model) {
    var cpu = new TestCpu(model);
    cpu.write(SPRG4, 0x1234_5678);
    cpu.set(MSR, Msr.PR);
    assertThat(cpu.read(SPRG4_FOR_USERS)).isEqualTo(0x1234_5678);
    assertThat(faultOf(() -> cpu.write(SPRG4_FOR_USERS, 0)).esr()).isNotZero();
    assertThat(faultOf(() -> cpu.read(SPRG4)).esr()).isEqualTo(PpcFault.ESR_PPR);
    assertThat(faultOf(() -> cpu.read(PVR)).esr()).isEqualTo(PpcFault.ESR_PPR);
  }

  @ParameterizedTest
  @EnumSource
  void registersThatAreNotThereAreIllegalOrPrivilegedByTheirNumber(PpcModel model) {
    var cpu = new TestCpu(model);
    assertThat(faultOf(() -> cpu.read(1000)).esr()).isEqualTo(PpcFault.ESR_PIL);
    assertThat(faultOf(() -> cpu.write(PVR, 0)).esr()).isEqualTo(PpcFault.ESR_PIL);
    cpu.set(MSR, Msr.PR);
    assertThat(faultOf(() -> cpu.read(1000)).esr()).isEqualTo(PpcFault.ESR_PIL);
    assertThat(faultOf(() -> cpu.read(1014)).esr()).isEqualTo(PpcFault.ESR_PPR);
  }

  @Test
  void guestStateHasRegistersOfItsOwn() {
    var cpu = new TestCpu(PpcModel.EHV).set(SRR0, 1).set(GSRR0, 2).set(MSR, Msr.GS);
    assertThat(cpu.read(SPR_SRR0)).isEqualTo(2);
    cpu.write(SPR_SRR0, 3);
    assertThat(cpu.get(GSRR0)).isEqualTo(3);
    assertThat(cpu.get(SRR0)).isEqualTo(1);
    assertThat(faultOf(() -> cpu.write(IVPR, 0)).type())
        .isEqualTo(InterruptType.HYPERVISOR_PRIVILEGE);
  }

  @Test
  void onlyBitsThatExistAreKept() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.write(IVPR, 0xFFFF_FFFFL);
    assertThat(cpu.read(IVPR)).isEqualTo(0xFFFF_0000L);
    cpu.write(48, 0xFFFF_FFFFL); // PID
    assertThat(cpu.read(48)).isEqualTo(0xFF);
  }

  @Test
  void theHypervisorCoreSaysWhatItHas() {
    var cpu = new TestCpu(PpcModel.EHV);
    // Four ways, guest's tlbwe, hardware entry select; sixteen entries that can be protected.
    assertThat(cpu.read(688)).isEqualTo(0x0401_2200);
    assertThat(cpu.read(689)).isEqualTo(0x1000_8010);
    // LPIDs of 12 bits, 36 of real address, an LRAT, conditional writes, a PID of 14 bits, 2
    // arrays.
    assertThat(cpu.read(1015)).isEqualTo(0x0C49_8B45);
    // 36 bits of logical address, eight entries that have an LPID, of 4 KiB to 4 GiB.
    assertThat(cpu.read(342)).isEqualTo(0x0048_2008);
    assertThat(cpu.read(343)).isEqualTo(0x007F_FFFC);
    cpu.write(48, 0xFFFF_FFFFL); // PID
    assertThat(cpu.read(48)).isEqualTo(0x3FFF);
  }

  @Test
  void guestStateCannotChangeWhatMsrpProtects() {
    var cpu = new TestCpu(PpcModel.EHV);
    cpu.write(311, 0xFFFF_FFFFL);
    assertThat(cpu.read(311)).isEqualTo(Msr.UCLE | Msr.DE | Msr.PMM);
    cpu.write(311, Msr.DE | Msr.PMM);
    cpu.set(MSR, Msr.GS | Msr.DE);
    TestCpu.UNIT.moveToMsr(cpu, Msr.UCLE | Msr.PMM, 0, 0);
    assertThat(cpu.get(MSR)).isEqualTo(Msr.GS | Msr.DE | Msr.UCLE);
  }

  @Test
  void theVmmSeesPrivilegedAccessesOnly() {
    var cpu = new TestCpu(PpcModel.P440EP);
    cpu.trapping.add(TrapKind.PRIVILEGED_INSTRUCTION);
    cpu.read(SPRG4_FOR_USERS);
    assertThat(cpu.traps).isEmpty();
    cpu.write(SPRG4, 5);
    assertThat(cpu.traps).containsExactly(new Trap.PrivilegedInstruction("mtspr", SPRG4));
  }
}
