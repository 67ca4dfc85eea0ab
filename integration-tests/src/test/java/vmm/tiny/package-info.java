/**
 * An architecture made up for this project: a dozen instructions and tables of its own. It is a
 * plug-in like any other, and the example of {@code docs/ADDING_AN_ARCHITECTURE.md}.
 */
@NullMarked
package vmm.tiny;

import org.jspecify.annotations.NullMarked;
