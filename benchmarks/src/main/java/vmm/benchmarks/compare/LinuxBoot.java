package vmm.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Linux that is booted until its RAM disk says so. */
enum LinuxBoot {
  BAMBOO(Machine.PPC, "bamboo", "bamboo", "vmlinux-bamboo", 64),
  E500(Machine.PPC, "e500", "ppce500", "vmlinux-e500", 128),
  I686(Machine.X86, "i686", "pc", "vmlinuz-686", 64);

  /** What the program on the RAM disk prints. */
  static final String MARKER = "GUEST OK";

  private static final String CONSOLE = "console=ttyS0,115200";

  private final Machine machine;
  private final String label;
  private final String board;
  private final String kernel;
  private final int megabytes;

  LinuxBoot(Machine machine, String label, String board, String kernel, int megabytes) {
    this.machine = machine;
    this.label = label;
    this.board = board;
    this.kernel = kernel;
    this.megabytes = megabytes;
  }

  String label() {
    return label;
  }

  Machine machine() {
    return machine;
  }

  /** A file that it needs and that is not there. */
  Optional<Path> missing(Path root, Path guests) {
    return Stream.of(guests.resolve(kernel), machine.ramDisk(root, guests))
        .filter(file -> !Files.isReadable(file))
        .findFirst();
  }

  private String commandLine() {
    return CONSOLE + machine.linuxOptions();
  }

  /** The command that boots it on ours. */
  List<String> ours(Path root, Path guests, String strategy) {
    return List.of(
        root.resolve("vmm").toString(),
        "run",
        "--board=" + board,
        "--memory=" + megabytes + "M",
        "--strategy=" + strategy,
        "--kernel=" + guests.resolve(kernel),
        "--initrd=" + machine.ramDisk(root, guests),
        "--append=" + commandLine());
  }

  /** A machine that boots it on Bochs. */
  Bochs bochs(Path root, Path guests) throws IOException {
    return Bochs.with(guests.resolve(kernel), machine.ramDisk(root, guests), commandLine());
  }

  /** The command that boots it on QEMU. */
  List<String> qemu(Path root, Path guests) {
    List<String> boot =
        List.of(
            "-m",
            String.valueOf(megabytes),
            "-kernel",
            guests.resolve(kernel).toString(),
            "-initrd",
            machine.ramDisk(root, guests).toString(),
            "-append",
            commandLine());
    return Stream.of(
            List.of(machine.qemu()), machine.qemuHardware(board), Machine.QEMU_OPTIONS, boot)
        .flatMap(List::stream)
        .toList();
  }
}
