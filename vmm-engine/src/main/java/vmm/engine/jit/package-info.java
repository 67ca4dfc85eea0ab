/** Compiles hot blocks to JVM bytecode, region by region. */
@NullMarked
package vmm.engine.jit;

import org.jspecify.annotations.NullMarked;
