/** Suites about protection and the system instructions, run by guests. */
@NullMarked
package vmm.x86.protection;

import org.jspecify.annotations.NullMarked;
