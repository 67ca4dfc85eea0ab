package vmm.core.memory;

import java.util.Map;
import java.util.TreeMap;
import vmm.api.arch.Image;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMapListener;

/**
 * The PhysMap of a machine without virtualization of memory: hpa = gpa, in a host memory of its
 * own. Nothing is ever moved, so no listener is ever told anything. Address lines cannot be gated:
 * on the bare processor no VMM stands between its addresses and memory.
 */
public final class IdentityPhysMap implements MachineMemory {
  private final HostMemory memory;
  private final TreeMap<Long, Range> ranges = new TreeMap<>();

  /** One declared range, by its first gpa in the map. */
  private record Range(long end, boolean ram) {}

  /** Makes a map without any memory, on a host memory that it has to itself. */
  public IdentityPhysMap(HostMemory memory) {
    this.memory = memory;
  }

  @Override
  public void addRam(long gpa, long bytes) {
    declare(gpa, bytes, true);
  }

  @Override
  public void addRom(long gpa, byte[] bytes) {
    declare(gpa, Frame.base(bytes.length + Frame.OFFSET_MASK), false);
    memory.write(gpa, bytes, 0, bytes.length);
  }

  private void declare(long gpa, long bytes, boolean ram) {
    MachineMemory.checkPages(gpa, bytes);
    Map.Entry<Long, Range> below = ranges.lowerEntry(gpa + bytes);
    if (below != null && below.getValue().end() > gpa) {
      throw new IllegalArgumentException("there is memory already at gpa 0x%x".formatted(gpa));
    }
    if (gpa + bytes > memory.size()) {
      throw new IllegalArgumentException("gpa 0x%x lies beyond host memory".formatted(gpa));
    }
    ranges.put(gpa, new Range(gpa + bytes, ram));
  }

  @Override
  public boolean isRam(long gpa, long bytes) {
    long from = gpa;
    while (from < gpa + bytes) {
      Map.Entry<Long, Range> range = ranges.floorEntry(from);
      if (range == null || range.getValue().end() <= from || !range.getValue().ram()) {
        return false;
      }
      from = range.getValue().end();
    }
    return gpa >= 0 && bytes >= 0;
  }

  @Override
  public void putImagePage(long gpa, Image image, long offset) {
    memory.write(gpa, image.bytes(), (int) offset, Frame.SIZE);
  }

  @Override
  public long limit() {
    return ranges.isEmpty() ? 0 : ranges.lastEntry().getValue().end();
  }

  @Override
  public PageGrant resolve(long gpa, boolean forWriting) {
    return peek(gpa);
  }

  @Override
  public PageGrant peek(long gpa) {
    Map.Entry<Long, Range> range = ranges.floorEntry(gpa);
    if (range == null || range.getValue().end() <= gpa) {
      return new PageGrant.Device();
    }
    long page = Frame.base(gpa);
    return range.getValue().ram()
        ? new PageGrant.Backed(page, true, runShift(page, range.getKey(), range.getValue().end()))
        : new PageGrant.ReadOnly(page);
  }

  private static int runShift(long page, long from, long end) {
    int shift = Frame.SHIFT;
    long size = 2L << shift;
    while ((page & -size) >= from && (page & -size) + size <= end) {
      shift++;
      size <<= 1;
    }
    return shift;
  }

  @Override
  public long addressMask() {
    return -1L;
  }

  @Override
  public void setAddressMask(long mask) {}

  @Override
  public void addListener(PhysMapListener listener) {}

  @Override
  public void close() {
    memory.close();
  }
}
