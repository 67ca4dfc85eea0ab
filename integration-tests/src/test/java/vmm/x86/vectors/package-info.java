/** Replays single instructions that real x86 processors ran. */
@NullMarked
package vmm.x86.vectors;

import org.jspecify.annotations.NullMarked;
