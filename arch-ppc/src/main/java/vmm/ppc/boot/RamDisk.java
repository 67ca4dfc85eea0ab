package vmm.ppc.boot;

import java.util.ArrayList;
import java.util.List;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.devices.image.UImage;

/**
 * The initial RAM disk: the files that were given, one behind the other as one archive, each from a
 * multiple of 4 on.
 */
final class RamDisk {
  private final List<Image> parts = new ArrayList<>();

  /**
   * Collects the files, and takes RAM disks out of a uImage.
   *
   * @param limit bytes of memory
   * @throws ImageException if a uImage is damaged or holds something else
   */
  RamDisk(List<BootImages.Module> modules, long limit) throws ImageException {
    for (BootImages.Module module : modules) {
      parts.add(unwrap(module.image(), limit));
    }
  }

  private static Image unwrap(Image image, long limit) throws ImageException {
    if (!UImage.matches(image)) {
      return image;
    }
    UImage wrapped = new UImage(image);
    if (wrapped.type() != UImage.TYPE_RAM_DISK) {
      throw new ImageException(
          "%s: a uImage of type %d; a RAM disk is type %d"
              .formatted(image.name(), wrapped.type(), UImage.TYPE_RAM_DISK));
    }
    return wrapped.data(limit);
  }

  private static long aligned(Image part) {
    return part.size() + 3L & ~3L;
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** What messages call it. */
  String name() {
    return parts.getFirst().name();
  }

  /** Its length in bytes. */
  long bytes() {
    return parts.stream().mapToLong(RamDisk::aligned).sum();
  }

  /**
   * Puts it into memory.
   *
   * @throws ImageException if that is not RAM
   */
  void load(BoardHost host, long gpa) throws ImageException {
    long at = gpa;
    for (Image part : parts) {
      host.load(at, part, 0, part.size());
      at += aligned(part);
    }
  }
}
