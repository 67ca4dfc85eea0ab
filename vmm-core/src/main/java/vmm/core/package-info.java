/** Host memory, PhysMap, the trap loop, and the life cycle and wiring of virtual machines. */
@NullMarked
package vmm.core;

import org.jspecify.annotations.NullMarked;
