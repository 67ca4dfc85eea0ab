package vmm.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bochs as a PC that runs one guest. It loads no kernel by itself, so GRUB does, from a CD that is
 * made for the guest. Its screen is a terminal that nobody sees; the serial port is what comes out.
 */
final class Bochs implements AutoCloseable {
  private static final List<String> PROGRAMS = List.of("bochs", "grub-mkrescue", "xorriso");

  private static final String PACKAGES = "bochs bochs-term vgabios grub-pc-bin grub-common xorriso";

  private static final String PANIC = ">>PANIC<<";

  private final Path folder;

  private Bochs(Path folder) {
    this.folder = folder;
  }

  /** Refuses to go on if one of the programs is not there. */
  static void require() {
    PROGRAMS.forEach(program -> Programs.require(program, PACKAGES));
  }

  /**
   * Makes a machine with a guest.
   *
   * @param kernel a multiboot kernel, or a Linux if there is a RAM disk
   */
  static Bochs with(Path kernel, @Nullable Path ramDisk, String commandLine) throws IOException {
    Bochs made = new Bochs(Files.createTempDirectory("bochs"));
    try {
      made.prepare(kernel, ramDisk, commandLine);
    } catch (IOException | CompareException e) {
      made.close();
      throw e;
    }
    return made;
  }

  private void prepare(Path kernel, @Nullable Path ramDisk, String commandLine) throws IOException {
    Path boot = folder.resolve("cd/boot");
    Files.createDirectories(boot.resolve("grub"));
    Files.copy(kernel, boot.resolve("kernel"));
    if (ramDisk != null) {
      Files.copy(ramDisk, boot.resolve("ramdisk"));
    }
    Files.writeString(boot.resolve("grub/grub.cfg"), menu(ramDisk != null, commandLine));
    Files.writeString(folder.resolve("settings"), settings());
    // Debian's Bochs has its debugger in it, which waits for a command to begin.
    Files.writeString(folder.resolve("commands"), "continue\n");
    makeCd();
  }

  /**
   * A Pentium II, as QEMU is told to be, that has no time to keep. Its ROMs are where the package
   * has them.
   */
  private String settings() {
    return """
    megs: 64
    cpu: model=p2_klamath
    clock: sync=none
    romimage: file=$BXSHARE/BIOS-bochs-latest
    vgaromimage: file=$BXSHARE/VGABIOS-lgpl-latest
    boot: cdrom
    ata0-master: type=cdrom, path="%s", status=inserted
    com1: enabled=1, mode=file, dev=/dev/fd/3
    display_library: term
    speaker: enabled=0
    log: "%s"
    panic: action=fatal
    """
        .formatted(cd(), folder.resolve("log"));
  }

  private Path cd() {
    return folder.resolve("cd.iso");
  }

  /** What GRUB does. */
  static String menu(boolean linux, String commandLine) {
    String load =
        linux
            ? "linux /boot/kernel " + commandLine + "\ninitrd /boot/ramdisk\n"
            : "multiboot /boot/kernel " + commandLine + "\n";
    return "set timeout=0\n" + load + "boot\n";
  }

  private void makeCd() throws IOException {
    Path output = folder.resolve("grub");
    int status;
    try {
      status =
          new ProcessBuilder(
                  "grub-mkrescue", "-o", cd().toString(), folder.resolve("cd").toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .redirectInput(new File("/dev/null"))
              .start()
              .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompareException(CompareException.FAILED, "interrupted");
    }
    if (status != 0) {
      throw new CompareException(
          CompareException.UNAVAILABLE,
          "grub-mkrescue: "
              + lines(output).stream().reduce("status " + status, (_, last) -> last)
              + " (Debian: apt-get install "
              + PACKAGES
              + ")");
    }
  }

  /** The command that starts the machine. */
  List<String> command() {
    return List.of(
        "sh",
        "-c",
        "TERM=vt100 exec bochs -f \"$0\" -rc \"$1\" 3>&1 >/dev/null 2>&1",
        folder.resolve("settings").toString(),
        folder.resolve("commands").toString());
  }

  /** The last that it said of itself, above all why it panicked. */
  String end() {
    List<String> log = lines(folder.resolve("log"));
    return log.stream()
        .filter(line -> line.contains(PANIC))
        .findFirst()
        .orElse(log.isEmpty() ? "" : log.getLast());
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // it did not come so far as to write one
    }
  }

  /** Deletes what was made. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
