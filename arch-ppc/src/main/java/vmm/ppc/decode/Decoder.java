package vmm.ppc.decode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

/** Finds the encoding of an instruction word, by its primary opcode and its low bits. */
public final class Decoder {
  private static final List<Row> ALL =
      Stream.of(
              FixedPointOpcodes.LINES,
              StorageOpcodes.LINES,
              SystemOpcodes.LINES,
              FloatingPointOpcodes.LINES,
              MacOpcodes.LINES,
              SpeOpcodes.LINES)
          .flatMap(table -> RowParser.parse(table).stream())
          .toList();

  private static final int PRIMARIES = 64;
  private static final int EXTENDED_MASK = 0x7FF;
  private static final short NONE = -1;
  private static final short[] NOTHING = {NONE};

  private final List<Row> rows;

  /**
   * Numbers of rows by primary opcode and low bits. Where those do not count there is one cell, so
   * the length of a row of cells is a power of two.
   */
  private final short[][] byPrimary = new short[PRIMARIES][];

  /** Makes the decoder of a model. */
  public Decoder(PpcModel model) {
    this(ALL.stream().filter(row -> row.on(model)).toList());
  }

  /**
   * Makes a decoder of rows.
   *
   * @throws IllegalArgumentException if a row would hide another
   */
  Decoder(List<Row> rows) {
    this.rows = rows;
    Arrays.fill(byPrimary, NOTHING);
    for (int number = 0; number < rows.size(); number++) {
      claim(number);
    }
  }

  private void claim(int number) {
    Row row = rows.get(number);
    int primary = row.value() >>> 26;
    if (byPrimary[primary].length == 1 && byPrimary[primary][0] == NONE) {
      byPrimary[primary] = new short[(row.mask() & EXTENDED_MASK) == 0 ? 1 : EXTENDED_MASK + 1];
      Arrays.fill(byPrimary[primary], NONE);
    }
    short[] cells = byPrimary[primary];
    int value = row.value() & EXTENDED_MASK;
    int open = ~row.mask() & cells.length - 1;
    int low = 0;
    do {
      int cell = (value | low) & cells.length - 1;
      if (cells[cell] != NONE) {
        throw new IllegalArgumentException(row + " hides " + rows.get(cells[cell]));
      }
      cells[cell] = (short) number;
      low = (low - open) & open;
    } while (low != 0);
  }

  /** Every encoding of every model. */
  public static List<Row> rows() {
    return ALL;
  }

  /** The encoding of a word, or null if it is no instruction. */
  public @Nullable Row find(int word) {
    int number = number(word);
    return number < 0 ? null : rows.get(number);
  }

  /** The place in {@link #ofModel} of the encoding of a word, or -1 if it is no instruction. */
  public int number(int word) {
    short[] cells = byPrimary[word >>> 26];
    return cells[word & cells.length - 1];
  }

  /** The encodings that it finds. */
  public List<Row> ofModel() {
    return rows;
  }

  /**
   * What ESR says of the kind of a load or store, besides ESR[ST]: {@link PpcFault#ESR_FP} for
   * floating-point registers, {@link PpcFault#ESR_SPV} for both halves of general ones, else 0. A
   * core asks for it when an access has faulted.
   */
  public int storageSyndrome(int word) {
    Row row = find(word);
    if (row == null) {
      return 0;
    }
    String mnemonic = row.mnemonic();
    if (mnemonic.startsWith("lf") || mnemonic.startsWith("stf")) {
      return PpcFault.ESR_FP;
    }
    return mnemonic.startsWith("evl") || mnemonic.startsWith("evst") ? PpcFault.ESR_SPV : 0;
  }
}
