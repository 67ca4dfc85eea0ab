/** File formats of images that belong to no architecture. */
@NullMarked
package vmm.devices.image;

import org.jspecify.annotations.NullMarked;
