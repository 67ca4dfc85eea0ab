/** The meaning of one block of guest code as a data structure, and the emitter that builds it. */
@NullMarked
package vmm.engine.ir;

import org.jspecify.annotations.NullMarked;
