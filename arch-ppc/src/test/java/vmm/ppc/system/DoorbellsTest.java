package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.CSRR0;
import static vmm.ppc.PpcRegisters.CSRR1;
import static vmm.ppc.PpcRegisters.GPIR;
import static vmm.ppc.PpcRegisters.GSRR0;
import static vmm.ppc.PpcRegisters.GSRR1;
import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.PIR;
import static vmm.ppc.PpcRegisters.SRR0;
import static vmm.ppc.PpcRegisters.SRR1;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

class DoorbellsTest {
  private static final int LPID = 6;
  private static final int PIR_VALUE = 2;
  private static final int GPIR_VALUE = 3;
  private static final long BROADCAST = 1L << 26;

  private final TestCpu cpu = new TestCpu(PpcModel.EHV);

  @BeforeEach
  void name() {
    cpu.set(LPIDR, LPID).set(PIR, PIR_VALUE).set(GPIR, GPIR_VALUE);
  }

  private static long message(int type, int partition, int tag) {
    return (long) type << 27 | (long) partition << 14 | tag;
  }

  private void send(long message) {
    TestCpu.UNIT.sendMessage(cpu, message, 0, 0);
  }

  private boolean ready(long msr) {
    return cpu.set(MSR, msr).core.interruptReady(cpu.slots);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 36, 8000",
    "1, 37, 20000",
    "2, 38, 10008000",
    "3, 39, 10020000",
    "4, 39, 10001000",
  })
  void aMessageInterruptsOnceWhereTheStateLetsItIn(int type, int vector, String state) {
    long msr = Long.parseLong(state, 16);
    send(message(type, LPID, type < 2 ? PIR_VALUE : GPIR_VALUE));
    assertThat(ready(msr & ~(Msr.EE | Msr.CE | Msr.ME | Msr.GS))).isFalse();
    assertThat(ready(msr)).isTrue();
    cpu.core.takeInterrupt();
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(vector));
    int address = vector == 36 ? SRR0 : vector == 38 ? GSRR0 : CSRR0;
    int saved = vector == 36 ? SRR1 : vector == 38 ? GSRR1 : CSRR1;
    assertThat(cpu.get(address)).isEqualTo(TestCpu.START);
    assertThat(cpu.get(saved)).isEqualTo(msr);
    assertThat(cpu.get(MSR) & Msr.GS).isZero();
    assertThat(ready(msr)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2, 8000", "3, 20000", "4, 1000"})
  void guestsDoorbellsWaitForGuestState(int type, String state) {
    send(message(type, LPID, GPIR_VALUE));
    long msr = Long.parseLong(state, 16);
    assertThat(ready(msr)).isFalse();
    assertThat(ready(Msr.GS)).isFalse(); // unlike the hypervisor's, they ask the guest's own bits
    assertThat(ready(msr | Msr.GS)).isTrue();
  }

  @Test
  void messagesForOthersAreDropped() {
    send(message(0, LPID, PIR_VALUE + 1));
    send(message(0, LPID + 1, PIR_VALUE));
    send(message(2, LPID, PIR_VALUE));
    send(message(2, 0, GPIR_VALUE));
    send(message(5, LPID, PIR_VALUE));
    assertThat(ready(Msr.GS | Msr.EE | Msr.CE | Msr.ME)).isFalse();
    cpu.set(MSR, 0);
    send(message(0, 0, PIR_VALUE));
    assertThat(ready(Msr.EE)).isTrue();
    TestCpu.UNIT.clearMessage(cpu, message(0, 0, 0), 0, 0);
    assertThat(ready(Msr.EE)).isFalse();
    send(message(0, LPID, 99) | BROADCAST);
    assertThat(ready(Msr.EE)).isTrue();
  }

  @Test
  void onlyTheHypervisorSends() {
    cpu.set(MSR, Msr.GS);
    assertThat(fault().type()).isEqualTo(InterruptType.HYPERVISOR_PRIVILEGE);
    cpu.set(MSR, Msr.PR);
    assertThat(fault().esr()).isEqualTo(PpcFault.ESR_PPR);
  }

  private PpcFault fault() {
    PpcFault fault =
        catchThrowableOfType(
            PpcFault.class, () -> TestCpu.UNIT.clearMessage(cpu, message(0, 0, 0), 0, 0));
    assertThat(fault).isNotNull();
    assertThat(catchThrowableOfType(PpcFault.class, () -> send(0)))
        .extracting(PpcFault::type)
        .isEqualTo(fault.type());
    return fault;
  }
}
