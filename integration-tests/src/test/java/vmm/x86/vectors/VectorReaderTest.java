package vmm.x86.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.x86.vectors.VectorCase.Raised;

class VectorReaderTest {
  @Test
  void readsCaseOfRealMode() {
    VectorCase add = new VectorReader(VectorSet.REAL_MODE).read("00").getFirst();

    assertThat(add.title()).isEqualTo("00 #0 add [bx+0Eh],bl [005f0ef4]");
    assertThat(add.before().registers())
        .containsEntry("ax", 715L)
        .containsEntry("cs", 65535L)
        .containsEntry("flags", 2195L)
        .hasSize(14);
    assertThat(add.before().memory()).containsEntry(1075233L, 222).hasSize(11);
    assertThat(add.after().registers()).isEqualTo(Map.of("ip", 38076L, "flags", 19L));
    assertThat(add.after().memory()).isEqualTo(Map.of(1075233L, 1));
    assertThat(add.raised()).isEmpty();
    assertThat(add.undefinedFlags()).isZero();
  }

  @Test
  void realModeMasksComeFromTheIndexUnlessTheCaseHasItsOwn() {
    var reader = new VectorReader(VectorSet.REAL_MODE);
    String line =
        """
        {"name":"x","idx":1,"bytes":"f4","initial":{"regs":{},"ram":[]},
         "final":{"regs":{},"ram":[]},"exception":{"number":5,"flags_at":70000}%s}\
        """;

    VectorCase own = reader.parse("20", line.formatted(",\"undefined_flags\":2048"));
    VectorCase indexed = reader.parse("20", line.formatted(""));

    assertThat(own.undefinedFlags()).isEqualTo(0x800);
    assertThat(indexed.undefinedFlags()).as("AND leaves AF undefined").isEqualTo(0x10);
    assertThat(own.raised())
        .isEqualTo(Optional.of(new Raised(5, OptionalInt.empty(), OptionalLong.of(70000))));
  }

  @Test
  void instructionStandsAtEipInThe32BitSets() {
    VectorCase add = new VectorReader(VectorSet.FLAT_32).read("add").getFirst();
    long eip = add.before().registers().get("eip");

    assertThat(add.before().registers()).hasSize(10);
    assertThat(add.before().memory().get(eip + add.bytes().length() / 2 - 1)).isEqualTo(0xF4);
    assertThat(add.before().memory().get(eip))
        .isEqualTo(Integer.parseInt(add.bytes().substring(0, 2), 16));
  }

  @Test
  void instructionStandsInItsCodeSegmentInTheSegmentedSet() {
    VectorCase add = new VectorReader(VectorSet.SEGMENTED).read("add").getFirst();
    long base = LocalDescriptors.read().base(add.before().registers().get("cs"));

    assertThat(base).isEqualTo(0x100000);
    assertThat(add.before().registers()).hasSize(15);
    assertThat(add.before().memory().get(base + add.before().registers().get("eip")))
        .isEqualTo(Integer.parseInt(add.bytes().substring(0, 2), 16));
  }

  @Test
  void readsFloatingPointUnit() {
    VectorCase constant =
        new VectorReader(VectorSet.X87)
            .read("constant").stream()
                .filter(
                    c ->
                        c.name().equals("fld1")
                            && (c.after().fpu().orElseThrow().status() & 1) == 0)
                .findFirst()
                .orElseThrow();
    var after = constant.after().fpu().orElseThrow();

    assertThat(constant.undefinedStatus()).as("C0, C2, C3").isEqualTo(0x4500);
    assertThat(after.registers()).containsValue("3fff8000000000000000");
  }

  @ParameterizedTest
  @EnumSource
  void everyCaseIsWhole(VectorSet set) {
    var reader = new VectorReader(set);
    Set<Integer> exceptions = new TreeSet<>();
    int cases = 0;
    for (String family : set.families()) {
      for (VectorCase vector : reader.read(family)) {
        cases++;
        vector.raised().ifPresent(raised -> exceptions.add(raised.number()));
        assertThat(vector.bytes()).as(vector.title()).endsWith("f4");
        assertThat(vector.before().registers().keySet())
            .as(vector.title())
            .containsAll(vector.after().registers().keySet());
        assertThat(vector.before().fpu().isPresent()).isEqualTo(set == VectorSet.X87);
        assertThat(vector.after().fpu().isPresent()).isEqualTo(set == VectorSet.X87);
      }
    }
    assertThat(cases).isEqualTo(expectedCases(set));
    assertThat(exceptions).containsAll(expectedExceptions(set));
  }

  private static int expectedCases(VectorSet set) {
    return switch (set) {
      case REAL_MODE -> 32_400;
      case FLAT_32 -> 49_141;
      case SEGMENTED -> 15_615;
      case X87 -> 14_040;
    };
  }

  private static Set<Integer> expectedExceptions(VectorSet set) {
    return switch (set) {
      case REAL_MODE, FLAT_32 -> Set.of(0, 3, 4, 5, 6, 13);
      case SEGMENTED -> Set.of(0, 3, 4, 5, 6, 11, 12, 13);
      case X87 -> Set.of();
    };
  }
}
