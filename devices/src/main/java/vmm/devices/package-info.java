/** Device models that belong to no architecture, and the buses that they sit on. */
@NullMarked
package vmm.devices;

import org.jspecify.annotations.NullMarked;
