/** Small programs in machine code on the simulated x86 processor, without a VMM. */
@NullMarked
package vmm.x86.programs;

import org.jspecify.annotations.NullMarked;
