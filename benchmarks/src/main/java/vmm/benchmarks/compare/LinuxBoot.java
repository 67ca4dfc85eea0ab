package vmm.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Linux that is booted until its RAM disk says so. */
enum LinuxBoot {
  BAMBOO("bamboo", "bamboo", "vmlinux-bamboo", 64),
  E500("e500", "ppce500", "vmlinux-e500", 128);

  /** What the program on the RAM disk prints. */
  static final String MARKER = "GUEST OK";

  private static final String RAM_DISK = "initrd-ppc.gz";
  private static final String COMMAND_LINE = "console=ttyS0,115200";

  private final String label;
  private final String board;
  private final String kernel;
  private final int megabytes;

  LinuxBoot(String label, String board, String kernel, int megabytes) {
    this.label = label;
    this.board = board;
    this.kernel = kernel;
    this.megabytes = megabytes;
  }

  String label() {
    return label;
  }

  /** The program that QEMU is. */
  String qemu() {
    return Machine.PPC.qemu();
  }

  /** A file that it needs and that is not there. */
  Optional<Path> missing(Path guests) {
    return Stream.of(kernel, RAM_DISK)
        .map(guests::resolve)
        .filter(file -> !Files.isReadable(file))
        .findFirst();
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
        "--initrd=" + guests.resolve(RAM_DISK),
        "--append=" + COMMAND_LINE);
  }

  /** The command that boots it on QEMU. */
  List<String> qemu(Path guests) {
    List<String> machine =
        List.of(
            qemu(),
            "-M",
            board,
            "-m",
            String.valueOf(megabytes),
            "-kernel",
            guests.resolve(kernel).toString(),
            "-initrd",
            guests.resolve(RAM_DISK).toString(),
            "-append",
            COMMAND_LINE);
    return Stream.concat(machine.stream(), Machine.QEMU_OPTIONS.stream()).toList();
  }
}
