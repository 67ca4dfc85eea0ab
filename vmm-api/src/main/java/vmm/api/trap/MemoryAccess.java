package vmm.api.trap;

import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;

/**
 * A memory access of the guest that trapped, with all that is needed to complete it. It lies within
 * one page.
 *
 * @param gva first address
 * @param size number of bytes: 1 to 8; an access that crosses a page arrives as two
 * @param value what is to be stored, zero-extended; 0 for loads
 * @param probe true if the processor only asks whether the access would succeed: reply as for the
 *     access itself, but perform nothing. A {@link TrapReply.Completed} then promises that the
 *     access itself will be completed
 */
public record MemoryAccess(
    long gva, int size, AccessType type, Privilege privilege, long value, boolean probe) {}
