/** A toy architecture that drives every part of the engine. */
@NullMarked
package vmm.engine.toy;

import org.jspecify.annotations.NullMarked;
