package vmm.ppc.boot;

import java.util.Optional;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.devices.image.ElfImage;
import vmm.devices.image.ElfLoader;
import vmm.devices.image.UImage;

/** The formats of programs that PowerPC boards can start. */
public final class PpcImages {
  private PpcImages() {}

  /**
   * A program in guest memory.
   *
   * @param entry physical address at which it starts
   * @param end one past the highest physical address that it takes
   */
  public record Program(long entry, long end) {}

  /** Whether the first program to run is one for 32-bit PowerPC, as its header says. */
  public static boolean recognizes(BootImages images) {
    Optional<Image> first = images.firmware().or(images::kernel);
    return first.isPresent() && recognizes(first.get());
  }

  private static boolean recognizes(Image image) {
    try {
      if (UImage.matches(image)) {
        return new UImage(image).architecture() == UImage.ARCHITECTURE_PPC;
      }
      return ElfImage.matches(image) && new ElfImage(image).machine() == ElfImage.MACHINE_PPC;
    } catch (ImageException e) {
      return false; // damaged; whoever asks says so when nothing recognizes it
    }
  }

  /**
   * Loads a kernel: an ELF file, or a uImage.
   *
   * @throws ImageException if it is neither, is damaged, is for another machine or does not fit
   */
  public static Program loadKernel(BoardHost host, Image kernel) throws ImageException {
    return UImage.matches(kernel) ? loadUImage(host, kernel) : loadElf(host, kernel);
  }

  /**
   * Loads an ELF file.
   *
   * @throws ImageException if it is none, is damaged, is for another machine or does not fit
   */
  public static Program loadElf(BoardHost host, Image image) throws ImageException {
    if (!ElfImage.matches(image)) {
      throw new ImageException(
          image.name() + ": not a program for this board: neither ELF nor uImage");
    }
    ElfImage elf = new ElfImage(image);
    if (elf.wide()) {
      throw new ImageException(image.name() + ": a 64-bit program; this board runs 32-bit PowerPC");
    }
    if (elf.machine() != ElfImage.MACHINE_PPC) {
      throw new ImageException(
          "%s: a program for ELF machine %d; this board runs PowerPC (%d)"
              .formatted(image.name(), elf.machine(), ElfImage.MACHINE_PPC));
    }
    if (!elf.bigEndian()) {
      throw new ImageException(
          image.name() + ": a little-endian program; this board runs big-endian PowerPC");
    }
    if (!elf.entersItself()) {
      throw new ImageException(
          "%s: its entry point 0x%x lies outside of what it loads"
              .formatted(image.name(), elf.entry()));
    }
    ElfLoader.load(host, elf);
    return new Program(elf.physicalEntry(), elf.physicalEnd());
  }

  private static Program loadUImage(BoardHost host, Image image) throws ImageException {
    UImage wrapped = new UImage(image);
    if (wrapped.architecture() != UImage.ARCHITECTURE_PPC) {
      throw new ImageException(
          "%s: a uImage for architecture %d; this board runs PowerPC (%d)"
              .formatted(image.name(), wrapped.architecture(), UImage.ARCHITECTURE_PPC));
    }
    if (wrapped.type() != UImage.TYPE_KERNEL) {
      throw new ImageException(
          "%s: a uImage of type %d; a kernel is type %d"
              .formatted(image.name(), wrapped.type(), UImage.TYPE_KERNEL));
    }
    Image data = wrapped.data(host.memoryBytes());
    long end = wrapped.loadAddress() + data.size();
    if (wrapped.entry() < wrapped.loadAddress() || wrapped.entry() >= end) {
      throw new ImageException(
          "%s: its entry point 0x%x lies outside of what it loads"
              .formatted(image.name(), wrapped.entry()));
    }
    host.load(wrapped.loadAddress(), data, 0, data.size());
    return new Program(wrapped.entry(), end);
  }
}
