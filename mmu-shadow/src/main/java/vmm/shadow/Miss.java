package vmm.shadow;

import vmm.api.memory.PageGrant;
import vmm.api.trap.MemoryAccess;

/**
 * An access that the guest's tables allow and memory backs, but the real view does not have yet.
 *
 * @param linear the gpa as the guest's tables say it
 * @param gpa the same without the bits that do not reach memory
 * @param backing the memory behind the page; not writable if it ignores writes
 */
record Miss(MemoryAccess access, long linear, long gpa, PageGrant.Backed backing) {
  boolean writes() {
    return access.type().writes();
  }
}
