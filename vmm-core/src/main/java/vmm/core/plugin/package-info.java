/** What plug-ins are there, and what a spec chooses of them. */
@NullMarked
package vmm.core.plugin;

import org.jspecify.annotations.NullMarked;
