/**
 * Floating point of PowerPC: the instructions of Book I, chapter 4 ("Floating-Point Processor" of
 * the Power ISA 2.06, whose sections are cited here; Book E has the same), bit for bit, with FPSCR.
 *
 * <p>Every result is rounded in one place ({@link vmm.ppc.fpu.FpOperation}), from integers. {@link
 * vmm.ppc.fpu.FastPath} answers common cases with the host's own arithmetic, where that provably
 * gives the same bits.
 */
@NullMarked
package vmm.ppc.fpu;

import org.jspecify.annotations.NullMarked;
