package vmm.shadow;

import vmm.api.trap.MemoryAccess;

/**
 * An access that the guest's tables allow and memory backs, but the real view does not have yet.
 *
 * @param linear the gpa as the guest's tables say it
 * @param gpa the same without the bits that do not reach memory
 */
record Miss(MemoryAccess access, long linear, long gpa, Backing backing) {
  boolean writes() {
    return access.type().writes();
  }
}
