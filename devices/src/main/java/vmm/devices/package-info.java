/** Device models that belong to no architecture. */
@NullMarked
package vmm.devices;

import org.jspecify.annotations.NullMarked;
