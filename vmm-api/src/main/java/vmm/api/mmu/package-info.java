/** What a memory management unit declares: table formats, regimes, rights and translations. */
@NullMarked
package vmm.api.mmu;

import org.jspecify.annotations.NullMarked;
