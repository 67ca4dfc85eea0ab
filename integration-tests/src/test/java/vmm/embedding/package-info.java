/** Whole machines as a program that embeds the VMM makes, runs and inspects them. */
@NullMarked
package vmm.embedding;

import org.jspecify.annotations.NullMarked;
