package vmm.shadow.tlb;

import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbSpace;

/**
 * What a context of the real TLB stands for: the guest's entries that some accesses match, at one
 * privilege. The guest runs without privilege whatever it believes, so the hardware cannot tell its
 * two privileges apart by itself.
 */
record ContextKey(TlbSpace space, Privilege privilege) {
  /** The rights that entries of this context may grant. */
  int rights() {
    return switch (privilege) {
      case SUPERVISOR -> Rights.SUPERVISOR;
      case USER -> Rights.USER;
    };
  }
}
