/** The floating-point unit within the processor: exceptions, pins and memory operands. */
@NullMarked
package vmm.x86.numeric;

import org.jspecify.annotations.NullMarked;
