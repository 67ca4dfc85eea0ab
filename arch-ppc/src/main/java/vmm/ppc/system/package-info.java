/** Machine state, special registers, interrupts, timers, and the instructions that touch them. */
@NullMarked
package vmm.ppc.system;

import org.jspecify.annotations.NullMarked;
