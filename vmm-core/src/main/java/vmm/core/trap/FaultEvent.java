package vmm.core.trap;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import vmm.api.trap.Trap;

/** A fault that the processor raised, true or hidden. */
@Category("VMM")
@Enabled(false)
@StackTrace(false)
abstract sealed class FaultEvent extends Event {
  @Label("Kind")
  @Description("What the fault turned out to be")
  String kind = "";

  @Label("Guest-Virtual Address")
  @MemoryAddress
  long gva;

  @Label("Access")
  @Description("Read, write, update (a read that a write follows) or execute; none: a TLB entry")
  String access = "";

  @Label("Privilege")
  @Description("Of the access; none: a TLB entry")
  String privilege = "";

  /** Records it. */
  final void commit(Trap trap) {
    kind = trap.kind().label();
    gva = TrapSubject.gva(trap);
    TrapSubject.access(trap)
        .ifPresent(
            of -> {
              access = TrapSubject.label(of.type());
              privilege = TrapSubject.label(of.privilege());
            });
    commit();
  }

  /** A fault that the VMM repaired or completed. */
  @Name("vmm.HiddenFault")
  @Label("Hidden Fault")
  @Description("A fault that the guest never learns of: repaired, or its access completed")
  static final class Hidden extends FaultEvent {
    private static final Hidden PROBE = new Hidden();

    static boolean recorded() {
      return PROBE.isEnabled();
    }
  }

  /** A fault that the guest's own tables cause. */
  @Name("vmm.TrueFault")
  @Label("True Fault")
  @Description("A fault that goes to the guest")
  static final class True extends FaultEvent {
    private static final True PROBE = new True();

    static boolean recorded() {
      return PROBE.isEnabled();
    }
  }
}
