/** Machine memory, the map from guest-physical to host-physical, and the strategy SPI. */
@NullMarked
package vmm.api.memory;

import org.jspecify.annotations.NullMarked;
