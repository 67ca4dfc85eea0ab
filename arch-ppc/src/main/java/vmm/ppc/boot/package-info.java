/** How images are started on PowerPC boards: ELF, uImage, RAM disks, device trees. */
@NullMarked
package vmm.ppc.boot;

import org.jspecify.annotations.NullMarked;
