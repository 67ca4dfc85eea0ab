/** The strategy {@code nested} where software fills the TLB: the guest writes it without a trap. */
@NullMarked
package vmm.nested.tlb;

import org.jspecify.annotations.NullMarked;
