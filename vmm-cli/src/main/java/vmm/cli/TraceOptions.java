package vmm.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import vmm.api.machine.MachineListener;
import vmm.api.machine.MachineSpecException;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/** What {@code --trace} can show: each kind of trap, and what became of faults. */
final class TraceOptions {
  private static final String ALL = "all";
  private static final String HIDDEN = "hidden-fault";
  private static final String TRUE = "true-fault";
  private static final String FILL = "fill";

  private TraceOptions() {}

  /** Every word that {@code --trace} takes; for {@code --help}. */
  static final class Kinds extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Kinds() {
      add(ALL);
      add(FILL);
      add(HIDDEN);
      add(TRUE);
      Arrays.stream(TrapKind.values()).map(TrapKind::label).forEach(this::add);
    }
  }

  /**
   * A listener that prints events of these kinds, one a line.
   *
   * @throws MachineSpecException if one of the words is not a kind
   */
  static MachineListener listener(List<String> kinds, PrintWriter out) throws MachineSpecException {
    List<String> known = new Kinds();
    for (String kind : kinds) {
      if (!known.contains(kind)) {
        throw new MachineSpecException(
            "unknown trace kind `" + kind + "` (there are " + String.join(", ", known) + ")");
      }
    }
    return new Tracer(kinds.contains(ALL) ? new HashSet<>(known) : new HashSet<>(kinds), out);
  }

  private record Tracer(Set<String> kinds, PrintWriter out) implements MachineListener {
    @Override
    public void trap(Trap trap, TrapReply reply) {
      if (kinds.contains(trap.kind().label())) {
        out.println("trap " + trap.kind().label() + " " + trap + " -> " + reply);
      }
    }

    @Override
    public void hiddenFault(Trap trap) {
      if (kinds.contains(HIDDEN)) {
        out.println(HIDDEN + " " + trap);
      }
    }

    @Override
    public void trueFault(Trap trap) {
      if (kinds.contains(TRUE)) {
        out.println(TRUE + " " + trap);
      }
    }

    @Override
    public void filled(long gva, long gpa, long hpa, int pageShift) {
      if (kinds.contains(FILL)) {
        out.printf(
            "%s gva 0x%x -> gpa 0x%x -> hpa 0x%x, %d bytes%n",
            FILL, gva, gpa, hpa, 1L << pageShift);
      }
    }
  }
}
