package vmm.ppc.mmu;

import vmm.api.mmu.TlbEntry;

/** Is told of entries that translate no longer: what was cached of them has to go. */
@FunctionalInterface
interface TlbWatch {
  /** The entry was overwritten, emptied or changed. */
  void dropped(TlbEntry entry);
}
