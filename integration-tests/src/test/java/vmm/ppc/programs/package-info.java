/** PowerPC instructions end to end: through the engine, the core and every strategy. */
@NullMarked
package vmm.ppc.programs;

import org.jspecify.annotations.NullMarked;
