/** Host memory with its frames, and the maps gpa to hpa of machines. */
@NullMarked
package vmm.core.memory;

import org.jspecify.annotations.NullMarked;
