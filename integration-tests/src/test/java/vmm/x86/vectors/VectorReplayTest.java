package vmm.x86.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vmm.x86.vectors.VectorCase.Fpu;
import vmm.x86.vectors.VectorCase.Raised;

/** The replay must see every way to be wrong; the machine here does what a test tells it. */
class VectorReplayTest {
  private static final String ONE = "3fff8000000000000000";
  private static final String LINE =
      """
      {"name":"n","idx":7,"bytes":"90f4","initial":{"regs":{"eax":5,"eip":4096,"eflags":2},
       "ram":[[8192,1]]%s},"final":{"regs":{"eax":6,"eip":4098},"ram":[[8192,2]]%s},
       "undefined_flags":16}\
      """;

  private final Scripted machine = new Scripted();
  private final VectorReplay replay = new VectorReplay(machine);
  private final VectorReader reader = new VectorReader(VectorSet.FLAT_32);
  private final VectorCase plain = reader.parse("f", LINE.formatted("", ""));

  @Test
  void agreesWithTheCapture() {
    captured();

    assertThat(replay.differences(plain)).isEmpty();
  }

  @Test
  void ignoresUndefinedFlagsAlone() {
    captured();
    machine.set("eflags", 2 | 0x10);
    assertThat(replay.differences(plain)).isEmpty();

    machine.set("eflags", 2 | 1);
    assertThat(replay.differences(plain)).containsExactly("eflags is 3, expected 2");
  }

  @Test
  void seesRegisterThatShouldNotHaveChanged() {
    captured();
    machine.set("eip", 4097);

    assertThat(replay.differences(plain)).containsExactly("eip is 1001, expected 1002");
  }

  @Test
  void seesMissingWrongAndStrayWrites() {
    captured();
    machine.changed.clear();
    assertThat(replay.differences(plain)).containsExactly("memory at 2000 is 1, expected 2");

    machine.changed.putAll(Map.of(8192L, 3, 9000L, 1));
    assertThat(replay.differences(plain))
        .containsExactly("memory at 2000 is 3, expected 2", "memory at 2328 is 1, expected 0");
  }

  @Test
  void seesException() {
    captured();
    machine.raised = Optional.of(new Raised(13, OptionalInt.of(8), OptionalLong.empty()));

    assertThat(replay.differences(plain)).containsExactly("exception 13 error 8, expected none");
  }

  @Test
  void masksFlagsThatAnExceptionPushedInRealMode() {
    VectorCase interrupt =
        reader.parse(
            "f",
            """
            {"name":"n","idx":7,"bytes":"f4","initial":{"regs":{"ip":1},"ram":[]},
             "final":{"regs":{},"ram":[[100,2],[101,8],[102,16]]},
             "exception":{"number":0,"flags_at":100},"undefined_flags":2064}\
            """);
    machine.changed.putAll(Map.of(100L, 2 | 16, 101L, 0, 102L, 0));

    assertThat(replay.differences(interrupt)).containsExactly("memory at 66 is 0, expected 10");
  }

  @Test
  void comparesFloatingPointUnitExceptEmptyRegisters() {
    VectorCase load =
        reader.parse(
            "f",
            LINE.formatted(
                ",\"fpu\":{\"cw\":895,\"sw\":0,\"tw\":65535,\"r\":{}}",
                ",\"fpu\":{\"cw\":895,\"sw\":14336,\"tw\":16383,\"r\":{\"7\":\"%s\"}}"
                    .formatted(ONE)));
    captured();
    machine.fpu = new Fpu(895, 14336, 16383, Map.of(7, ONE, 0, "anything"));
    assertThat(replay.differences(load)).isEmpty();

    machine.fpu = new Fpu(895, 14337, 16383, Map.of(7, "other"));
    assertThat(replay.differences(load))
        .containsExactly("fpu status is 3801, expected 3800", "r7 is other, expected " + ONE);
  }

  @Test
  void reportCountsByFamily() {
    var report = new VectorReport("all");
    captured();
    report.add(plain, replay.differences(plain));
    machine.set("eax", 1);
    report.add(plain, replay.differences(plain));

    assertThat(report.cases()).isEqualTo(2);
    assertThat(report.passed()).isEqualTo(1);
    assertThat(report.text()).contains("50.00 %").contains("f #7 n [90f4]: eax is 1, expected 6");
  }

  private void captured() {
    machine.set("eax", 6);
    machine.set("eip", 4098);
    machine.set("eflags", 2);
    machine.changed.put(8192L, 2);
  }

  /** Ends in the state that was set, whatever the case. */
  private static final class Scripted implements VectorMachine {
    private final Map<String, Long> registers = new HashMap<>();
    private final SortedMap<Long, Integer> changed = new TreeMap<>();
    private Optional<Raised> raised = Optional.empty();
    private Fpu fpu = new Fpu(0, 0, 0, Map.of());

    void set(String name, long value) {
      registers.put(name, value);
    }

    @Override
    public void begin(Mode mode) {}

    @Override
    public void setRegister(String name, long value) {
      registers.putIfAbsent(name, value);
    }

    @Override
    public long register(String name) {
      return registers.get(name);
    }

    @Override
    public void write(long address, int value) {}

    @Override
    public void setFpu(Fpu value) {}

    @Override
    public Fpu fpu() {
      return fpu;
    }

    @Override
    public Optional<Raised> run() {
      return raised;
    }

    @Override
    public SortedMap<Long, Integer> changes() {
      return changed;
    }
  }
}
