/** The strategy nested: second-stage tables that the processor itself walks. */
@NullMarked
package vmm.nested;

import org.jspecify.annotations.NullMarked;
