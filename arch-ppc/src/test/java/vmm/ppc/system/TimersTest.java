package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.PpcRegisters.CSRR0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.fixtures.ManualClock;
import vmm.ppc.Msr;
import vmm.ppc.PpcModel;

/** One tick of the time base is a microsecond here. */
class TimersTest {
  private static final long TICK = 1000;
  private static final int DEC = 22;
  private static final int DECAR = 54;
  private static final int TBL = 268;
  private static final int TBU = 269;
  private static final int TBLW = 284;
  private static final int TBUW = 285;
  private static final int TSR = 336;
  private static final int TCR = 340;

  /** The 440's shortest watchdog period: bit 20 of the time base rises each 2 to the 21 ticks. */
  private static final long WATCHDOG_PERIOD = 1 << 21;

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);
  private final ManualClock clock = new ManualClock();

  @BeforeEach
  void start() {
    cpu.core.setTimebaseHz(1_000_000, clock);
    cpu.set(MSR, Msr.EE | Msr.CE);
  }

  private void pass(long ticks) {
    clock.advance(ticks * TICK);
  }

  private boolean ready() {
    return cpu.core.interruptReady(cpu.slots);
  }

  @Test
  void theTimeBaseGoesOnFromWhatWasWritten() {
    cpu.write(TBUW, 7);
    cpu.write(TBLW, 0xFFFF_FFFFL);
    assertThat(cpu.read(TBU)).isEqualTo(7);
    pass(2);
    assertThat(cpu.read(TBU)).isEqualTo(8);
    assertThat(cpu.read(TBL)).isEqualTo(1);
  }

  @Test
  void theDecrementerStopsAtZeroAndInterrupts() {
    cpu.write(TCR, Timers.TCR_DIE);
    cpu.write(DEC, 10);
    pass(9);
    assertThat(cpu.read(DEC)).isEqualTo(1);
    assertThat(ready()).isFalse();
    pass(1);
    assertThat(cpu.read(TSR)).isEqualTo(Timers.TSR_DIS);
    cpu.core.takeInterrupt();
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(10));
    pass(5);
    assertThat(cpu.read(DEC)).isZero();
    cpu.write(TSR, Timers.TSR_DIS);
    assertThat(cpu.read(TSR)).isZero();
  }

  @Test
  void theDecrementerReloadsItself() {
    cpu.write(TCR, Timers.TCR_ARE);
    cpu.write(DECAR, 100);
    cpu.write(DEC, 10);
    pass(30);
    assertThat(cpu.read(DEC)).isEqualTo(80);
    assertThat(ready()).isFalse(); // DIE is not set
    cpu.write(TSR, Timers.TSR_DIS);
    pass(80);
    assertThat(cpu.read(TSR)).isEqualTo(Timers.TSR_DIS);
  }

  @Test
  void theFixedIntervalIsARisingBitOfTheTimeBase() {
    cpu.write(TCR, Timers.TCR_FIE); // bit 12
    pass((1 << 12) - 1);
    assertThat(ready()).isFalse();
    pass(1);
    cpu.core.takeInterrupt();
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(11));
    cpu.write(TSR, Timers.TSR_FIS);
    pass((1 << 13) - 1);
    assertThat(cpu.read(TSR)).isZero();
    pass(1);
    assertThat(cpu.read(TSR)).isEqualTo(Timers.TSR_FIS);
  }

  /**
   * On an e500 FP and WP are the low bits of a number, and FPEXT and WPEXT the high ones: 0 is the
   * time base's most significant bit, 63 its least (e500 Core Family Reference Manual, "Timer
   * control register").
   */
  @ParameterizedTest
  @CsvSource({"63, 0", "62, 1", "59, 4", "56, 7", "48, 15", "43, 20"})
  void anE500ChoosesAnyBit(int number, int bit) {
    var e500 = new TestCpu(PpcModel.E500V2);
    e500.core.setTimebaseHz(1_000_000, clock);
    int low = number & 3;
    int extension = number >>> 2;
    e500.write(TCR, (long) low << 24 | extension << 13 | (long) low << 30 | extension << 17);
    pass((1L << bit) - 1);
    assertThat(e500.read(TSR)).isZero();
    pass(1);
    assertThat(e500.read(TSR)).isEqualTo(Timers.TSR_FIS | Timers.TSR_ENW);
    e500.write(TSR, Timers.TSR_FIS | Timers.TSR_ENW);
    pass((1L << bit + 1) - 1);
    assertThat(e500.read(TSR)).isZero();
    pass(1);
    assertThat(e500.read(TSR)).isEqualTo(Timers.TSR_FIS | Timers.TSR_ENW);
  }

  @ParameterizedTest
  @CsvSource({"0, 12, 20", "1, 16, 24", "2, 20, 28", "3, 24, 32"})
  void a440ChoosesOneOfFour(int choice, int fixedInterval, int watchdog) {
    cpu.write(TCR, (long) choice << 24 | (long) choice << 30);
    pass((1L << fixedInterval) - 1);
    assertThat(cpu.read(TSR)).isZero();
    pass(1);
    assertThat(cpu.read(TSR)).isEqualTo(Timers.TSR_FIS);
    pass((1L << watchdog) - (1L << fixedInterval) - 1);
    assertThat(cpu.read(TSR)).isEqualTo(Timers.TSR_FIS);
    pass(1);
    assertThat(cpu.read(TSR)).isEqualTo(Timers.TSR_FIS | Timers.TSR_ENW);
  }

  @Test
  void theWatchdogWarnsInterruptsAndResets() {
    var resets = new AtomicInteger();
    cpu.core.setResetListener(resets::incrementAndGet);
    cpu.write(TCR, Timers.TCR_WIE | 0x2000_0000L);
    pass(WATCHDOG_PERIOD);
    assertThat(cpu.read(TSR) & (Timers.TSR_ENW | Timers.TSR_WIS)).isEqualTo(Timers.TSR_ENW);
    assertThat(ready()).isFalse();
    pass(WATCHDOG_PERIOD);
    assertThat(cpu.read(TSR) & Timers.TSR_WIS).isEqualTo(Timers.TSR_WIS);
    cpu.core.takeInterrupt();
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(12));
    assertThat(cpu.get(CSRR0)).isEqualTo(TestCpu.START);
    assertThat(resets).hasValue(0);
    pass(WATCHDOG_PERIOD);
    assertThat(resets).hasValue(1);
  }

  @Test
  void whatTheWatchdogDoesCannotBeTakenBack() {
    cpu.write(TCR, 0x2000_0000L);
    cpu.write(TCR, 0);
    assertThat(cpu.read(TCR)).isEqualTo(0x2000_0000L);
  }
}
