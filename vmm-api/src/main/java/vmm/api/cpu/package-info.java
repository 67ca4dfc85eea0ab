/** The processor: its state, the emitter that gives instructions their meaning, and its runs. */
@NullMarked
package vmm.api.cpu;

import org.jspecify.annotations.NullMarked;
