package vmm.x86.vectors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import vmm.x86.vectors.VectorCase.Fpu;
import vmm.x86.vectors.VectorCase.Raised;
import vmm.x86.vectors.VectorMachine.Mode;

/** Runs cases on a machine and says how it differs from the processor that was captured. */
public final class VectorReplay {
  private static final int EMPTY = 3;
  private static final String ZERO = "0".repeat(20);

  private final VectorMachine machine;

  /** Makes a replay on {@code machine}. */
  public VectorReplay(VectorMachine machine) {
    this.machine = machine;
  }

  /** Runs one case; the differences, one line each, none if all that is defined agrees. */
  public List<String> differences(VectorCase vector) {
    boolean real = vector.before().registers().containsKey("ip");
    machine.begin(real ? Mode.REAL : Mode.USER);
    vector.before().memory().forEach(machine::write);
    vector.before().registers().forEach(machine::setRegister);
    vector.before().fpu().ifPresent(machine::setFpu);
    Optional<Raised> raised;
    try {
      raised = machine.run();
    } catch (RuntimeException e) {
      return List.of("did not end: " + e);
    }
    var found = new ArrayList<String>();
    compareException(vector, raised, real, found);
    compareRegisters(vector, found);
    compareMemory(vector, found);
    vector.after().fpu().ifPresent(after -> compareFpu(vector, after, found));
    return found;
  }

  /** In real mode the handler runs, and registers and stack show what was raised. */
  private static void compareException(
      VectorCase vector, Optional<Raised> raised, boolean real, List<String> found) {
    if (!real && !raised.equals(vector.raised())) {
      found.add("exception " + text(raised) + ", expected " + text(vector.raised()));
    }
  }

  private static String text(Optional<Raised> raised) {
    return raised.map(r -> r.number() + " error " + r.error().orElse(0)).orElse("none");
  }

  private void compareRegisters(VectorCase vector, List<String> found) {
    var expected = new LinkedHashMap<>(vector.before().registers());
    expected.putAll(vector.after().registers());
    expected.forEach(
        (name, value) -> {
          long ignored = name.endsWith("flags") ? vector.undefinedFlags() : 0;
          long now = machine.register(name);
          if ((now & ~ignored) != (value & ~ignored)) {
            found.add(hex(name, now, value));
          }
        });
  }

  /** A captured byte may be equal to the one before it; any byte that is not captured must be. */
  private void compareMemory(VectorCase vector, List<String> found) {
    var expected = new TreeMap<>(vector.after().memory());
    var changes = machine.changes();
    for (long address : changes.keySet()) {
      expected.putIfAbsent(address, byteBefore(vector, address));
    }
    expected.forEach(
        (address, value) -> {
          int now = changes.getOrDefault(address, byteBefore(vector, address));
          int ignored = undefinedAt(vector, address);
          if ((now & ~ignored) != (value & ~ignored)) {
            found.add(hex("memory at %x".formatted(address), now, value));
          }
        });
  }

  private static int byteBefore(VectorCase vector, long address) {
    return vector.before().memory().getOrDefault(address, VectorMachine.filler(address));
  }

  /** Undefined bits of a FLAGS word that an exception in real mode pushed. */
  private static int undefinedAt(VectorCase vector, long address) {
    long flagsAt = vector.raised().map(Raised::flagsAt).orElse(OptionalLong.empty()).orElse(-2);
    long index = address - flagsAt;
    return index == 0 || index == 1 ? (int) (vector.undefinedFlags() >> (8 * index)) & 0xFF : 0;
  }

  private void compareFpu(VectorCase vector, Fpu after, List<String> found) {
    Fpu now = machine.fpu();
    compareWord("fpu control", now.control(), after.control(), 0, found);
    compareWord("fpu status", now.status(), after.status(), vector.undefinedStatus(), found);
    compareWord("fpu tags", now.tags(), after.tags(), 0, found);
    Map<Integer, String> expected = new TreeMap<>();
    IntStream.range(0, 8).forEach(number -> expected.put(number, ZERO));
    expected.putAll(vector.before().fpu().map(Fpu::registers).orElseThrow());
    expected.putAll(after.registers());
    expected.forEach(
        (number, value) -> {
          boolean empty = ((after.tags() >> (2 * number)) & 3) == EMPTY;
          if (!empty && !value.equals(now.registers().get(number))) {
            found.add(
                "r%d is %s, expected %s".formatted(number, now.registers().get(number), value));
          }
        });
  }

  private static void compareWord(
      String name, int now, int expected, int ignored, List<String> found) {
    if ((now & ~ignored) != (expected & ~ignored)) {
      found.add(hex(name, now, expected));
    }
  }

  private static String hex(String name, long now, long expected) {
    return String.format(Locale.ROOT, "%s is %x, expected %x", name, now, expected);
  }
}
