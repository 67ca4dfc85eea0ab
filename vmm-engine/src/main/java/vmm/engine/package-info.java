/** Runs translated guest code: translation, interpreter, code cache and soft TLB. */
@NullMarked
package vmm.engine;

import org.jspecify.annotations.NullMarked;
