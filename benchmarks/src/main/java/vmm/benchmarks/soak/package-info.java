/** Guests over and over in one JVM, to see that nothing grows and no result is wrong. */
@NullMarked
package vmm.benchmarks.soak;

import org.jspecify.annotations.NullMarked;
