/** Tests of the parts of the access path. */
@NullMarked
package vmm.engine.mmu;

import org.jspecify.annotations.NullMarked;
