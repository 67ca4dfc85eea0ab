/** Opcode tables and the decoder for 16-, 32- and 64-bit code. */
@NullMarked
package vmm.x86.decode;

import org.jspecify.annotations.NullMarked;
