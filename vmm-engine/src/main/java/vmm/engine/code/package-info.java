/** Translated blocks: their lowering to operations of the interpreter, and the cache of them. */
@NullMarked
package vmm.engine.code;

import org.jspecify.annotations.NullMarked;
