/** Guest memory as running code reaches it: soft TLB, its miss path, and traps. */
@NullMarked
package vmm.engine.mmu;

import org.jspecify.annotations.NullMarked;
