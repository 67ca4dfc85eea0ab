/** Whole guests, measured in turns with QEMU's TCG: what {@code benchmarks/compare} runs. */
@NullMarked
package vmm.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
