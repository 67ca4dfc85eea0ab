package vmm.x86.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.DR0;
import static vmm.x86.X86Registers.DR6;
import static vmm.x86.X86Registers.DR7;
import static vmm.x86.X86Registers.ECX;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.cpu.EngineMode;
import vmm.x86.X86Fault;

/** Breakpoints on data and ports (SDM vol. 3, "Debug registers"): #DB after the instruction. */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class WatchpointProgramsTest {
  private static final int WRITE = 0b01;
  private static final int PORT = 0b10;
  private static final int ACCESS = 0b11;
  private static final long SINGLE_STEP = 1 << 14;
  private static final long CR4_DE = 1 << 3;
  private static final long PAGE = 0x4000;

  private final ProgramMachine machine;

  WatchpointProgramsTest(EngineMode mode) {
    machine = ProgramMachine.real(mode);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  /** Enables breakpoint 0. */
  private void watch(long address, int kind, int bytes) {
    machine.set(DR0, address);
    machine.set(DR7, 0x400 | 1 | kind << 16 | (bytes - 1L) << 18);
  }

  private void expectTrapAt(int offset) {
    assertThat(machine.raised()).hasValue(X86Fault.DB);
    assertThat(machine.raisedAt()).isEqualTo(offset);
    assertThat(machine.get(DR6) & 0xF).isEqualTo(1);
  }

  private void expectNoTrap() {
    assertThat(machine.raised()).isEmpty();
    assertThat(machine.get(DR6) & 0xF).isZero();
  }

  @Test
  void aStoreTrapsBehindItself() {
    watch(PAGE, WRITE, 4);
    // mov byte [4000h],5; nop
    machine.run("C6 06 00 40 05 90");

    expectTrapAt(5);
    assertThat(machine.read(PAGE, 1)).isEqualTo(5);
  }

  @Test
  void aLoadMeetsABreakpointOnAccess() {
    watch(PAGE, ACCESS, 4);
    machine.run("A1 00 40 90"); // mov ax,[4000h]; nop
    expectTrapAt(3);
  }

  @Test
  void aLoadDoesNotMeetABreakpointOnWrite() {
    watch(PAGE, WRITE, 4);
    machine.run("A1 00 40 90");
    expectNoTrap();
  }

  @Test
  void anAccessMeetsARangeThatItOverlaps() {
    watch(PAGE + 8, WRITE, 2);
    machine.run("66 A3 05 40 90"); // mov [4005h],eax, up to 4008h
    expectTrapAt(4);
  }

  @Test
  void neighboursDoNotMeet() {
    watch(PAGE + 8, WRITE, 2);
    // mov [4004h],eax; mov [400Ah],al
    machine.run("66 A3 04 40 A2 0A 40 90");
    expectNoTrap();
  }

  @Test
  void anAccessAcrossPagesMeetsItsSecondHalf() {
    watch(PAGE + 0x1000, WRITE, 1);
    machine.run("A3 FF 4F 90"); // mov [4FFFh],ax
    expectTrapAt(3);
  }

  @Test
  void aGuestThatUsedThePageBeforeMeetsTheBreakpointThatItSets() {
    // mov [4000h],ax; mov eax,4000h; mov dr0,eax; mov eax,0D0001h; mov dr7,eax;
    // mov bx,[4000h]; mov [4000h],ax; nop
    machine.run(
        "A3 00 40 66 B8 00 40 00 00 0F 23 C0 66 B8 01 00 0D 00 0F 23 F8 8B 1E 00 40 A3 00 40 90");
    expectTrapAt(28);
  }

  @Test
  void aRepetitionTrapsBehindTheIterationThatMeets() {
    watch(PAGE, WRITE, 1);
    // mov cx,8; mov di,3FFEh; rep stosb
    machine.run("B9 08 00 BF FE 3F F3 AA");
    expectTrapAt(6);
    assertThat(machine.get(ECX)).isEqualTo(5);
  }

  @Test
  void aPushMeetsIt() {
    watch(ProgramMachine.STACK - 2, ACCESS, 2);
    machine.run("50 90"); // push ax
    expectTrapAt(1);
  }

  @Test
  void portsMeetItWithDebuggingExtensions() {
    machine.allowPorts();
    machine.set(CR4, CR4_DE);
    watch(0x80, PORT, 1);
    machine.run("E6 81 E6 80 90"); // out 81h,al; out 80h,al
    expectTrapAt(4);
  }

  @Test
  void portsMeetNothingWithoutDebuggingExtensions() {
    machine.allowPorts();
    watch(0x80, PORT, 1);
    machine.run("E6 80 90");
    expectNoTrap();
  }

  @Test
  void oneTrapTellsOfAStepAndABreakpoint() {
    watch(PAGE, WRITE, 4);
    // push 0102h; popf; mov [4000h],ax; nop
    machine.run("68 02 01 9D A3 00 40 90");
    expectTrapAt(7);
    assertThat(machine.get(DR6) & SINGLE_STEP).isNotZero();
  }

  @Test
  void aDisabledBreakpointIsNone() {
    watch(PAGE, WRITE, 4);
    machine.set(DR7, machine.get(DR7) & ~0xFFL);
    machine.run("A3 00 40 90");
    expectNoTrap();
  }
}
