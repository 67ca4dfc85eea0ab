package vmm.api.memory;

import vmm.api.mmu.MmuModel;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

/** What the VMM offers to the strategy of one virtual processor. */
public interface StrategyHost {
  /** What the architecture's MMU offers. */
  MmuModel mmuModel();

  /** The processor's end of the real view. */
  RealMmu mmu();

  /** The guest's regime as it is now, in guest terms. */
  TranslationRegime regime();

  /** The machine's map gpa to hpa. */
  PhysMap physMap();

  /** Machine memory: for the strategy's own tables, and for guest frames by hpa. */
  HostMemory memory();

  /** Guest-physical memory, the guest view: for completed accesses. */
  GuestPhysical physical();

  /** Highest hpa that tables and pages of this machine may have. */
  long maxHpa();

  /**
   * Counts and traces a trap that the strategy made out of a miss ({@link Trap.TableAccess}); the
   * miss itself is then counted as that trap only.
   */
  void reclassify(Trap trap);

  /** Completes an access to a page that {@link PageGrant.Device} answers: the bus sees it once. */
  TrapReply completeDeviceAccess(long gpa, MemoryAccess access);

  /**
   * Completes an access to memory by the guest view: a load of it, or a store to it. Stores to
   * {@link PageGrant.ReadOnly} pages are dropped.
   */
  TrapReply completeMemoryAccess(long gpa, MemoryAccess access);

  /** Counts a fill of the real view, for statistics and listeners. */
  void filled(long gva, long gpa, long hpa, int pageShift);
}
