/** The life of machines: assembling, running, inspecting, closing. */
@NullMarked
package vmm.core.machine;

import org.jspecify.annotations.NullMarked;
