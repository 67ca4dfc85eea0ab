/** JMH benchmarks of the engine and the strategies. */
@NullMarked
package vmm.benchmarks;

import org.jspecify.annotations.NullMarked;
