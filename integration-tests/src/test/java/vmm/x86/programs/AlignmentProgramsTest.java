package vmm.x86.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.GDTR_BASE;
import static vmm.x86.X86Registers.GDTR_LIMIT;
import static vmm.x86.X86Registers.IDTR_BASE;
import static vmm.x86.X86Registers.IDTR_LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SELECTOR;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.cpu.EngineMode;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;

/** #AC (SDM vol. 3, "Alignment check exception"): user code only, and only if it asked for it. */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class AlignmentProgramsTest {
  private static final long GDT = 0x800;
  private static final long IDT = 0x900;
  private static final int USER_CODE = 0x0B;
  private static final int HANDLER = 0x700;

  private final ProgramMachine machine;

  AlignmentProgramsTest(EngineMode mode) {
    machine = ProgramMachine.flat(mode);
  }

  @BeforeEach
  void enterUserCode() {
    machine.write(HANDLER, (byte) 0xEB, (byte) 0xFE); // JMP to itself
    write64(GDT + 8, 0x00CF_FB00_0000_FFFFL);
    write64(IDT + 8 * X86Fault.AC, 0x0000_EE00_0000_0000L | USER_CODE << 16 | HANDLER);
    machine.set(GDTR_BASE, GDT);
    machine.set(GDTR_LIMIT, 15);
    machine.set(IDTR_BASE, IDT);
    machine.set(IDTR_LIMIT, 8 * X86Fault.AC + 7);
    machine.set(SELECTOR + SEG_CS, USER_CODE);
    machine.set(ATTRIBUTES + SEG_CS, 0xC0FB);
    machine.set(ATTRIBUTES + SEG_SS, 0xC0F3);
    machine.set(CR0, machine.get(CR0) | X86Mode.CR0_AM);
  }

  private void write64(long address, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      machine.write(address + i, (byte) (value >>> (8 * i)));
    }
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private boolean faults(String hex, long flags) {
    Flags.write(machine.slots(), Flags.FIXED | flags);
    machine.load(hex + " EB FE");
    machine.run(20);
    boolean handled = machine.get(EIP) == HANDLER;
    if (handled) {
      assertThat(machine.read(machine.get(ESP), 4)).as("error code").isZero();
      assertThat(machine.read(machine.get(ESP) + 4, 4)).isEqualTo(ProgramMachine.CODE);
    }
    return handled;
  }

  @ParameterizedTest
  @CsvSource({
    "A3 01 40 00 00, true", // mov [4001h],eax
    "A1 02 40 00 00, true",
    "A3 04 40 00 00, false",
    "66 A1 01 40 00 00, true", // mov ax,[4001h]
    "66 A1 02 40 00 00, false",
    "A0 01 40 00 00, false", // mov al,[4001h]
    "01 05 03 40 00 00, true", // add [4003h],eax
    "0F BA 2D 02 40 00 00 01, true", // bts dword [4002h],1
    "FF 35 01 40 00 00, true", // push dword [4001h]
    "D9 05 02 40 00 00, true", // fld dword [4002h]
    "DD 05 04 40 00 00, true", // fld qword [4004h]
    "DD 05 08 40 00 00, false"
  })
  void operandsHaveToBeAligned(String hex, boolean faults) {
    assertThat(faults(hex, Flags.AC)).isEqualTo(faults);
    assertThat(faults(hex, 0)).as("without EFLAGS.AC").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"A3 01 40 00 00", "D9 05 02 40 00 00"})
  void theSupervisorIsNotAsked(String hex) {
    machine.set(ATTRIBUTES + SEG_CS, 0xC09B);
    machine.set(ATTRIBUTES + SEG_SS, 0xC093);
    assertThat(faults(hex, Flags.AC)).isFalse();
  }
}
