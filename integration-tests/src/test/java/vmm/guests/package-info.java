/** Whole guests, ours and others', under every strategy. */
@NullMarked
package vmm.guests;

import org.jspecify.annotations.NullMarked;
