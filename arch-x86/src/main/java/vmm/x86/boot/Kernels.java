package vmm.x86.boot;

import java.util.List;
import java.util.Optional;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/** Finds the protocol by which a kernel wants to be started. */
public final class Kernels {
  /** In the order in which they are tried: a kernel may offer several. */
  private static final List<BootProtocol> PROTOCOLS =
      List.of(new Multiboot(), new LinuxBoot(), new PvhBoot());

  private static final long COM1_IN_BIOS_DATA = 0x400;
  private static final long EBDA_IN_BIOS_DATA = 0x40E;
  private static final long MEMORY_IN_BIOS_DATA = 0x413;

  private Kernels() {}

  /** Whether some protocol can start the kernel. */
  public static boolean recognizes(Image kernel) {
    return protocol(kernel).isPresent();
  }

  private static Optional<BootProtocol> protocol(Image kernel) {
    return PROTOCOLS.stream().filter(p -> p.accepts(kernel)).findFirst();
  }

  /**
   * Starts the kernel of {@code images}.
   *
   * @param serialPort the port of the first serial interface, for the BIOS data area
   * @throws ImageException if no protocol fits, or an image cannot be used
   */
  public static void start(BoardHost host, BootImages images, int serialPort)
      throws ImageException {
    Image kernel = images.kernel().orElseThrow();
    BootProtocol protocol =
        protocol(kernel)
            .orElseThrow(
                () ->
                    new ImageException(
                        kernel.name()
                            + ": not a kernel for a PC: neither multiboot, nor bzImage, nor ELF"
                            + " with a PVH note"));
    // What firmware would have left for kernels that look there.
    host.physical().write(COM1_IN_BIOS_DATA, 2, serialPort);
    host.physical().write(EBDA_IN_BIOS_DATA, 2, PcMemory.EBDA >> 4);
    host.physical().write(MEMORY_IN_BIOS_DATA, 2, PcMemory.EBDA >> 10);
    protocol.start(host, images);
  }
}
