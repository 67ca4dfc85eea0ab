package vmm.core.memory;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import vmm.api.arch.Image;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;

/**
 * The frames that hold pages of images, so that all machines on a host memory that load one image
 * share them. Thread-safe. An image's frames live while a machine that loaded it does, whether or
 * not that machine still uses them: the next machine finds them unchanged.
 */
public final class ImageFrames {
  private final HostMemory memory;
  private final IdentityHashMap<Image, Pages> images = new IdentityHashMap<>();

  /** Makes the cache of a host memory. */
  public ImageFrames(HostMemory memory) {
    this.memory = memory;
  }

  /** Opens the account of one machine. */
  public Lease lease() {
    return new Lease();
  }

  /** The frames of one image by the offset of their first byte in it. */
  private static final class Pages {
    final Map<Long, Long> hpaByOffset = new HashMap<>();
    int machines;
  }

  /** What one machine loaded; confined to its thread. */
  public final class Lease implements AutoCloseable {
    private final Set<Image> loaded = Collections.newSetFromMap(new IdentityHashMap<>());

    private Lease() {}

    /**
     * The frame that holds a whole page of an image. The caller gets a reference of its own, and
     * must not write.
     *
     * @param offset of the page's first byte in the image; all of it lies within the image
     * @param maxHpa highest address that the frame's last byte may have
     */
    public long frame(Image image, long offset, long maxHpa) {
      synchronized (ImageFrames.this) {
        Pages pages = images.computeIfAbsent(image, i -> new Pages());
        if (loaded.add(image)) {
          pages.machines++;
        }
        Long cached = pages.hpaByOffset.get(offset);
        if (cached == null) {
          cached = fill(image, offset, maxHpa);
          pages.hpaByOffset.put(offset, cached);
        } else if (cached + Frame.OFFSET_MASK > maxHpa) {
          return fill(image, offset, maxHpa);
        }
        memory.frames().retain(cached);
        return cached;
      }
    }

    private long fill(Image image, long offset, long maxHpa) {
      long hpa = memory.frames().allocate(maxHpa);
      memory.write(hpa, image.bytes(), (int) offset, Frame.SIZE);
      return hpa;
    }

    /** Gives back the frames of images that no other machine loaded. */
    @Override
    public void close() {
      synchronized (ImageFrames.this) {
        for (Image image : loaded) {
          Pages pages = images.get(image);
          if (pages != null && --pages.machines == 0) {
            images.remove(image);
            pages.hpaByOffset.values().forEach(memory.frames()::release);
          }
        }
        loaded.clear();
      }
    }
  }
}
