/**
 * The strategies {@code brute-force} and {@code shadow} where software fills the TLB: the real TLB
 * holds what the VMM makes of the guest's entries.
 */
@NullMarked
package vmm.shadow.tlb;

import org.jspecify.annotations.NullMarked;
