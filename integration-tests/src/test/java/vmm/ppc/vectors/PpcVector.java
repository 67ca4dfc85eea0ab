package vmm.ppc.vectors;

import java.util.List;
import java.util.Locale;

/**
 * One instruction as QEMU ran it.
 *
 * @param mnemonic without suffixes for Rc and OE
 * @param word the instruction
 * @param before what it found
 * @param after what it left
 * @param raised whether it raised the interrupt of a trap or an enabled floating-point exception
 */
public record PpcVector(String mnemonic, int word, State before, State after, boolean raised) {
  /**
   * Registers and memory.
   *
   * @param registers as the set's kind says: general ones, zero-extended, the accumulator, the bits
   *     of f0 to f3, memory in doublewords
   * @param condition the condition register
   * @param status XER, FPSCR or SPEFSCR
   */
  public record State(List<Long> registers, int condition, int status) {
    /** The same with another status. */
    public State withStatus(int value) {
      return new State(registers, condition, value);
    }
  }

  /** Whether the lowest bit of the word is 1, which sets condition field 0 or 1. */
  public boolean records() {
    return (word & 1) != 0;
  }

  /** The five bits of the word that begin at bit {@code from}, as the manual counts. */
  public int field(int from) {
    return word >>> (27 - from) & 31;
  }

  /** The instruction and what it found, for messages. */
  public String title() {
    var text = new StringBuilder(String.format(Locale.ROOT, "%s [%08x]", mnemonic, word));
    before.registers.forEach(value -> text.append(String.format(Locale.ROOT, " %x", value)));
    return text.append(String.format(Locale.ROOT, " %08x %08x", before.condition, before.status))
        .toString();
  }
}
