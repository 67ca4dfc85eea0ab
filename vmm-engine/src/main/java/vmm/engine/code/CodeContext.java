package vmm.engine.code;

import vmm.api.cpu.CpuContext;
import vmm.api.memory.RawMemory;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.SoftTlb;

/**
 * What running code needs of its processor. A record, because HotSpot takes the fields of a
 * constant record for constants.
 *
 * @param run how far it has come
 * @param tlb the cache of translations
 * @param reads its entries for loads
 * @param writes its entries for stores
 * @param path the way of accesses that it does not answer
 * @param memory machine memory
 * @param cpu what helpers see
 */
// The arrays are the soft TLB's own, on purpose.
@SuppressWarnings("ArrayRecordComponent")
public record CodeContext(
    Run run,
    SoftTlb tlb,
    long[] reads,
    long[] writes,
    AccessPath path,
    RawMemory memory,
    CpuContext cpu) {
  /** Collects the parts. */
  public CodeContext(Run run, SoftTlb tlb, AccessPath path, RawMemory memory, CpuContext cpu) {
    this(run, tlb, tlb.reads, tlb.writes, path, memory, cpu);
  }
}
