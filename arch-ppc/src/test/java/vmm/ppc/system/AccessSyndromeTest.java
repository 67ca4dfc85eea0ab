package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.PpcRegisters.DEAR;
import static vmm.ppc.PpcRegisters.ESR;
import static vmm.ppc.PpcRegisters.PC;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

class AccessSyndromeTest {
  private static final int LFD = 0xC801_0000;
  private static final int STFD = 0xD801_0000;
  private static final int EVLDD = 0x1061_0B01;

  @ParameterizedTest
  @CsvSource({"NOT_PRESENT, DATA_TLB", "PROTECTION, DATA_STORAGE"})
  void saysWhichRegistersAnAccessIsOf(FaultCause cause, InterruptType type) {
    assertThat(fault(PpcModel.P440EP, LFD, AccessType.READ, cause, type))
        .isEqualTo(PpcFault.ESR_FP);
    assertThat(fault(PpcModel.P440EP, STFD, AccessType.WRITE, cause, type))
        .isEqualTo(PpcFault.ESR_FP | PpcFault.ESR_ST);
    assertThat(fault(PpcModel.E500V2, EVLDD, AccessType.READ, cause, type))
        .isEqualTo(PpcFault.ESR_SPV);
    assertThat(fault(PpcModel.P440EP, 0x8001_0000, AccessType.READ, cause, type)).isZero();
    assertThat(fault(PpcModel.P440EP, 0x9001_0000, AccessType.WRITE, cause, type))
        .isEqualTo(PpcFault.ESR_ST);
  }

  private static long fault(
      PpcModel model, int word, AccessType access, FaultCause cause, InterruptType type) {
    var cpu = new TestCpu(model);
    cpu.machine.write(TestCpu.START, 4, Integer.reverseBytes(word));
    var fault = new Translation.Fault(0x1234_5678, access, Privilege.SUPERVISOR, cause, 0);
    cpu.core.deliver(cpu.core.faultFor(fault));
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(type.number()));
    assertThat(cpu.get(DEAR)).isEqualTo(0x1234_5678);
    return cpu.get(ESR);
  }
}
