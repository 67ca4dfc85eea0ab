/** The compatibility kit: contract suites that any architecture or strategy can run. */
@NullMarked
package vmm.kit;

import org.jspecify.annotations.NullMarked;
