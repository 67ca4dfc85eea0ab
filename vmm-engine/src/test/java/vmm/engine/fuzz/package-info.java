/** Random programs, run by the engine and by a slow and obvious evaluator. */
@NullMarked
package vmm.engine.fuzz;

import org.jspecify.annotations.NullMarked;
