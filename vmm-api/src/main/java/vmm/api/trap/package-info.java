/** Every event that takes control from the guest, and the replies that the VMM may give. */
@NullMarked
package vmm.api.trap;

import org.jspecify.annotations.NullMarked;
