package vmm.x86.decode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vmm.x86.X86Feature;

/**
 * The opcodes of a processor model in one kind of mode: a cell for each opcode, reg field of ModRM
 * and whether ModRM names memory. Immutable once built, so that all decoders of a model share one.
 */
final class OpcodeTable {
  private static final int OPCODES = 512;
  private static final int FORMS = 16;
  private static final int MEMORY_FORM = 8;

  private static final List<RowParser.Line> LINES =
      Stream.of(OneByteOpcodes.LINES, TwoByteOpcodes.LINES)
          .flatMap(table -> RowParser.parse(table).stream())
          .toList();

  private static final Map<Key, OpcodeTable> BUILT = new ConcurrentHashMap<>();

  private final @Nullable Row[] cells = new @Nullable Row[OPCODES * FORMS];
  private final boolean[] modRm = new boolean[OPCODES];

  /** What a table is for. */
  private record Key(Set<X86Feature> features, boolean long64) {}

  /**
   * The table of the instructions that a model with these features has.
   *
   * @param long64 whether for 64-bit mode
   */
  static OpcodeTable of(Set<X86Feature> features, boolean long64) {
    return BUILT.computeIfAbsent(
        new Key(Set.copyOf(features), long64),
        key -> new OpcodeTable(rowsOf(key.features()), key.long64()));
  }

  private static List<Row> rowsOf(Set<X86Feature> features) {
    return LINES.stream()
        .filter(line -> line.feature().map(features::contains).orElse(true))
        .map(RowParser.Line::row)
        .toList();
  }

  /**
   * Builds a table of rows.
   *
   * @throws IllegalArgumentException if a row would hide another
   */
  OpcodeTable(List<Row> rows, boolean long64) {
    Row.Validity other = long64 ? Row.Validity.NOT_64 : Row.Validity.ONLY_64;
    for (Row row : rows) {
      if (row.validity() != other) {
        for (int i = 0; i < row.span(); i++) {
          add(row, row.map() << 8 | (row.opcode() + i));
        }
      }
    }
  }

  private void add(Row row, int opcode) {
    modRm[opcode] |= row.hasModRm();
    for (int form = 0; form < FORMS; form++) {
      boolean matches =
          (row.extension() < 0 || row.extension() == (form & 7))
              && (!row.memoryOnly() || form >= MEMORY_FORM);
      if (matches) {
        claim(opcode * FORMS + form, row);
      }
    }
  }

  private void claim(int cell, Row row) {
    if (cells[cell] != null) {
      throw new IllegalArgumentException(row + " hides " + cells[cell]);
    }
    cells[cell] = row;
  }

  /** Whether a ModRM byte follows this opcode, 0 to 511. */
  boolean hasModRm(int opcode) {
    return modRm[opcode];
  }

  /** The row of an opcode, 0 to 511, that has no ModRM byte; null if it is not defined. */
  @Nullable Row find(int opcode) {
    return cells[opcode * FORMS];
  }

  /** The row of an opcode, 0 to 511, with this ModRM byte; null if it is not defined. */
  @Nullable Row find(int opcode, int modRmByte) {
    int form = (modRmByte >> 3 & 7) | (modRmByte < 0xC0 ? MEMORY_FORM : 0);
    return cells[opcode * FORMS + form];
  }
}
