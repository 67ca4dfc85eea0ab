package vmm.x86.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EBX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDX;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.cpu.EngineMode;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Registers;

@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class ControlProgramsTest {
  private static final int BREAKPOINT = 3;
  private static final long SINGLE_STEP = 1 << 14;

  private final EngineMode mode;
  private ProgramMachine machine;

  ControlProgramsTest(EngineMode mode) {
    this.mode = mode;
    machine = ProgramMachine.real(mode);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  @Test
  void countersKeepCarryThroughALoop() {
    // mov cx,5; stc; L: inc bx; adc dx,0; stc; dec cx; jnz L; setc al
    machine.run("B9 05 00 F9 43 83 D2 00 F9 49 75 F8 0F 92 C0");

    assertThat(machine.get(EBX)).isEqualTo(5);
    assertThat(machine.get(EDX)).isEqualTo(5);
    assertThat(machine.get(EAX) & 0xFF).isEqualTo(1);
  }

  @Test
  void flagsCrossBlocks() {
    machine.set(EAX, 1);
    machine.set(EBX, 2);

    // cmp ax,bx; jmp +0; setb cl; setl dl
    machine.run("39 D8 EB 00 0F 92 C1 0F 9C C2");

    assertThat(machine.get(ECX)).isEqualTo(1);
    assertThat(machine.get(EDX)).isEqualTo(1);
  }

  @Test
  void flagsOfALoadAreThereIfTheBlockIsLeftBehindIt() {
    useFlat();
    machine.answerAndInterrupt(0);

    // xor edx,edx; cmp dword [300000h],5; lea ecx,[eax]; jne L; inc ebx; L:
    machine.run("31 D2 81 3D 00 00 30 00 05 00 00 00 8D 08 75 01 43");

    assertThat(machine.get(EBX)).isZero();
  }

  @Test
  void flagsOfACountInMemoryAreThereIfTheBlockIsLeftBehindIt() {
    useFlat();
    machine.answerAndInterrupt(0xFFFF_FFFFL);

    // stc; inc dword [300000h]; lea ecx,[eax]; setc bl; setz bh
    machine.run("F9 FF 05 00 00 30 00 8D 08 0F 92 C3 0F 94 C7");

    assertThat(machine.get(EBX)).isEqualTo(0x101);
  }

  private void useFlat() {
    machine.close();
    machine = ProgramMachine.flat(mode);
  }

  @Test
  void anExchangeOfTheStackPointerIsSeenByThePushAfterIt() {
    machine.write(ProgramMachine.DATA, (byte) 0, (byte) 0x50);

    // mov cx,[4000h]; xchg sp,cx; push cx; pop sp
    machine.run("8B 0E 00 40 87 CC 51 5C");

    assertThat(machine.read(0x4FFE, 2)).isEqualTo(0x3000);
    assertThat(machine.get(ESP)).isEqualTo(0x3000);
  }

  @Test
  void theTrapFlagTrapsAfterTheNextInstruction() {
    // push 0102h; popf; nop; nop
    machine.run("68 02 01 9D 90 90");

    assertThat(machine.raised()).hasValue(X86Fault.DB);
    assertThat(machine.raisedAt()).isEqualTo(5);
    assertThat(machine.get(X86Registers.DR6) & SINGLE_STEP).isNotZero();
    assertThat(machine.flags() & Flags.TF).isZero();
  }

  @Test
  void loadingTheStackSegmentHoldsOffTheTrap() {
    // push 0102h; popf; mov ss,ax; nop; nop
    machine.run("68 02 01 9D 8E D0 90 90");

    assertThat(machine.raised()).hasValue(X86Fault.DB);
    assertThat(machine.raisedAt()).isEqualTo(7);
  }

  @Test
  void eachIterationOfAStringInstructionTraps() {
    machine.set(ECX, 3);
    machine.set(X86Registers.EDI, ProgramMachine.DATA);

    // push 0102h; popf; rep stosb
    machine.run("68 02 01 9D F3 AA");

    assertThat(machine.raised()).hasValue(X86Fault.DB);
    assertThat(machine.raisedAt()).isEqualTo(4);
    assertThat(machine.get(ECX)).isEqualTo(2);
  }

  @Test
  void interruptsWaitForTheInstructionAfterSti() {
    machine.interrupt(BREAKPOINT + 0x20);

    machine.run("90 FB 90 90");

    assertThat(machine.raised()).hasValue(BREAKPOINT + 0x20);
    assertThat(machine.raisedAt()).isEqualTo(3);
  }

  @Test
  void haltAfterStiIsEndedByTheInterrupt() {
    machine.load("FB F4 90");
    machine.run(2);
    assertThat(machine.get(X86Registers.HALTED)).isEqualTo(1);

    machine.interrupt(BREAKPOINT);
    machine.finish();

    assertThat(machine.raised()).hasValue(BREAKPOINT);
    assertThat(machine.raisedAt()).isEqualTo(2);
  }

  @Test
  void jumpsBeyondTheLimitFaultAtTheJump() {
    // 66 jmp +12345h
    machine.run("66 E9 45 23 01 00");

    assertThat(machine.raised()).hasValue(X86Fault.GP);
    assertThat(machine.raisedAt()).isZero();
  }

  @Test
  void instructionsBeyondTheLimitFault() {
    machine.write(0xFFFE, (byte) 0x90, (byte) 0xB0);
    machine.start(0xFFFE);

    machine.finish();

    assertThat(machine.raised()).hasValue(X86Fault.GP);
    assertThat(machine.raisedAt() + ProgramMachine.CODE).isEqualTo(0xFFFF);
  }

  @Test
  void targetsWrapInSixteenBitCode() {
    machine.write(0xFFF0, (byte) 0xEB, (byte) 0x10);
    machine.write(2, (byte) 0xF4);
    machine.start(0xFFF0);

    machine.finish();

    assertThat(machine.get(EIP)).isEqualTo(3);
  }

  @Test
  void lockBeforeARegisterDestinationIsUndefined() {
    machine.run("90 F0 01 C0");

    assertThat(machine.raised()).hasValue(X86Fault.UD);
    assertThat(machine.raisedAt()).isEqualTo(1);
  }

  @Test
  void tooLongAnInstructionIsAProtectionFault() {
    machine.run("66".repeat(15) + "90");

    assertThat(machine.raised()).hasValue(X86Fault.GP);
    assertThat(machine.raisedAt()).isZero();
  }
}
