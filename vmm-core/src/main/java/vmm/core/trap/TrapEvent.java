package vmm.core.trap;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Processor;
import vmm.api.trap.Trap;

/** A trap was taken and answered; as long as that took. */
@Name("vmm.Trap")
@Label("Trap")
@Category("VMM")
@Description("Control went from the guest to the VMM and back")
@Enabled(false)
@StackTrace(false)
final class TrapEvent extends Event {
  /** Asked whether anybody records, so that nothing is made when nobody does. */
  private static final TrapEvent PROBE = new TrapEvent();

  @Label("Kind")
  @Description("What the trap turned out to be")
  String kind = "";

  @Label("Program Counter")
  @Description("The guest's instruction")
  @MemoryAddress
  long pc;

  @Label("Guest-Virtual Address")
  @Description("What was accessed, or whose translation was changed; all ones if there is none")
  @MemoryAddress
  long gva;

  /** The event of a trap that begins now; null if nobody records it. */
  static @Nullable TrapEvent beginIfRecorded(Processor processor) {
    if (!PROBE.isEnabled()) {
      return null;
    }
    var event = new TrapEvent();
    event.pc = processor.pc();
    event.begin();
    return event;
  }

  /** Ends it and records it, as what it turned out to be. */
  void commit(Trap trap) {
    end();
    if (shouldCommit()) {
      kind = trap.kind().label();
      gva = TrapSubject.gva(trap);
      commit();
    }
  }
}
