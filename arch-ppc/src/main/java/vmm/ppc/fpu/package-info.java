/**
 * Floating point of PowerPC: the instructions of Book I, chapter 4 ("Floating-Point Processor" of
 * the Power ISA 2.06, whose sections are cited here; Book E has the same), bit for bit, with FPSCR.
 */
@NullMarked
package vmm.ppc.fpu;

import org.jspecify.annotations.NullMarked;
