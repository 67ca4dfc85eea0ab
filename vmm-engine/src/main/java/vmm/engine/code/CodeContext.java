package vmm.engine.code;

import java.lang.foreign.MemorySegment;
import vmm.api.cpu.CpuContext;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.SoftTlb;

/** What running code needs of its processor, in final fields that HotSpot keeps in registers. */
public final class CodeContext {
  /** How far it has come. */
  public final Run run;

  /** The cache of translations. */
  public final SoftTlb tlb;

  /** Its entries for loads. */
  public final long[] reads;

  /** Its entries for stores. */
  public final long[] writes;

  /** The way of accesses that it does not answer. */
  public final AccessPath path;

  /** Machine memory. */
  public final MemorySegment memory;

  /** What helpers see. */
  public final CpuContext cpu;

  /** Collects the parts. */
  public CodeContext(Run run, SoftTlb tlb, AccessPath path, MemorySegment memory, CpuContext cpu) {
    this.run = run;
    this.tlb = tlb;
    this.reads = tlb.reads;
    this.writes = tlb.writes;
    this.path = path;
    this.memory = memory;
    this.cpu = cpu;
  }
}
