/**
 * The strategies that show the processor other tables than the guest wrote: brute-force and shadow.
 */
@NullMarked
package vmm.shadow;

import org.jspecify.annotations.NullMarked;
