/** Replays single PowerPC instructions that QEMU ran in user mode. */
@NullMarked
package vmm.ppc.vectors;

import org.jspecify.annotations.NullMarked;
