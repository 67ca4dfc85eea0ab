package vmm.x86.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vmm.x86.X86Feature;

/** Reads the lines of opcode tables. */
final class RowParser {
  private RowParser() {}

  /** A line, and the feature that a processor needs for it, if any. */
  record Line(Row row, Optional<X86Feature> feature) {}

  /** Reads all lines of a table. */
  static List<Line> parse(String table) {
    return table.lines().filter(line -> !line.isBlank()).map(RowParser::parseLine).toList();
  }

  private static Line parseLine(String line) {
    List<String> words = new ArrayList<>(List.of(line.trim().split(" +", -1)));
    int map = 0;
    if (words.getFirst().equals("0F")) {
      map = 1;
      words.removeFirst();
    }
    String opcode = words.removeFirst();
    Mnemonic mnemonic = Mnemonic.valueOf(words.removeFirst());
    List<OperandKind> operands = new ArrayList<>();
    if (!words.isEmpty() && !isAttribute(words.getFirst())) {
      for (String operand : words.removeFirst().split(",", -1)) {
        operands.add(OperandKind.of(operand));
      }
    }
    return withAttributes(map, opcode, mnemonic, operands, words);
  }

  private static boolean isAttribute(String word) {
    return switch (word) {
      case "lock", "no64", "only64", "d64", "f64" -> true;
      default -> word.startsWith("@");
    };
  }

  private static Line withAttributes(
      int map, String opcode, Mnemonic mnemonic, List<OperandKind> operands, List<String> words) {
    boolean lockable = false;
    Row.Validity validity = Row.Validity.ALWAYS;
    Row.SizeIn64 size = Row.SizeIn64.USUAL;
    Optional<X86Feature> feature = Optional.empty();
    for (String word : words) {
      switch (word) {
        case "lock" -> lockable = true;
        case "no64" -> validity = Row.Validity.NOT_64;
        case "only64" -> validity = Row.Validity.ONLY_64;
        case "d64" -> size = Row.SizeIn64.DEFAULT_64;
        case "f64" -> size = Row.SizeIn64.FORCED_64;
        default -> feature = Optional.of(X86Feature.valueOf(word.substring(1)));
      }
    }
    int span = opcode.endsWith("+r") ? 8 : opcode.endsWith("+cc") ? 16 : 1;
    int extension = opcode.indexOf('/') == 2 ? Integer.parseInt(opcode.substring(3)) : -1;
    int first = Integer.parseInt(opcode.substring(0, 2), 16);
    return new Line(
        new Row(map, first, span, extension, mnemonic, operands, lockable, validity, size),
        feature);
  }
}
