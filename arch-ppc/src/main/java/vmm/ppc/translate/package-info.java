/** The meaning of PowerPC instructions. */
@NullMarked
package vmm.ppc.translate;

import org.jspecify.annotations.NullMarked;
