package vmm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with what the user gives gets one line and the status for it. */
class BadInputTest {
  @TempDir Path folder;

  private record Result(int status, String error) {}

  private static synchronized Result execute(String... arguments) {
    PrintStream before = System.err;
    InputStream keys = System.in;
    System.setIn(InputStream.nullInputStream()); // the process's own belongs to the test runner
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      return new Result(Main.execute(arguments), captured.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(before);
      System.setIn(keys);
    }
  }

  private static void expectOneLine(Result result, int status) {
    assertThat(result.status()).as(result.error()).isEqualTo(status);
    assertThat(result.error().strip().lines()).as(result.error()).hasSize(1);
    assertThat(result.error()).startsWith("vmm: ").doesNotContain("Exception");
  }

  private Path file(String name, byte[] contents) throws IOException {
    return Files.write(folder.resolve(name), contents);
  }

  private byte[] demoGuest() throws IOException {
    return DemoMachine.guest("paging.elf").bytes();
  }

  @Test
  void aMissingFile() {
    expectOneLine(execute("run", "--kernel", folder.resolve("none").toString()), 66);
  }

  @Test
  void aFolderInsteadOfAFile() {
    expectOneLine(execute("run", "--kernel", folder.toString()), 66);
  }

  @Test
  void aDeviceTreeThatIsMissingOrOfNoUse() throws IOException {
    String kernel = file("demo.elf", demoGuest()).toString();
    expectOneLine(execute("run", "--kernel", kernel, "--dtb", kernel + ".none"), 66);
    Result result = execute("run", "--kernel", kernel, "--dtb", kernel);
    expectOneLine(result, 66);
    assertThat(result.error()).contains("a PC has no device tree");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 20, 51, 52, 53, 84, 100, 300})
  void aKernelCutShort(int length) throws IOException {
    Path cut = file("cut.elf", Arrays.copyOf(demoGuest(), length));
    expectOneLine(execute("run", "--kernel", cut.toString()), 66);
    expectOneLine(execute("run", "--arch", "x86", "--kernel", cut.toString()), 66);
  }

  @Test
  void aKernelOfRandomBytes() throws IOException {
    byte[] bytes = new byte[10_000];
    new Random(1).nextBytes(bytes);
    expectOneLine(execute("run", "--kernel", file("random", bytes).toString()), 66);
  }

  /**
   * Damages every byte of the headers in turn: refused in one line, or run to a limit or an end.
   */
  @Test
  void aKernelWithHostileHeaders() throws IOException {
    byte[] good = demoGuest();
    List<Integer> statuses = new ArrayList<>();
    for (int at = 0; at < 0x80; at++) {
      byte[] bad = good.clone();
      bad[at] = (byte) 0xFF;
      Path image = file("bad.elf", bad);
      Result result =
          execute(
              "run", "--kernel", image.toString(), "--memory", "8M", "--max-instructions", "9999");
      assertThat(result.status()).as("byte %d: %s", at, result.error()).isIn(0, 3, 66, 124);
      assertThat(result.error()).doesNotContain("Exception");
      statuses.add(result.status());
    }
    assertThat(statuses).contains(66);
  }

  @Test
  void anEmptyName() {
    expectOneLine(execute("run", "--kernel", ""), 66);
    assertThat(execute("run", "--kernel", "").error()).contains("empty");
  }

  /** The header of a Linux kernel tells how long the rest is. */
  @ParameterizedTest
  @ValueSource(ints = {0x202, 0x210, 0x400, 0x401, 0x1000, 0x13F0})
  void aLinuxKernelCutShort(int length) throws IOException {
    byte[] kernel = linuxKernel(0x1400);
    assertThat(execute(linuxRun(file("whole", kernel))).status()).isNotEqualTo(66);
    expectOneLine(execute(linuxRun(file("cut", Arrays.copyOf(kernel, length)))), 66);
  }

  private static String[] linuxRun(Path kernel) {
    return new String[] {
      "run", "--arch", "x86", "--max-instructions", "100", "--kernel", kernel.toString()
    };
  }

  /** A setup of one sector and its boot sector, then code: a jump to itself. */
  private static byte[] linuxKernel(int bytes) {
    ByteBuffer kernel = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    kernel.put(0x1F1, (byte) 1);
    kernel.putInt(0x1F4, (bytes - 0x400) / 16);
    kernel.putShort(0x1FE, (short) 0xAA55);
    kernel.putShort(0x200, (short) 0x66EB);
    kernel.putInt(0x202, 0x5372_6448);
    kernel.putShort(0x206, (short) 0x204);
    kernel.put(0x211, (byte) 1);
    kernel.putInt(0x214, 0x10_0000);
    kernel.putShort(0x400, (short) 0xFEEB);
    return kernel.array();
  }

  @Test
  void firmwareOfAnOddSize() throws IOException {
    Path rom = file("rom", new byte[1000]);
    expectOneLine(execute("run", "--bios", rom.toString()), 66);
    expectOneLine(execute("run", "--arch", "x86", "--bios", rom.toString()), 66);
  }

  @Test
  void firmwareThatIsAnElfFile() throws IOException {
    Path rom = file("rom", demoGuest());
    expectOneLine(execute("run", "--arch", "x86", "--bios", rom.toString()), 66);
  }

  @Test
  void aModuleThatDoesNotFit() throws IOException {
    String kernel = file("kernel.elf", demoGuest()).toString();
    String module = file("module", new byte[8 << 20]).toString();
    expectOneLine(execute("run", "--kernel", kernel, "--initrd", module, "--memory", "4M"), 66);
  }

  @ParameterizedTest
  @CsvSource({
    "--memory, 0",
    "--memory, -5M",
    "--memory, 99999999999G",
    "--memory, 64X",
    "--memory, 4096",
    "--memory, 9G",
    "--memory, 10000001",
    "--strategy, magic",
    "--arch, z80",
    "--board, breadboard",
    "--cpu, i9",
    "--clock, sundial",
    "--engine, steam",
    "--code-cache, 0",
    "--code-cache, -1M",
    "--code-cache, 32X",
    "--code-cache, lots",
    "--console, tv",
    "--max-instructions, -1",
    "--max-instructions, many",
    "--timeout, 0",
    "--timeout, NaN",
    "--trace, everything",
    "--stats, xml",
    "--no-such-option, 1"
  })
  void aBadOption(String option, String value) throws IOException {
    String kernel = file("kernel.elf", demoGuest()).toString();
    expectOneLine(execute("run", "--kernel", kernel, option + "=" + value), 64);
  }

  @Test
  void nothingToStart() {
    assertThat(execute("run").status()).isIn(64, 66);
    assertThat(execute("run").error().strip().lines()).hasSize(1);
  }

  @Test
  void anUnknownCommand() {
    expectOneLine(execute("fly"), 64);
  }
}
