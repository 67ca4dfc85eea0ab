/** Buses and clocks. */
@NullMarked
package vmm.core.device;

import org.jspecify.annotations.NullMarked;
