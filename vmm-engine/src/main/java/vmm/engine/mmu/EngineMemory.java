package vmm.engine.mmu;

import vmm.api.cpu.GuestMemory;
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
    if (bytes > 0 && SoftTlb.find(array(access), gva, bytes, tlb.key(privilege)) < 0) {
      path.probe(gva, bytes, access, privilege);
    }
  }

  @Override
  public long direct(long gva, AccessType access, Privilege privilege) {
    long hpa = SoftTlb.find(array(access), gva, 1, tlb.key(privilege));
    if (hpa >= 0) {
      return hpa;
    }
    path.probe(gva, 1, access, privilege);
    return SoftTlb.find(array(access), gva, 1, tlb.key(privilege));
  }

  private long[] array(AccessType access) {
    return switch (access) {
      case READ -> tlb.reads;
      case WRITE, UPDATE -> tlb.writes;
      case EXECUTE -> tlb.fetches;
    };
  }
}
