package vmm.ppc.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vmm.ppc.PpcModel;

/** An independent disassembler gives words the same names. */
class DisassemblyTest {
  private static final Set<String> BRANCHES = Set.of("b", "bc", "bclr", "bcctr");
  private static final Set<String> ABSOLUTE = Set.of("b", "bc");

  @Test
  void everyWordHasItsName() throws IOException {
    Map<PpcModel, Decoder> decoders = new EnumMap<>(PpcModel.class);
    Map<PpcModel, Set<Row>> found = new EnumMap<>(PpcModel.class);
    for (String line : lines()) {
      String[] parts = line.split(" ", -1);
      PpcModel model = PpcModel.valueOf(parts[0]);
      int word = Integer.parseUnsignedInt(parts[1], 16);
      Decoder decoder = decoders.computeIfAbsent(model, Decoder::new);
      Row row = Objects.requireNonNull(decoder.find(word), line);
      assertThat(name(row, word)).as(line).isEqualTo(parts[2]);
      found.computeIfAbsent(model, _ -> new HashSet<>()).add(row);
    }
    assertThat(found).hasSize(3);
    found.forEach(DisassemblyTest::assertAllFound);
  }

  private static List<String> lines() throws IOException {
    try (var in = DisassemblyTest.class.getResourceAsStream("disassembly.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), US_ASCII);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static String name(Row row, int word) {
    String name = row.mnemonic();
    if (row.overflows() && Fields.oe(word)) {
      name += "o";
    }
    if (row.records() && Fields.record(word)) {
      name += ".";
    }
    if (BRANCHES.contains(row.mnemonic()) && Fields.record(word)) {
      name += "l";
    }
    return ABSOLUTE.contains(row.mnemonic()) && Fields.absolute(word) ? name + "a" : name;
  }

  private static void assertAllFound(PpcModel model, Set<Row> found) {
    Set<Row> all = Decoder.rows().stream().filter(row -> row.on(model)).collect(Collectors.toSet());
    assertThat(found).isEqualTo(all);
  }
}
