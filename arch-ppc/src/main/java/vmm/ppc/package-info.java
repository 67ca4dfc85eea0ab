/**
 * PowerPC Book E: registers, processor models, faults.
 *
 * <p>Bits are numbered from the most significant, as the manuals do, and masks say which they are.
 */
@NullMarked
package vmm.ppc;

import org.jspecify.annotations.NullMarked;
