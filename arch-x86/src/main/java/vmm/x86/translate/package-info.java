/** The meaning of instructions, written once through the emitter. */
@NullMarked
package vmm.x86.translate;

import org.jspecify.annotations.NullMarked;
