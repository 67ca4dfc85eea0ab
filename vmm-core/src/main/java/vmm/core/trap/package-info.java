/** The trap loop: typed traps in, replies of devices and strategies out. */
@NullMarked
package vmm.core.trap;

import org.jspecify.annotations.NullMarked;
