package vmm.engine.mmu;

import java.lang.foreign.MemorySegment;
import vmm.api.cpu.GuestMemory;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;

/** Guest memory for helpers: through the soft TLB, and by the long way on a miss. */
public final class EngineMemory implements GuestMemory {
  private final HostMemory memory;
  private final SoftTlb tlb;
  private final AccessPath path;

  /** Makes the view of one processor. */
  public EngineMemory(HostMemory memory, SoftTlb tlb, AccessPath path) {
    this.memory = memory;
    this.tlb = tlb;
    this.path = path;
  }

  @Override
  public long load(int bits, long gva, Privilege privilege) {
    int size = bits >>> 3;
    long hpa = SoftTlb.find(tlb.reads, gva, size, tlb.key(privilege));
    return hpa >= 0 ? memory.read(hpa, size) : path.load(size, gva, AccessType.READ, privilege);
  }

  @Override
  public long loadForUpdate(int bits, long gva, Privilege privilege) {
    int size = bits >>> 3;
    long hpa = SoftTlb.find(tlb.writes, gva, size, tlb.key(privilege));
    return hpa >= 0 ? memory.read(hpa, size) : path.load(size, gva, AccessType.UPDATE, privilege);
  }

  @Override
  public void store(int bits, long gva, long value, Privilege privilege) {
    int size = bits >>> 3;
    long hpa = SoftTlb.find(tlb.writes, gva, size, tlb.key(privilege));
    if (hpa >= 0) {
      memory.write(hpa, size, value);
    } else {
      path.store(size, gva, value, privilege);
    }
  }

  @Override
  public void probe(long gva, int bytes, AccessType access, Privilege privilege) {
    if (bytes > 0 && find(access, gva, bytes, privilege) < 0) {
      path.probe(gva, bytes, access, privilege);
    }
  }

  @Override
  public long direct(long gva, AccessType access, Privilege privilege) {
    long hpa = kept(gva, access, privilege);
    if (hpa >= 0) {
      return hpa;
    }
    path.probe(gva, 1, access, privilege);
    return kept(gva, access, privilege);
  }

  private long kept(long gva, AccessType access, Privilege privilege) {
    long hpa = find(access, gva, 1, privilege);
    return hpa < 0 ? hpa : CodeAddress.hpa(hpa);
  }

  @Override
  public int copy(long fromGva, long toGva, int bytes, int unit, Privilege privilege) {
    long from = direct(fromGva, AccessType.READ, privilege);
    long to = from < 0 ? -1 : direct(toGva, AccessType.WRITE, privilege);
    if (to < 0) {
      return 0;
    }
    int room = Math.min(bytes, Math.min(restOfPage(fromGva), restOfPage(toGva)));
    // Up to where the copy would read what it has written.
    int length = to > from ? (int) Math.min(room, to - from) : room;
    length -= length % unit;
    MemorySegment.copy(memory.segment(), from, memory.segment(), to, length);
    return length;
  }

  @Override
  public int fill(long gva, long value, int bytes, int unit, Privilege privilege) {
    long to = direct(gva, AccessType.WRITE, privilege);
    if (to < 0) {
      return 0;
    }
    int room = Math.min(bytes, restOfPage(gva));
    int length = room - room % unit;
    if (isOneByteRepeated(value, unit)) {
      memory.segment().asSlice(to, length).fill((byte) value);
    } else {
      for (int i = 0; i < length; i += unit) {
        memory.write(to + i, unit, value);
      }
    }
    return length;
  }

  private static boolean isOneByteRepeated(long value, int unit) {
    long repeated = (value & 0xFF) * 0x0101_0101_0101_0101L;
    return unit == 1 || ((value ^ repeated) << (64 - 8 * unit)) == 0;
  }

  private static int restOfPage(long gva) {
    return (int) (Frame.SIZE - (gva & (Frame.SIZE - 1)));
  }

  private long find(AccessType access, long gva, int bytes, Privilege privilege) {
    return switch (access) {
      case READ -> SoftTlb.find(tlb.reads, gva, bytes, tlb.key(privilege));
      case WRITE, UPDATE -> SoftTlb.find(tlb.writes, gva, bytes, tlb.key(privilege));
      case EXECUTE -> tlb.findFetch(gva, bytes, privilege);
    };
  }
}
