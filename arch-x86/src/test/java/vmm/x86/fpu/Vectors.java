package vmm.x86.fpu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Cases that {@code src/test/c/x87gen.c} captured from a real processor; it explains their form.
 */
final class Vectors {
  private Vectors() {}

  static List<String> lines(String resource) throws IOException {
    var stream = Objects.requireNonNull(Vectors.class.getResourceAsStream(resource), resource);
    try (var reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(stream), StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    }
  }

  /** One case, made ready to run. */
  static final class Case {
    final FpuState fpu = new FpuState(new long[FpuState.SLOTS], 0);
    final TestHost host = new TestHost();
    final int opcode;

    /** What the real processor left. */
    final String expected;

    private final String[] before = new String[8];

    Case(String line) {
      String[] words = line.split(" ", -1);
      opcode = hex(words[0]);
      expected = line.substring(line.indexOf("| ") + 2);
      fpu.initialize();
      fpu.setControl(hex(words[1]));
      fpu.setStatus(hex(words[2]));
      fpu.setTags(hex(words[3]));
      host.flags = hex(words[4]);
      for (int i = 2; i < 8; i++) {
        fpu.setRegister(i, i > 3 ? 0x4001 : 0x4000, (long) i << (i > 3 ? 61 : 62));
      }
      fpu.setRegister(0, signExponent(words[5]), significand(words[5]));
      fpu.setRegister(1, signExponent(words[6]), significand(words[6]));
      host.write(0, 8, significand(words[7]));
      host.write(8, 2, signExponent(words[7]));
      for (int register = 0; register < 8; register++) {
        before[register] = register(register);
      }
    }

    String run() {
      EscRow row = EscTable.find(opcode >> 8, opcode & 0xFF);
      if (row == null) {
        return "no such instruction";
      }
      row.action().run(fpu, host, opcode & 7);
      var outcome = new StringBuilder();
      outcome.append(
          "%04X %04X %02X %04X%016X"
              .formatted(fpu.status(), fpu.tags(), host.flags, host.read(8, 2), host.read(0, 8)));
      for (int register = 0; register < 8; register++) {
        if (!register(register).equals(before[register])) {
          outcome.append(' ').append(register).append('=').append(register(register));
        }
      }
      return outcome.toString();
    }

    /** A physical register. */
    private String register(int register) {
      int i = register - (fpu.status() >> StatusWord.TOP_SHIFT) & 7;
      return "%04X%016X".formatted(fpu.signExponent(i), fpu.significand(i));
    }
  }

  static int signExponent(String value) {
    return hex(value.substring(0, 4));
  }

  static long significand(String value) {
    return Long.parseUnsignedLong(value.substring(4), 16);
  }

  private static int hex(String word) {
    return Integer.parseInt(word, 16);
  }
}
