/** The boards bamboo and ppce500: their devices and device trees. */
@NullMarked
package vmm.ppc.board;

import org.jspecify.annotations.NullMarked;
