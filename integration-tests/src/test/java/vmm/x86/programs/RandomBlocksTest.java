package vmm.x86.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.x86.Flags;
import vmm.x86.X86Registers;

/**
 * What a block remembers of flags and registers makes no difference: random straight code yields
 * the same when it runs as one block and when each instruction is a block of its own.
 */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class RandomBlocksTest {
  private static final int PROGRAMS = 1500;
  private static final int INSTRUCTIONS = 24;

  /** Opcodes with a ModRM byte, without immediate. */
  private static final List<String> WITH_MODRM =
      List.of(
          "00", "01", "02", "03", "09", "0A", "10", "11", "13", "19", "1B", "21", "28", "29", "2B",
          "31", "38", "39", "3B", "84", "85", "86", "87", "88", "89", "8A", "8B", "0FAF", "0FB6",
          "0FBE", "0FB7", "0FBF", "0FA3", "0FAB", "0FB3", "0FBB", "0FBC", "0FBD", "0FC0", "0FC1",
          "0FB0", "0FB1", "0FA5", "0FAD", "D0", "D1", "D2", "D3", "FE", "6601", "6629", "6611",
          "66D3", "66D1", "6689");

  /** Opcodes without operands in the bytes that follow. */
  private static final List<String> ALONE =
      List.of(
          "40",
          "41",
          "43",
          "48",
          "4A",
          "4B",
          "98",
          "99",
          "9E",
          "9F",
          "F8",
          "F9",
          "F5",
          "27",
          "2F",
          "37",
          "3F",
          "D6",
          "93",
          "92",
          "0FC9",
          "0FCB",
          "9C58",
          "5053595B",
          "51",
          "6698");

  private final ProgramMachine whole;
  private final ProgramMachine single = ProgramMachine.flat(EngineMode.INTERPRETER);

  RandomBlocksTest(EngineMode mode) {
    whole = ProgramMachine.flat(mode);
  }

  @Test
  void blocksOfAnyLengthDoTheSame() {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Random random = new Random(seed);
      byte[] code = program(random);
      long[] registers = random.longs(8, 0, 1L << 32).toArray();
      prepare(whole, code, registers);
      prepare(single, code, registers);
      int budget = 1 + random.nextInt(2 * INSTRUCTIONS);

      Processor.Outcome end = whole.run(budget);
      for (int i = 0; i < budget && single.get(X86Registers.HALTED) == 0; i++) {
        single.run(1);
      }

      String text = "seed " + seed + ": " + HexFormat.of().formatHex(code) + " " + end;
      assertThat(state(whole)).as(text).isEqualTo(state(single));
    }
    whole.close();
    single.close();
  }

  private static byte[] program(Random random) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    HexFormat hex = HexFormat.of();
    for (int i = 0; i < INSTRUCTIONS; i++) {
      int kind = random.nextInt(10);
      if (kind < 5) {
        String opcode = WITH_MODRM.get(random.nextInt(WITH_MODRM.size()));
        code.writeBytes(hex.parseHex(opcode));
        code.write(0xC0 | reg(opcode, random) << 3 | anyButStackPointer(random));
      } else if (kind < 7) {
        code.writeBytes(hex.parseHex(ALONE.get(random.nextInt(ALONE.size()))));
      } else {
        conditional(code, random, kind);
      }
    }
    return code.toByteArray();
  }

  /** A register, or the operation of a group: FE has two, the shifts have eight. */
  private static int reg(String opcode, Random random) {
    if (opcode.equals("FE")) {
      return random.nextInt(2);
    }
    return opcode.matches("(66)?D[0-3]") ? random.nextInt(8) : anyButStackPointer(random);
  }

  private static int anyButStackPointer(Random random) {
    int register = random.nextInt(7);
    return register == 4 ? 7 : register;
  }

  /** SETcc, CMOVcc, or Jcc over an INC. */
  private static void conditional(ByteArrayOutputStream code, Random random, int kind) {
    int condition = random.nextInt(16);
    if (kind == 9) {
      code.writeBytes(new byte[] {(byte) (0x70 | condition), 1, 0x43});
      return;
    }
    code.write(0x0F);
    code.write((kind == 7 ? 0x90 : 0x40) | condition);
    code.write(0xC0 | random.nextInt(4) << 3 | random.nextInt(4));
  }

  private static void prepare(ProgramMachine machine, byte[] code, long[] registers) {
    machine.load(code);
    for (int i = 0; i < registers.length; i++) {
      machine.set(EAX + i, registers[i]);
    }
    machine.set(ESP, 0x3000);
    Flags.write(machine.slots(), Flags.FIXED);
  }

  private static List<String> state(ProgramMachine machine) {
    long[] general = Arrays.copyOfRange(machine.slots(), EAX, EAX + 8);
    return List.of(
        HexFormat.of().formatHex(bytes(general)),
        Long.toHexString(machine.get(EIP)),
        Long.toHexString(machine.flags()));
  }

  private static byte[] bytes(long[] values) {
    byte[] bytes = new byte[8 * values.length];
    ByteBuffer.wrap(bytes).asLongBuffer().put(values);
    return bytes;
  }
}
