package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.MSRP;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** e500 Core Family Reference Manual, section 7.2, "Performance monitor APU registers". */
class PmrUnitTest {
  private static final int OF_USERS = 16;

  private final TestCpu cpu = new TestCpu(PpcModel.E500V2);

  private long read(int number) {
    return TestCpu.UNIT.moveFromPmr(cpu, number, 0, 0);
  }

  private void write(int number, long value) {
    TestCpu.UNIT.moveToPmr(cpu, number, value, 0);
  }

  private static PpcFault fault(Runnable instruction) {
    PpcFault fault = catchThrowableOfType(PpcFault.class, instruction::run);
    assertThat(fault).isNotNull();
    return fault;
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 18, 19, 144, 145, 146, 147, 272, 273, 274, 275, 400})
  void usersReadWhatSupervisorsWrite(int number) {
    write(number, 0xFFFF_1234_5678L);
    assertThat(read(number)).isEqualTo(0x1234_5678);
    assertThat(read(number - OF_USERS)).isEqualTo(0x1234_5678);
    assertThat(fault(() -> write(number - OF_USERS, 0)).esr()).isEqualTo(PpcFault.ESR_PIL);
    cpu.set(MSR, Msr.PR);
    assertThat(read(number - OF_USERS)).isEqualTo(0x1234_5678);
    assertThat(fault(() -> write(number - OF_USERS, 0)).esr()).isEqualTo(PpcFault.ESR_PIL);
    assertThat(fault(() -> read(number)).esr()).isEqualTo(PpcFault.ESR_PPR);
    assertThat(fault(() -> write(number, 0)).esr()).isEqualTo(PpcFault.ESR_PPR);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 31, 148, 276, 401, 512, 1023})
  void othersAreIllegal(int number) {
    assertThat(fault(() -> read(number)).esr()).isEqualTo(PpcFault.ESR_PIL);
    assertThat(fault(() -> write(number, 0)).esr()).isEqualTo(PpcFault.ESR_PIL);
  }

  @Test
  void theHypervisorMayKeepThem() {
    var ehv = new TestCpu(PpcModel.EHV).set(MSR, Msr.GS);
    TestCpu.UNIT.moveToPmr(ehv, 16, 5, 0);
    ehv.set(MSRP, Msr.PMM);
    assertThat(fault(() -> TestCpu.UNIT.moveFromPmr(ehv, 16, 0, 0)).type())
        .isEqualTo(InterruptType.HYPERVISOR_PRIVILEGE);
    assertThat(TestCpu.UNIT.moveFromPmr(ehv, 0, 0, 0)).isEqualTo(5);
  }
}
