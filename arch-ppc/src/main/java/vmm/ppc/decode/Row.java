package vmm.ppc.decode;

import org.jspecify.annotations.Nullable;
import vmm.ppc.PpcModel;

/**
 * One encoding.
 *
 * @param mnemonic the manual's, without what OE, Rc, LK and AA add to it, unless they are part of
 *     the encoding
 * @param mask the bits of a word that must be those of {@code value}
 * @param value their value
 * @param form the format that the manual names
 * @param overflows whether bit 21 is OE; else it belongs to {@code mask} or is reserved
 * @param records whether bit 31 is Rc; else it belongs to {@code mask}, is LK, or is reserved
 * @param feature what a model needs to have it, or null
 */
public record Row(
    String mnemonic,
    int mask,
    int value,
    Form form,
    boolean overflows,
    boolean records,
    PpcModel.@Nullable Feature feature) {

  /** Formats, as far as they say where an extended opcode stands. */
  public enum Form {
    /** None: the low half is a displacement or an immediate operand. */
    D(0),
    /** None: fields fill the word. */
    M(0),
    /** None: branches. */
    B(0),
    /** Bits 21 to 30. */
    X(0x7FE),
    /** Bits 22 to 30; 21 is OE. */
    XO(0x3FE),
    /** Bits 26 to 30; 21 to 25 are a fourth register. */
    A(0x3E),
    /** Bits 21 to 31 (category SPE). */
    EVX(0x7FF),
    /** Bits 21 to 28; the rest is a condition field (category SPE). */
    EVS(0x7F8);

    private final int mask;

    Form(int mask) {
      this.mask = mask;
    }

    /** The bits of the extended opcode. */
    int mask() {
      return mask;
    }
  }

  /** Whether a word has this encoding. */
  public boolean matches(int word) {
    return (word & mask) == value;
  }

  /** Whether a model has it. */
  public boolean on(PpcModel model) {
    return feature == null || model.has(feature);
  }

  /** Whether some word has both encodings. */
  boolean overlaps(Row other) {
    int common = mask & other.mask;
    return (value & common) == (other.value & common);
  }

  @Override
  public String toString() {
    return "%s (%08X of %08X)".formatted(mnemonic, value, mask);
  }
}
