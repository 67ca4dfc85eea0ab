package vmm.benchmarks.compare;

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

  /** A PC without ACPI, APIC and PCI, as both have it. */
  private static final String PC =
      " acpi=off noapic nolapic pci=off noisapnp nokaslr reboot=t panic=-1 cryptomgr.notests";

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
    return Stream.of(guests.resolve(kernel), ramDisk(root, guests))
        .filter(file -> !Files.isReadable(file))
        .findFirst();
  }

  private Path ramDisk(Path root, Path guests) {
    return machine == Machine.X86
        ? root.resolve("integration-tests/guests/linux-x86/initrd.cpio")
        : guests.resolve("initrd-ppc.gz");
  }

  private String commandLine() {
    return machine == Machine.X86 ? CONSOLE + PC : CONSOLE;
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
        "--initrd=" + ramDisk(root, guests),
        "--append=" + commandLine());
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
            ramDisk(root, guests).toString(),
            "-append",
            commandLine());
    List<String> hardware = machine == Machine.X86 ? machine.qemuMachine() : List.of("-M", board);
    return Stream.of(List.of(machine.qemu()), hardware, Machine.QEMU_OPTIONS, boot)
        .flatMap(List::stream)
        .toList();
  }
}
