/** How images are started on a PC: firmware, multiboot, the Linux boot protocol, PVH. */
@NullMarked
package vmm.x86.boot;

import org.jspecify.annotations.NullMarked;
