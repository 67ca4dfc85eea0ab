package vmm.x86.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDI;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESI;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.x86.Flags;
import vmm.x86.X86Fault;

@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class StringProgramsTest {
  private static final int DATA = ProgramMachine.DATA;
  private static final String REP_MOVSB = "F3 A4";

  private final EngineMode mode;
  private ProgramMachine machine;

  StringProgramsTest(EngineMode mode) {
    this.mode = mode;
    machine = ProgramMachine.flat(mode);
  }

  @AfterEach
  void close() {
    machine.close();
  }

  private void registers(long source, long destination, long count) {
    machine.set(ESI, source);
    machine.set(EDI, destination);
    machine.set(ECX, count);
  }

  @Test
  void eachIterationIsAnInstructionAndTheBudgetIsMetExactly() {
    registers(DATA, DATA + 0x8000, 5000);
    machine.load(REP_MOVSB);
    long before = machine.retired();

    assertThat(machine.run(4321)).isEqualTo(Processor.Outcome.BUDGET);

    assertThat(machine.retired() - before).isEqualTo(4321);
    assertThat(machine.get(ECX)).isEqualTo(5000 - 4321);
    assertThat(machine.get(ESI)).isEqualTo(DATA + 4321);
    assertThat(machine.get(EIP)).isEqualTo(ProgramMachine.CODE);

    machine.finish();
    assertThat(machine.retired() - before).isEqualTo(5000 + 1);
    assertThat(machine.get(EDI)).isEqualTo(DATA + 0x8000 + 5000);
  }

  @Test
  void aCountOfZeroIsOneInstruction() {
    registers(DATA, DATA, 0);
    long before = machine.retired();

    machine.run(REP_MOVSB);

    assertThat(machine.retired() - before).isEqualTo(2);
    assertThat(machine.get(ESI)).isEqualTo(DATA);
  }

  @Test
  void overlappingMovesRepeatWhatTheyWrote() {
    machine.write(DATA, (byte) 1, (byte) 2, (byte) 3);
    registers(DATA, DATA + 3, 9000);

    machine.run(REP_MOVSB);

    for (int i = 0; i < 9000; i++) {
      assertThat(machine.read(DATA + i, 1)).isEqualTo(i % 3 + 1);
    }
    assertThat(machine.read(DATA + 9003, 1)).isZero();
  }

  @Test
  void movesGoDownWithTheDirectionFlag() {
    machine.write(DATA, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
    registers(DATA + 3, DATA + 0x13, 4);

    machine.run("FD F3 A4");

    assertThat(machine.read(DATA + 0x10, 4)).isEqualTo(0x04030201);
    assertThat(machine.get(EDI)).isEqualTo(DATA + 0xF);
  }

  @Test
  void storesFillDoublewords() {
    machine.set(EAX, 0x11223344);
    registers(0, DATA + 2, 3000);

    machine.run("F3 AB");

    assertThat(machine.read(DATA, 8)).isEqualTo(0x3344_1122_3344_0000L);
    assertThat(machine.read(DATA + 2 + 4 * 2999, 8)).isEqualTo(0x11223344L);
  }

  @Test
  void scansEndAtTheMatch() {
    machine.write(DATA + 6, (byte) 0x5A);
    machine.set(EAX, 0x5A);
    registers(0, DATA, 100);

    machine.run("F2 AE");

    assertThat(machine.get(EDI)).isEqualTo(DATA + 7);
    assertThat(machine.get(ECX)).isEqualTo(93);
    assertThat(machine.flags() & Flags.ZF).isNotZero();
  }

  @Test
  void comparisonsEndAtTheDifference() {
    machine.write(DATA + 4, (byte) 1);
    registers(DATA, DATA + 0x100, 10);

    machine.run("F3 A6");

    assertThat(machine.get(ESI)).isEqualTo(DATA + 5);
    assertThat(machine.flags() & (Flags.ZF | Flags.CF)).isZero();
  }

  @Test
  void aFaultLeavesWhatWasDone() {
    machine.close();
    machine = ProgramMachine.real(mode);
    registers(DATA, 0xFFFD, 10);

    machine.run("F3 A5");

    assertThat(machine.raised()).hasValue(X86Fault.GP);
    assertThat(machine.raisedAt()).isZero();
    assertThat(machine.get(ECX)).isEqualTo(9);
    assertThat(machine.get(EDI)).isEqualTo(0xFFFF);
  }

  @Test
  void offsetsWrapWithSixteenBitAddresses() {
    machine.close();
    machine = ProgramMachine.real(mode);
    machine.set(EAX, 0x77);
    registers(0, 0xFFF0, 0x20);

    machine.run("F3 AA");

    assertThat(machine.get(EDI)).isEqualTo(0x10);
    assertThat(machine.read(0xFFFF, 1)).isEqualTo(0x77);
    assertThat(machine.read(0xF, 1)).isEqualTo(0x77);
    assertThat(machine.read(0x10000, 1)).isZero();
  }

  @Test
  void repeatedInputStoresEachValue() {
    machine.allowPorts();
    registers(0, DATA, 4);

    machine.run("F3 6C");

    assertThat(machine.read(DATA, 8)).isEqualTo(0xFFFF_FFFFL);
  }
}
