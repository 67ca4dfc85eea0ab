package vmm.ppc.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.ppc.PpcModel;

/**
 * Reads the lines of opcode tables: primary opcode, extended opcode or {@code -}, form, mnemonic,
 * then attributes. {@code oe}: has OE; {@code rc}: has Rc; {@code rc=1}: bit 31 must be set;
 * {@code @F}: only with feature F.
 */
final class RowParser {
  private static final int PRIMARY_MASK = 0x3F << 26;

  private RowParser() {}

  /** Reads all lines of a table. */
  static List<Row> parse(String table) {
    return table.lines().filter(line -> !line.isBlank()).map(RowParser::parseLine).toList();
  }

  private static Row parseLine(String line) {
    List<String> words = List.of(line.trim().split(" +", -1));
    List<String> attributes = words.subList(4, words.size());
    Row.Form form = Row.Form.valueOf(words.get(2));
    int mask = PRIMARY_MASK | form.mask();
    int value = Integer.parseInt(words.get(0)) << 26;
    if (!words.get(1).equals("-")) {
      value |= Integer.parseInt(words.get(1)) << Integer.numberOfTrailingZeros(form.mask());
    }
    if (attributes.contains("rc=1")) {
      mask |= 1;
      value |= 1;
    }
    return new Row(
        words.get(3),
        mask,
        value,
        form,
        attributes.contains("oe"),
        attributes.contains("rc"),
        feature(attributes));
  }

  private static PpcModel.@Nullable Feature feature(List<String> attributes) {
    return attributes.stream()
        .filter(a -> a.startsWith("@"))
        .findFirst()
        .map(a -> PpcModel.Feature.valueOf(a.substring(1)))
        .orElse(null);
  }
}
