/** The PC board. */
@NullMarked
package vmm.x86.board;

import org.jspecify.annotations.NullMarked;
