package vmm.benchmarks.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.machine.MachineSpec;

/**
 * A guest that ends by itself.
 *
 * @param spec the machine; strategy and engine change from run to run
 * @param mark what its first run must have written if no more is expected
 * @param expected all that it writes to its consoles; empty: whatever it writes in its first run
 */
record SoakGuest(String name, MachineSpec spec, String mark, Optional<String> expected) {
  private static final long MIB = 1 << 20;
  private static final String MARKS = "PSRLHT";

  /**
   * The guests of the project, and Linux for the PowerPC boards if it has been put into {@code
   * target/guests}.
   *
   * @param root the project's folder
   * @throws SoakException if one of the project's own is missing
   */
  static List<SoakGuest> all(Path root) {
    Path own = root.resolve("integration-tests").resolve("guests");
    var guests =
        new ArrayList<>(
            List.of(
                pc(own, "demo/paging.elf", "", MARKS),
                pc(own, "demo/sharing.elf", "w", "AW"),
                pc(own, "demo/sharing.elf", "r", "AW"),
                pc(own, "system/protection.elf", "", text(own, "system/protection.txt")),
                pc(own, "bench/kernels-x86.elf", SHORT, text(own, "bench/kernels/x86.txt")),
                pc(own, "bench/kernels-x86.elf", LONG),
                powerPc(own, "bamboo", "demo/paging-ppc.elf", "", MARKS),
                powerPc(own, "bamboo", "bench/kernels-ppc.elf", SHORT, text(own, PPC_TEXT)),
                powerPc(own, "bamboo", "bench/kernels-ppc.elf", LONG),
                powerPc(own, "bamboo", "ppc/tlb440.elf", "", text(own, "ppc/tlb440.txt")),
                powerPc(own, "ppce500", "ppc/tlb500.elf", "", text(own, "ppc/tlb500.txt"))));
    Path others = root.resolve("target").resolve("guests");
    linux(others, "bamboo", "vmlinux-bamboo", 64).ifPresent(guests::add);
    linux(others, "ppce500", "vmlinux-e500", 128).ifPresent(guests::add);
    return guests;
  }

  /** Of all kernels a thousandth of a lap, whose checksums are known from elsewhere. */
  private static final String SHORT = "all divisor=1000";

  /** Enough of all kernels to be compiled and optimized. */
  private static final String LONG = "all divisor=50";

  /** The line of the last kernel begins so. */
  private static final String LAST_KERNEL = "syscall 1 ";

  private static final String PPC_TEXT = "bench/kernels/ppc.txt";

  private static SoakGuest pc(Path folder, String file, String arguments) {
    MachineSpec spec = MachineSpec.of(BootImages.ofKernel(image(folder, file), arguments));
    return new SoakGuest((file + " " + arguments).strip(), spec, LAST_KERNEL, Optional.empty());
  }

  private static SoakGuest pc(Path folder, String file, String arguments, String expected) {
    return pc(folder, file, arguments).expecting(expected);
  }

  private static SoakGuest powerPc(Path folder, String board, String file, String arguments) {
    SoakGuest guest = pc(folder, file, arguments);
    return new SoakGuest(guest.name, guest.spec.withBoard(board), guest.mark, guest.expected);
  }

  private static SoakGuest powerPc(
      Path folder, String board, String file, String arguments, String expected) {
    return powerPc(folder, board, file, arguments).expecting(expected);
  }

  private static Optional<SoakGuest> linux(
      Path folder, String board, String kernel, int megabytes) {
    String disk = "initrd-ppc.gz";
    if (!Files.exists(folder.resolve(kernel)) || !Files.exists(folder.resolve(disk))) {
      return Optional.empty();
    }
    var images =
        new BootImages(
            Optional.of(image(folder, kernel)),
            List.of(new BootImages.Module(image(folder, disk), "")),
            "console=ttyS0,115200",
            Optional.empty());
    MachineSpec spec = MachineSpec.of(images).withBoard(board).withMemory(megabytes * MIB);
    return Optional.of(new SoakGuest(kernel, spec, "GUEST OK", Optional.empty()));
  }

  /** The same guest, of which is known what it writes. */
  SoakGuest expecting(String text) {
    return new SoakGuest(name, spec, mark, Optional.of(text));
  }

  private static Image image(Path folder, String file) {
    return new Image(file, bytes(folder.resolve(file)));
  }

  private static String text(Path folder, String file) {
    return new String(bytes(folder.resolve(file)), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new SoakException(SoakException.NO_INPUT, file + ": cannot be read");
    }
  }
}
