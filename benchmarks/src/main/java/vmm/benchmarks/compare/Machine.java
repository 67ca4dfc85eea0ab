package vmm.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A machine that the benchmark guest is built for, and the QEMU that has it. */
enum Machine {
  X86("x86", "qemu-system-i386", "pc", "pages") {
    @Override
    List<String> qemuHardware(String board) {
      return List.of(
          "-M", "isapc", "-cpu", "pentium2,-apic", "-device", "isa-debug-exit,iobase=0xf4");
    }

    // A PC without ACPI, APIC and PCI, as both have it.
    @Override
    String linuxOptions() {
      return " acpi=off noapic nolapic pci=off noisapnp nokaslr reboot=t panic=-1"
          + " cryptomgr.notests";
    }

    @Override
    Path ramDisk(Path root, Path guests) {
      return root.resolve("integration-tests/guests/linux-x86/initrd.cpio");
    }
  },
  PPC("ppc", "qemu-system-ppc", "bamboo", "tlb") {
    @Override
    List<String> qemuHardware(String board) {
      return List.of("-M", board);
    }

    @Override
    String linuxOptions() {
      return "";
    }

    @Override
    Path ramDisk(Path root, Path guests) {
      return guests.resolve("initrd-ppc.gz");
    }
  };

  private static final List<String> COMMON =
      List.of("integer", "crc", "list", "sieve", "chase", "calls", "indirect");

  /** More laps than will ever be run: who measures ends the guest. */
  private static final String ENDLESS = " laps=1000000";

  private final String label;
  private final String qemu;
  private final String kernelBoard;
  private final String memoryKernel;

  Machine(String label, String qemu, String kernelBoard, String memoryKernel) {
    this.label = label;
    this.qemu = qemu;
    this.kernelBoard = kernelBoard;
    this.memoryKernel = memoryKernel;
  }

  /** The options that make QEMU the machine of a board. */
  abstract List<String> qemuHardware(String board);

  /** What a Linux is told beside its console, with a blank in front. */
  abstract String linuxOptions();

  /** The RAM disk of a Linux. */
  abstract Path ramDisk(Path root, Path guests);

  String label() {
    return label;
  }

  /** Whether Bochs has it. */
  boolean onBochs() {
    return this == X86;
  }

  /** The kernels that its guest has. */
  List<String> kernels() {
    return Stream.concat(COMMON.stream(), Stream.of(memoryKernel, "syscall")).toList();
  }

  /** The program that QEMU is. */
  String qemu() {
    return qemu;
  }

  /** The command that runs a kernel without end on ours. */
  List<String> ours(Path root, String kernel, String strategy) {
    return List.of(
        root.resolve("vmm").toString(),
        "run",
        "--memory=64M",
        "--strategy=" + strategy,
        "--kernel=" + guest(root),
        "--append=" + kernel + ENDLESS);
  }

  /** The command that runs a kernel without end on QEMU. */
  List<String> qemu(Path root, String kernel) {
    return Stream.of(
            List.of(qemu),
            qemuHardware(kernelBoard),
            QEMU_OPTIONS,
            List.of("-m", "64", "-kernel", guest(root).toString(), "-append", kernel + ENDLESS))
        .flatMap(List::stream)
        .toList();
  }

  /** One processor interpreted by TCG, its serial port on standard output, and nothing else. */
  static final List<String> QEMU_OPTIONS =
      List.of("-accel", "tcg", "-nodefaults", "-display", "none", "-serial", "stdio", "-no-reboot");

  /** A machine that runs a kernel without end on Bochs, which is a PC. */
  Bochs bochs(Path root, String kernel) throws IOException {
    return Bochs.with(guest(root), null, kernel + ENDLESS);
  }

  private Path guest(Path root) {
    return root.resolve("integration-tests/guests/bench/kernels-" + label + ".elf");
  }
}
