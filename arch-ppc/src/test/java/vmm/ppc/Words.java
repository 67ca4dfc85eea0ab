package vmm.ppc;

import java.util.List;
import vmm.ppc.decode.Decoder;
import vmm.ppc.decode.Row;

/** Instruction words for tests, by mnemonic. */
public final class Words {
  private Words() {}

  /** The encodings of a mnemonic. */
  public static List<Row> rows(String mnemonic) {
    return Decoder.rows().stream().filter(row -> row.mnemonic().equals(mnemonic)).toList();
  }

  /**
   * A word of a mnemonic, to which "o" and "." may be added, and of the three fields from bits 6,
   * 11 and 16 on.
   */
  public static int word(String name, int at6, int at11, int at16) {
    String mnemonic = name;
    int bits = 0;
    if (mnemonic.endsWith(".") && rows(mnemonic).isEmpty()) {
      mnemonic = mnemonic.substring(0, mnemonic.length() - 1);
      bits |= 1;
    }
    if (mnemonic.endsWith("o") && rows(mnemonic).isEmpty()) {
      mnemonic = mnemonic.substring(0, mnemonic.length() - 1);
      bits |= 0x400;
    }
    return rows(mnemonic).getFirst().value() | bits | at6 << 21 | at11 << 16 | at16 << 11;
  }

  /** A word of a mnemonic with two registers and 16 bits. */
  public static int immediate(String mnemonic, int at6, int at11, int low) {
    return word(mnemonic, at6, at11, 0) | (low & 0xFFFF);
  }
}
