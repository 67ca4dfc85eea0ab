/** The plug-in: what the framework finds of this architecture. */
@NullMarked
package vmm.ppc.plugin;

import org.jspecify.annotations.NullMarked;
