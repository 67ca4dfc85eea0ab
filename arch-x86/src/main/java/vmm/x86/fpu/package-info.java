/**
 * The x87 floating-point unit: arithmetic in the double extended-precision format, the register
 * stack, and the escape instructions. SDM vol. 1, "Programming with the x87 FPU".
 *
 * <p>{@link vmm.x86.fpu.Fpu} is what the processor uses; it works on slots of the processor's state
 * and through an {@link vmm.x86.fpu.FpuHost}.
 */
@NullMarked
package vmm.x86.fpu;

import org.jspecify.annotations.NullMarked;
