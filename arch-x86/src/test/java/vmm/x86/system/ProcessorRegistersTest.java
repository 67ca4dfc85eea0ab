package vmm.x86.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.DR0;
import static vmm.x86.X86Registers.DR6;
import static vmm.x86.X86Registers.DR7;
import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EBX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDX;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;
import static vmm.x86.system.Faults.assertFault;
import static vmm.x86.system.TestCpu.CODE0;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Model;

/** CPUID, model-specific and debug registers, SYSENTER, and the I/O permission map. */
final class ProcessorRegistersTest {
  private static final SystemUnit UNIT = SystemUnit.INSTANCE;

  private final TestCpu cpu = new TestCpu();

  private static void cpuid(TestCpu processor, long leaf) {
    processor.slots[EAX] = leaf;
    UNIT.identify(processor, 0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(X86Model.class)
  void cpuidNamesVendorAndModel(X86Model model) {
    TestCpu processor = new TestCpu(model);
    cpuid(processor, 0);
    ByteBuffer name = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    name.putInt((int) processor.slots[EBX]);
    name.putInt((int) processor.slots[EDX]);
    name.putInt((int) processor.slots[ECX]);
    assertThat(new String(name.array(), StandardCharsets.US_ASCII)).isEqualTo("GenuineIntel");
    cpuid(processor, 1);
    assertThat(processor.slots[EAX]).isEqualTo(model.signature());
    for (X86Feature feature : X86Feature.values()) {
      assertThat((processor.slots[EDX] & feature.mask()) != 0).isEqualTo(model.has(feature));
    }
    processor.core.reset(processor.slots);
    assertThat(processor.slots[EDX]).isEqualTo(model.signature());
  }

  @Test
  void leavesThatAreNotThereAnswerAsTheHighestBasicOne() {
    TestCpu old = new TestCpu(X86Model.PENTIUM);
    cpuid(old, 0x8000_0000L);
    assertThat(old.slots[EAX]).isEqualTo(X86Model.PENTIUM.signature());
    cpuid(cpu, 0x8000_0000L);
    assertThat(cpu.slots[EAX]).isEqualTo(0x8000_0001L);
    cpuid(cpu, 0x8000_0001L);
    assertThat(cpu.slots[EDX]).isEqualTo(1 << 20);
    cpuid(cpu, 99);
    long descriptors = cpu.slots[EDX];
    cpuid(cpu, 2);
    assertThat(cpu.slots[EAX] & 0xFF).isEqualTo(1);
    assertThat(cpu.slots[EDX]).isEqualTo(descriptors).isNotZero();
  }

  @ParameterizedTest
  @CsvSource({"0x174, 0x12345678", "0x175, 0x9000", "0x176, 0x8000", "0xC0000080, 0x800"})
  void registersReadBack(String number, String value) {
    cpu.slots[ECX] = Long.decode(number);
    cpu.slots[EAX] = Long.decode(value);
    cpu.slots[EDX] = 0;
    UNIT.writeModelSpecific(cpu, 0, 0, 0);
    cpu.slots[EAX] = 0;
    cpu.slots[EDX] = 5;
    UNIT.readModelSpecific(cpu, 0, 0, 0);
    assertThat(cpu.slots[EAX]).isEqualTo(Long.decode(value));
    assertThat(cpu.slots[EDX]).isZero();
    TestCpu old = new TestCpu(X86Model.PENTIUM);
    old.slots[ECX] = Long.decode(number);
    assertFault(X86Fault.GP, 0, () -> UNIT.readModelSpecific(old, 0, 0, 0));
    assertFault(X86Fault.GP, 0, () -> UNIT.writeModelSpecific(old, 0, 0, 0));
  }

  @Test
  void registersThatNobodyKnowsFault() {
    cpu.slots[ECX] = 0x1B;
    assertFault(X86Fault.GP, 0, () -> UNIT.readModelSpecific(cpu, 0, 0, 0));
    cpu.slots[ECX] = 0xC000_0080L;
    cpu.slots[EAX] = 0x100;
    assertFault(X86Fault.GP, 0, () -> UNIT.writeModelSpecific(cpu, 0, 0, 0));
  }

  @Test
  void theTimeStampCountsInstructions() {
    cpu.retired = 1000;
    UNIT.readTimeStamp(cpu, 0, 0, 0);
    assertThat(cpu.slots[EAX]).isEqualTo(1000);
    cpu.slots[ECX] = 0x10;
    cpu.slots[EAX] = 5;
    cpu.slots[EDX] = 1;
    UNIT.writeModelSpecific(cpu, 0, 0, 0);
    cpu.retired += 7;
    UNIT.readTimeStamp(cpu, 0, 0, 0);
    assertThat(cpu.slots[EAX]).isEqualTo(12);
    assertThat(cpu.slots[EDX]).isEqualTo(1);
    cpu.slots[CR4] = ControlRegisters.CR4_TSD;
    cpu.setLevel(3);
    assertFault(X86Fault.GP, 0, () -> UNIT.readTimeStamp(cpu, 0, 0, 0));
  }

  @Test
  void countersAreOpenToUsersOnlyIfAllowed() {
    cpu.slots[ECX] = 0;
    UNIT.readCounter(cpu, 0, 0, 0);
    assertThat(cpu.slots[EAX]).isZero();
    cpu.setLevel(3);
    assertFault(X86Fault.GP, 0, () -> UNIT.readCounter(cpu, 0, 0, 0));
    cpu.slots[CR4] = ControlRegisters.CR4_PCE;
    UNIT.readCounter(cpu, 0, 0, 0);
    cpu.slots[ECX] = 2;
    assertFault(X86Fault.GP, 0, () -> UNIT.readCounter(cpu, 0, 0, 0));
  }

  @Test
  void fastCallsUseFlatSegments() {
    cpu.setLevel(3);
    assertFault(X86Fault.GP, 0, () -> UNIT.systemEnter(cpu, 0, 0, 0));
    cpu.slots[vmm.x86.X86Registers.SYSENTER_CS] = 0x50;
    cpu.slots[vmm.x86.X86Registers.SYSENTER_ESP] = 0xE000;
    cpu.slots[vmm.x86.X86Registers.SYSENTER_EIP] = 0xF000;
    cpu.slots[EFLAGS] |= Flags.IF;
    UNIT.systemEnter(cpu, 0, 0, 0);
    assertThat(cpu.level()).isZero();
    assertThat(cpu.slots[EIP]).isEqualTo(0xF000);
    assertThat(cpu.slots[ESP]).isEqualTo(0xE000);
    assertThat(cpu.slots[SELECTOR + SEG_CS]).isEqualTo(0x50);
    assertThat(cpu.slots[SELECTOR + SEG_SS]).isEqualTo(0x58);
    assertThat(cpu.slots[LIMIT + SEG_CS]).isEqualTo(0xFFFF_FFFFL);
    assertThat(cpu.slots[EFLAGS] & Flags.IF).isZero();
    cpu.slots[ECX] = 0x1111;
    cpu.slots[EDX] = 0x2222;
    UNIT.systemExit(cpu, 0, 0, 0);
    assertThat(cpu.level()).isEqualTo(3);
    assertThat(cpu.slots[SELECTOR + SEG_CS]).isEqualTo(0x63);
    assertThat(cpu.slots[SELECTOR + SEG_SS]).isEqualTo(0x6B);
    assertThat(cpu.slots[EIP]).isEqualTo(0x2222);
    assertThat(cpu.slots[ESP]).isEqualTo(0x1111);
  }

  @Test
  void portsAreOpenWhereTheMapHasZeros() {
    cpu.slots[LIMIT + SEG_TR] = 0x69 + 0x20;
    long tss = cpu.slots[BASE + SEG_TR];
    cpu.machine.write(tss + 102, 2, 0x68);
    cpu.machine.write(tss + 0x68 + 1, 2, 0xFE01); // ports 9 to 16 are open
    UNIT.checkPort(cpu, 9, 1, 0);
    UNIT.checkPort(cpu, 12, 4, 0);
    UNIT.checkPort(cpu, 16, 1, 0);
    assertFault(X86Fault.GP, 0, () -> UNIT.checkPort(cpu, 8, 1, 0));
    assertFault(X86Fault.GP, 0, () -> UNIT.checkPort(cpu, 8, 2, 0));
    assertFault(X86Fault.GP, 0, () -> UNIT.checkPort(cpu, 14, 4, 0));
    assertFault(X86Fault.GP, 0, () -> UNIT.checkPort(cpu, 0x200, 1, 0));
    cpu.slots[LIMIT + SEG_TR] = 0x66;
    assertFault(X86Fault.GP, 0, () -> UNIT.checkPort(cpu, 9, 1, 0));
  }

  @Test
  void debugRegistersReadBackWithTheirFixedBits() {
    UNIT.moveToDebug(cpu, 3, 0x1234_5678, 0);
    assertThat(UNIT.moveFromDebug(cpu, 3, 0, 0)).isEqualTo(0x1234_5678);
    UNIT.moveToDebug(cpu, 6, 0, 0);
    assertThat(UNIT.moveFromDebug(cpu, 6, 0, 0)).isEqualTo(0xFFFF_0FF0L);
    UNIT.moveToDebug(cpu, 5, 0, 0);
    assertThat(UNIT.moveFromDebug(cpu, 7, 0, 0)).isEqualTo(0x400);
    cpu.slots[CR4] = ControlRegisters.CR4_DE;
    assertFault(X86Fault.UD, 0, () -> UNIT.moveFromDebug(cpu, 4, 0, 0));
  }

  @Test
  void generalDetectGuardsTheDebugRegisters() {
    cpu.interruptGate(1, 0x8E, CODE0, 0x8888);
    UNIT.moveToDebug(cpu, 7, DebugRegisters.GENERAL_DETECT, 0);
    assertFault(X86Fault.DB, 0, () -> UNIT.moveFromDebug(cpu, 0, 0, 0));
    assertThat(cpu.slots[DR6] & DebugRegisters.ACCESS_DETECTED).isNotZero();
    cpu.core.deliver(X86Fault.of(X86Fault.DB));
    assertThat(cpu.slots[DR7] & DebugRegisters.GENERAL_DETECT).isZero();
  }

  @Test
  void instructionBreakpointsHitUnlessResumed() {
    cpu.slots[DR0 + 1] = 0x5000;
    cpu.slots[DR7] = 1 << 2;
    assertFault(X86Fault.DB, 0, () -> UNIT.instructionBreakpoint(cpu, 0, 0, 0));
    assertThat(cpu.slots[DR6] & 0xF).isEqualTo(2);
    cpu.slots[EFLAGS] |= Flags.RF;
    UNIT.instructionBreakpoint(cpu, 0, 0, 0);
    assertThat(cpu.slots[EFLAGS] & Flags.RF).isZero();
    cpu.slots[DR7] = 1 << 2 | 1 << 20; // a data breakpoint
    UNIT.instructionBreakpoint(cpu, 0, 0, 0);
    assertThat(cpu.slots[EIP]).isEqualTo(0x5000);
  }

  @Test
  void stepsAndDebugInterruptsReturnToTheNextInstruction() {
    cpu.interruptGate(1, 0x8E, CODE0, 0x8888);
    cpu.slots[EIP] = 0x5001;
    UNIT.debugTrap(cpu, 1, 0, 0);
    assertThat(cpu.slots[DR6] & DebugRegisters.SINGLE_STEP).isNotZero();
    assertThat(cpu.stacked(0)).isEqualTo(0x5001);
    assertThat(cpu.stacked(2) & Flags.RF).isZero();
    cpu.setLevel(3);
    cpu.slots[ESP] = TestCpu.STACK;
    UNIT.interrupt(cpu, 1, 0x6000, vmm.x86.SystemInstructions.INTERRUPT_ICE);
    assertThat(cpu.slots[EIP]).isEqualTo(0x8888);
    assertThat(cpu.stacked(0)).isEqualTo(0x6000);
  }

  @Test
  void numericErrorsAreExceptionsIfAskedFor() {
    cpu.slots[CR0] |= 1 << 5;
    assertFault(X86Fault.MF, 0, () -> UNIT.numericError(cpu, 0, 0, 0));
  }
}
