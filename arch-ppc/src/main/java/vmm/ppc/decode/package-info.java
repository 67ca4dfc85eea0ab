/** The encodings of PowerPC instructions. */
@NullMarked
package vmm.ppc.decode;

import org.jspecify.annotations.NullMarked;
