package vmm.ppc.decode;

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

  private final @Nullable Row[][] byPrimary = new @Nullable Row[PRIMARIES][];

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
    for (Row row : rows) {
      int primary = row.value() >>> 26;
      if (byPrimary[primary] == null) {
        byPrimary[primary] = new @Nullable Row[EXTENDED_MASK + 1];
      }
      claim(byPrimary[primary], row);
    }
  }

  private static void claim(@Nullable Row[] cells, Row row) {
    int value = row.value() & EXTENDED_MASK;
    for (int low = 0; low < cells.length; low++) {
      if ((low & row.mask()) == value) {
        if (cells[low] != null) {
          throw new IllegalArgumentException(row + " hides " + cells[low]);
        }
        cells[low] = row;
      }
    }
  }

  /** Every encoding of every model. */
  public static List<Row> rows() {
    return ALL;
  }

  /** The encoding of a word, or null if it is no instruction. */
  public @Nullable Row find(int word) {
    @Nullable Row[] cells = byPrimary[word >>> 26];
    return cells == null ? null : cells[word & EXTENDED_MASK];
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
