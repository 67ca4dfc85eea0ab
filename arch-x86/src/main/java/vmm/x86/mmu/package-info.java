/** Paging: table formats, second-stage tables and the table walker. Knows no registers. */
@NullMarked
package vmm.x86.mmu;

import org.jspecify.annotations.NullMarked;
