/**
 * The system side of the processor: its core, segmentation and protection, control transfers
 * between segments, privileges and tasks, exceptions and interrupts, and system registers. Hard
 * instructions are helpers, grouped in small classes.
 */
@NullMarked
package vmm.x86.system;

import org.jspecify.annotations.NullMarked;
