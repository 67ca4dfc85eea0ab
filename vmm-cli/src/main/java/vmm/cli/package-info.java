/** The command {@code vmm}. */
@NullMarked
package vmm.cli;

import org.jspecify.annotations.NullMarked;
