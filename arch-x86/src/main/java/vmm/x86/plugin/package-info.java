/** The plug-in: what the framework finds of this architecture. */
@NullMarked
package vmm.x86.plugin;

import org.jspecify.annotations.NullMarked;
