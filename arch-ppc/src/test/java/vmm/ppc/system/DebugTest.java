package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.CSRR0;
import static vmm.ppc.PpcRegisters.DBCR0;
import static vmm.ppc.PpcRegisters.DBSR;
import static vmm.ppc.PpcRegisters.IAC1;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.SRR0;
import static vmm.ppc.PpcRegisters.SRR1;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** Debug events (PPC440x5 User's Manual, chapter 8), and what DBCR0 and DBCR2 say of them. */
class DebugTest {
  private static final int SPR_DBSR = 304;
  private static final int SPR_DBCR0 = 308;
  private static final int SPR_DBCR2 = 310;
  private static final int SPR_DAC1 = 316;
  private static final int SPR_DAC2 = 317;
  private static final int SPR_DVC1 = 318;
  private static final int SPR_DVC2 = 319;
  private static final long IDM = 0x4000_0000L;
  private static final long IDE = 0x8000_0000L;
  private static final long IRPT = 0x0200_0000L;
  private static final long TRAP = 0x0100_0000L;
  private static final long RET = 0x8000L;
  private static final long ICMP = 0x0800_0000L;
  private static final long DAC1R = 0x0008_0000L;
  private static final long DAC1W = 0x0004_0000L;
  private static final long DAC2R = 0x0002_0000L;
  private static final long DAC2W = 0x0001_0000L;
  private static final long MASKED = 1L << 22;
  private static final long INSIDE = 2L << 22;
  private static final long OUTSIDE = 3L << 22;

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);

  @BeforeEach
  void forgetTheReset() {
    cpu.set(DBSR, 0).set(MSR, Msr.DE);
  }

  // ---- instructions

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void anInstructionAddressInterruptsBeforeTheInstruction(int n) {
    long event = 0x0080_0000L >>> n;
    cpu.set(DBCR0, IDM | event).set(IAC1 + n, TestCpu.START + 4);
    TestCpu.UNIT.compareAddress(cpu, 0, 0, 0);
    assertThat(cpu.get(DBSR)).isZero();
    cpu.set(IAC1 + n, TestCpu.START | 3); // the low two bits do not count
    PpcFault fault = fault(() -> TestCpu.UNIT.compareAddress(cpu, 0, 0, 0));
    assertThat(fault.type()).isEqualTo(InterruptType.DEBUG);
    assertThat(cpu.get(DBSR)).isEqualTo(event);
    cpu.core.deliver(fault);
    assertThat(cpu.get(CSRR0)).isEqualTo(TestCpu.START);
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(15));
  }

  @Test
  void aCompletedInstructionInterruptsBehindIt() {
    cpu.set(DBCR0, IDM | ICMP).set(PC, TestCpu.START + 4);
    TestCpu.UNIT.debugEvent(cpu, ICMP, 0, 0);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
    cpu.core.takeInterrupt();
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(15));
    assertThat(cpu.get(CSRR0)).isEqualTo(TestCpu.START + 4);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse(); // MSR[DE] is clear now
    TestCpu.UNIT.returnFromInterrupt(cpu, 1, 0, 0);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue(); // DBSR still says so
    cpu.write(SPR_DBSR, ICMP);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
  }

  @Test
  void eventsInterruptOnlyInInternalDebugMode() {
    cpu.set(DBCR0, ICMP).set(DBSR, ICMP);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
  }

  // ---- traps, returns, interrupts

  private PpcFault trap() {
    return fault(() -> TestCpu.UNIT.program(cpu, PpcFault.ESR_PTR, 0, 0));
  }

  @Test
  void aTrapIsADebugInterruptInsteadOfAProgramInterrupt() {
    assertThat(trap().type()).isEqualTo(InterruptType.PROGRAM);
    assertThat(cpu.get(DBSR)).isZero();
    cpu.set(DBCR0, IDM | TRAP);
    assertThat(trap().type()).isEqualTo(InterruptType.DEBUG);
    assertThat(cpu.get(DBSR)).isEqualTo(TRAP);
    assertThat(fault(() -> TestCpu.UNIT.program(cpu, PpcFault.ESR_PIL, 0, 0)).type())
        .isEqualTo(InterruptType.PROGRAM);
  }

  @Test
  void aTrapWhileDebugInterruptsAreOffIsBoth() {
    cpu.set(MSR, 0).set(DBCR0, IDM | TRAP);
    assertThat(trap().type()).isEqualTo(InterruptType.PROGRAM);
    assertThat(cpu.get(DBSR)).isEqualTo(IDE | TRAP);
    cpu.set(DBSR, 0).set(DBCR0, TRAP);
    assertThat(trap().type()).isEqualTo(InterruptType.PROGRAM);
    assertThat(cpu.get(DBSR)).isEqualTo(TRAP);
  }

  /** rfi, rfci and rfmci by their kinds. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aReturnIsInterruptedOnA440(int kind) {
    cpu.set(DBCR0, IDM | RET);
    PpcFault fault = fault(() -> TestCpu.UNIT.returnFromInterrupt(cpu, kind, 0, 0));
    assertThat(fault.type()).isEqualTo(InterruptType.DEBUG);
    assertThat(cpu.get(DBSR)).isEqualTo(RET);
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.START);
  }

  @ParameterizedTest
  @CsvSource({"0, 80008000", "1, 0", "2, 0"})
  void aReturnWhileDebugInterruptsAreOffIsDoneOnA440(int kind, String events) {
    cpu.set(MSR, 0).set(SRR1, Msr.DE).set(SRR0, 0x2000).set(DBCR0, IDM | RET);
    TestCpu.UNIT.returnFromInterrupt(cpu, kind, 0, 0);
    assertThat(cpu.get(DBSR)).isEqualTo(Long.parseLong(events, 16));
    assertThat(cpu.core.interruptReady(cpu.slots)).isEqualTo(kind == 0);
    cpu.set(DBSR, 0).set(DBCR0, RET);
    TestCpu.UNIT.returnFromInterrupt(cpu, kind, 0, 0);
    assertThat(cpu.get(DBSR)).isEqualTo(RET);
  }

  @ParameterizedTest
  @CsvSource({"200, 8000", "0, 80008000"})
  void rfiIsDoneFirstOnAnE500(String msr, String events) {
    var e500 = new TestCpu(PpcModel.E500V2).set(MSR, Long.parseLong(msr, 16));
    e500.set(SRR0, 0x2000).set(SRR1, Msr.DE).set(DBCR0, IDM | RET);
    TestCpu.UNIT.returnFromInterrupt(e500, 0, 0, 0);
    assertThat(e500.get(DBSR)).isEqualTo(Long.parseLong(events, 16));
    assertThat(e500.core.interruptReady(e500.slots)).isTrue();
    e500.core.takeInterrupt();
    assertThat(e500.get(CSRR0)).isEqualTo(0x2000);
    e500.set(DBSR, 0).set(MSR, Msr.DE);
    TestCpu.UNIT.returnFromInterrupt(e500, 1, 0, 0);
    assertThat(e500.get(DBSR)).isZero();
  }

  @Test
  void anInterruptIsAnEventAtItsHandler() {
    cpu.set(DBCR0, IDM | IRPT);
    cpu.core.deliver(PpcFault.program(PpcFault.ESR_PIL));
    assertThat(cpu.get(DBSR)).isEqualTo(IRPT);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
    cpu.core.takeInterrupt();
    assertThat(cpu.get(CSRR0)).isEqualTo(TestCpu.vector(6));
    assertThat(cpu.get(PC)).isEqualTo(TestCpu.vector(15));

    cpu.set(MSR, 0).set(DBSR, 0);
    TestCpu.UNIT.systemCall(cpu, 0, 0, 0);
    assertThat(cpu.get(DBSR)).isEqualTo(IDE | IRPT);
  }

  @ParameterizedTest
  @EnumSource(names = {"CRITICAL_INPUT", "WATCHDOG", "DEBUG", "MACHINE_CHECK"})
  void aCriticalInterruptIsNone(InterruptType type) {
    cpu.set(DBCR0, IDM | IRPT);
    cpu.core.deliver(PpcFault.of(type));
    assertThat(cpu.get(DBSR)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"10000000, 1", "20000000, 1", "30000000, 1", "40000000, 0"})
  void theResetFieldResets(String control, int resets) {
    var seen = new AtomicInteger();
    cpu.core.setResetListener(seen::incrementAndGet);
    cpu.write(SPR_DBCR0, Long.parseLong(control, 16));
    assertThat(seen).hasValue(resets);
  }

  // ---- data

  private void watch(long control, long dac1, long dac2, long dbcr2) {
    cpu.write(SPR_DAC1, dac1);
    cpu.write(SPR_DAC2, dac2);
    cpu.write(SPR_DBCR2, dbcr2);
    cpu.write(SPR_DBCR0, IDM | control);
  }

  private static PpcFault fault(Runnable action) {
    PpcFault fault = catchThrowableOfType(PpcFault.class, action::run);
    assertThat(fault).isNotNull();
    return fault;
  }

  /** The events of an access; each interrupts before it. */
  private long events(long gva, int size, AccessType access) {
    cpu.set(DBSR, 0);
    PpcFault fault =
        catchThrowableOfType(PpcFault.class, () -> cpu.core.accessing(gva, size, access));
    long events = cpu.get(DBSR);
    assertThat(fault != null).isEqualTo(events != 0);
    if (fault != null) {
      assertThat(fault.type()).isEqualTo(InterruptType.DEBUG);
    }
    return events;
  }

  private long reads(long gva, int size) {
    return events(gva, size, AccessType.READ);
  }

  private long writes(long gva, int size) {
    return events(gva, size, AccessType.WRITE);
  }

  @Test
  void anAccessToTheAddressIsAnEvent() {
    watch(DAC1R | DAC2W, 0x2003, 0x3000, 0);
    assertThat(reads(0x2000, 4)).isEqualTo(DAC1R);
    assertThat(reads(0x2003, 1)).isEqualTo(DAC1R);
    assertThat(reads(0x2000, 2)).isZero();
    assertThat(reads(0x2004, 4)).isZero();
    assertThat(writes(0x2000, 4)).isZero();
    assertThat(writes(0x3000, 4)).isEqualTo(DAC2W);
    assertThat(reads(0x3000, 4)).isZero();
    assertThat(events(0x2003, 4, AccessType.EXECUTE)).isZero();
  }

  @Test
  void addressesAreMasked() {
    watch(DAC1R | DAC1W, 0x2000, 0xFFFF_FFF0L, MASKED);
    assertThat(writes(0x200C, 4)).isEqualTo(DAC1W);
    assertThat(reads(0x2010, 4)).isZero();
    assertThat(reads(0x1FFE, 4)).isEqualTo(DAC1R);
  }

  @Test
  void addressesAreBounds() {
    watch(DAC1R, 0x2000, 0x2100, INSIDE);
    assertThat(reads(0x2000, 4)).isEqualTo(DAC1R);
    assertThat(reads(0x20FF, 1)).isEqualTo(DAC1R);
    assertThat(reads(0x2100, 4)).isZero();
    watch(DAC1R, 0x2000, 0x2100, OUTSIDE);
    assertThat(reads(0x2000, 4)).isZero();
    assertThat(reads(0x20FE, 4)).isEqualTo(DAC1R);
    assertThat(reads(0x1FFF, 1)).isEqualTo(DAC1R);
  }

  @Test
  void privilegeAndSpaceAreChosen() {
    watch(DAC1R | DAC2R, 0x2000, 0x2000, 3L << 30 | 2L << 26); // user for 1, supervisor for 2
    assertThat(reads(0x2000, 4)).isEqualTo(DAC2R);
    cpu.set(MSR, Msr.DE | Msr.PR);
    assertThat(reads(0x2000, 4)).isEqualTo(DAC1R);
    watch2(3L << 28 | 2L << 24); // space 1 for 1, space 0 for 2
    cpu.set(MSR, Msr.DE);
    assertThat(reads(0x2000, 4)).isEqualTo(DAC2R);
    cpu.set(MSR, Msr.DE | Msr.DS);
    assertThat(reads(0x2000, 4)).isEqualTo(DAC1R);
  }

  private void watch2(long dbcr2) {
    cpu.set(MSR, 0);
    cpu.write(SPR_DBCR2, dbcr2);
  }

  /** DVC1M and DVC1BE, what is stored where, and whether it is an event; DVC1 is 11223344. */
  @ParameterizedTest
  @CsvSource({
    "1, F, 2000, 4, 11223344, 1",
    "1, F, 2000, 4, 11223345, 0",
    "1, F, 2000, 2, 1122, 0",
    "1, C, 2000, 2, 1122, 1",
    "1, C, 2000, 4, 1122FFFF, 1",
    "1, 3, 2002, 2, 3344, 1",
    "1, 1, 2003, 1, 44, 1",
    "1, 8, 2003, 1, 11, 0",
    "1, F, 1FFE, 8, FFFF112233441122, 1",
    "2, F, 2000, 4, FFFF33FF, 1",
    "2, 4, 2000, 4, FFFF33FF, 0",
    "2, F, 2000, 1, 22, 0",
    "3, F, 2000, 4, 1122FFFF, 1",
    "3, F, 2000, 4, FFFF3344, 1",
    "3, F, 2000, 4, 11FFFF44, 0",
    "3, C, 2000, 4, FFFF3344, 0",
    "3, F, 2002, 2, 3344, 1",
    "0, F, 2000, 4, 11223344, 0",
  })
  void valuesAreCompared(int mode, String lanes, String gva, int size, String data, int event) {
    long enabled = Long.parseLong(lanes, 16);
    watch(DAC1R | DAC1W, 0, 0xFFFF_0000L, MASKED | (long) mode << 18 | enabled << 8);
    cpu.write(SPR_DVC1, 0x1122_3344L);
    long at = Long.parseLong(gva, 16);
    long value = Long.reverseBytes(Long.parseUnsignedLong(data, 16)) >>> 64 - 8 * size;
    cpu.set(DBSR, 0);
    PpcFault stored =
        catchThrowableOfType(
            PpcFault.class, () -> cpu.core.accessing(at, size, AccessType.WRITE, value));
    assertThat(stored != null).isEqualTo(event != 0);
    assertThat(cpu.get(DBSR)).isEqualTo(event * DAC1W);

    cpu.machine.write(at, 8, 0);
    for (int i = 0; i < size; i++) {
      cpu.machine.write(at + i, 1, value >>> 8 * i);
    }
    cpu.set(DBSR, 0);
    PpcFault loaded =
        catchThrowableOfType(
            PpcFault.class, () -> cpu.core.accessing(at, size, AccessType.READ, 0));
    assertThat(loaded != null).isEqualTo(event != 0);
    assertThat(cpu.get(DBSR)).isEqualTo(event * DAC1R);
  }

  @Test
  void eachRegisterHasAValueOfItsOwn() {
    watch(DAC1W | DAC2W, 0x2000, 0x3000, 1 << 16 | 15); // only DVC2
    cpu.write(SPR_DVC2, 5);
    assertThat(writes(0x2000, 4)).isEqualTo(DAC1W);
    assertThat(stores(0x2000, 0)).isEqualTo(DAC1W);
    assertThat(stores(0x3000, 0)).isZero();
    assertThat(stores(0x3000, 0x0500_0000)).isEqualTo(DAC2W);
    assertThat(writes(0x3000, 4)).as("only asked whether it may be made").isZero();
    assertThat(reads(0xFFFF_0000L, 4)).isZero();
  }

  /** The events of a store of a word, in the order of memory. */
  private long stores(long gva, long value) {
    cpu.set(DBSR, 0);
    PpcFault fault =
        catchThrowableOfType(
            PpcFault.class, () -> cpu.core.accessing(gva, 4, AccessType.WRITE, value));
    assertThat(fault != null).isEqualTo(cpu.get(DBSR) != 0);
    return cpu.get(DBSR);
  }

  @Test
  void whereTheyAreAPairBothAreReported() {
    watch(DAC1R | DAC2R, 0x2000, 0x2100, INSIDE);
    assertThat(reads(0x2000, 4)).isEqualTo(DAC1R | DAC2R);
  }

  @Test
  void anE500HasNoValues() {
    var e500 = new TestCpu(PpcModel.E500V2);
    assertThat(fault(() -> e500.read(SPR_DVC1)).esr()).isEqualTo(PpcFault.ESR_PIL);
  }

  /** DBSR[IDE] tells the handler that the interrupt is late. */
  @Test
  void anEventWhileDebugInterruptsAreOffIsKept() {
    watch(DAC1R, 0x2000, 0, 0);
    cpu.set(MSR, 0);
    cpu.core.accessing(0x2000, 4, AccessType.READ);
    assertThat(cpu.get(DBSR)).isEqualTo(IDE | DAC1R);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.set(MSR, Msr.DE);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
  }

  /** DBCR2[DAC12M], DAC1, DAC2, and which of pages 1, 2 and 9 are watched. */
  @ParameterizedTest
  @CsvSource({
    "0, 1004, 0,        1",
    "1, 2000, FFFFF000, 2",
    "1, 2000, FFFF7000, 2",
    "2, 1004, 2001,     1 2",
    "2, 1004, 2000,     1",
    "3, 1004, 2000,     1 2 9",
  })
  void translationsOfWatchedPagesAreNotKept(int kind, String dac1, String dac2, String pages) {
    watch(DAC1R, Long.parseLong(dac1, 16), Long.parseLong(dac2, 16), (long) kind << 22);
    for (int page : new int[] {1, 2, 9}) {
      boolean watched = pages.contains(Integer.toString(page));
      assertThat(isKept((page << 12) + 0x800)).isNotEqualTo(watched);
    }
  }

  private boolean isKept(long gva) {
    Translation found =
        cpu.core.translate(new RealView.Bare(), gva, AccessType.READ, Privilege.SUPERVISOR, false);
    return ((Translation.Mapped) found).pageShift() >= 12;
  }

  @Test
  void nothingIsWatchedOutsideInternalDebugMode() {
    watch(DAC1R, 0x2000, 0, 0);
    cpu.set(DBCR0, DAC1R);
    assertThat(reads(0x2000, 4)).isZero();
    assertThat(isKept(0x2000)).isTrue();
  }
}
