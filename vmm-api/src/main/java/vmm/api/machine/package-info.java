/** A virtual machine as an embedding program sees it: run, stop, step, inspect, listen. */
@NullMarked
package vmm.api.machine;

import org.jspecify.annotations.NullMarked;
