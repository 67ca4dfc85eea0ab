/** Device models, the buses that reach them, interrupt lines and the clock that drives them. */
@NullMarked
package vmm.api.device;

import org.jspecify.annotations.NullMarked;
