package vmm.x86.boot;

import java.util.Arrays;
import vmm.api.arch.BoardHost;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.devices.image.ElfImage;

/**
 * Maps raw firmware so that its last byte is the last below 4 GiB, where the reset vector points,
 * and copies its last 256 KiB to the end of the first MiB: all of the shadow area, as chip sets
 * copy it. That copy is RAM: without a chip set that could unlock it, firmware writes to it as it
 * is.
 */
public final class Firmware {
  private static final long FOUR_GIB = 1L << 32;
  private static final int LARGEST = 16 << 20;
  private static final int GRANULE = 64 << 10;
  private static final int LOW_COPY = (int) (PcMemory.EXTENDED - PcMemory.SHADOW);

  private Firmware() {}

  /**
   * Maps firmware; the processor's reset state starts it.
   *
   * @throws ImageException if it is not a raw ROM of whole 64 KiB up to 16 MiB
   */
  public static void map(BoardHost host, Image rom) throws ImageException {
    if (ElfImage.matches(rom)) {
      throw new ImageException(rom.name() + ": is an ELF file; a PC's firmware is a raw ROM");
    }
    if (rom.size() == 0 || rom.size() > LARGEST || rom.size() % GRANULE != 0) {
      throw new ImageException(
          rom.name()
              + ": a PC's firmware has whole 64 KiB up to 16 MiB, but this has "
              + rom.size()
              + " bytes");
    }
    byte[] bytes = rom.bytes();
    host.addRom(FOUR_GIB - bytes.length, bytes);
    byte[] low = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - LOW_COPY), bytes.length);
    host.physical().write(PcMemory.EXTENDED - low.length, low, 0, low.length);
  }
}
