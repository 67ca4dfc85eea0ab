/**
 * The TLBs of the processor models: the guest's own, to the bit; the hardware's, which the VMM
 * programs; and the second stage of those that nest.
 */
@NullMarked
package vmm.ppc.mmu;

import org.jspecify.annotations.NullMarked;
