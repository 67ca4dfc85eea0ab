package vmm.devices.image;

import vmm.api.arch.BoardHost;
import vmm.api.arch.ImageException;

/** Puts the segments of an executable into guest memory. */
public final class ElfLoader {
  private ElfLoader() {}

  /**
   * Loads every segment at its physical address. Memory that the file does not fill is zero
   * already: a machine is built once.
   *
   * @throws ImageException if a segment does not lie in RAM
   */
  public static void load(BoardHost host, ElfImage elf) throws ImageException {
    for (ElfImage.Segment s : elf.loadable()) {
      if (s.physicalAddress() + s.memoryBytes() > host.memoryBytes()) {
        throw new ImageException(
            String.format(
                "%s: needs memory up to 0x%x, but there are only 0x%x bytes",
                elf.image().name(), s.physicalAddress() + s.memoryBytes(), host.memoryBytes()));
      }
      host.load(s.physicalAddress(), elf.image(), s.fileOffset(), s.fileBytes());
    }
  }
}
