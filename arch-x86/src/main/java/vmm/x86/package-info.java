/**
 * The architecture x86: its declaration, instruction set, paging, traps, boot protocols and PC
 * board.
 */
@NullMarked
package vmm.x86;

import org.jspecify.annotations.NullMarked;
