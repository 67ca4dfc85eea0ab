package vmm.engine.mmu;

import java.util.EnumSet;
import java.util.Set;
import vmm.api.cpu.Core;
import vmm.api.cpu.GuestFault;
import vmm.api.mmu.Translation;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/** The processor's end of the seam to the VMM. */
public final class TrapGate {
  private final Core core;
  private final long[] slots;
  private final EnumSet<TrapKind> kinds = EnumSet.noneOf(TrapKind.class);
  private final int[] settled;

  /** Values of the settled slots before and after. */
  private final long[] before;

  private final long[] after;

  /** Whether a trap is being handled. */
  private boolean raising;

  /** Whether the state was settled during that trap, or one around it. */
  private boolean seen;

  private TrapHandler handler = TrapGate::refuse;

  /** Makes a gate without a VMM behind it. */
  public TrapGate(Core core, long[] slots) {
    this.core = core;
    this.slots = slots;
    settled = core.settledSlots();
    before = new long[settled.length];
    after = new long[settled.length];
  }

  private static TrapReply refuse(Trap trap) {
    throw new IllegalStateException("a trap, and no handler is set: " + trap);
  }

  /** Sets who handles traps. */
  public void setHandler(TrapHandler newHandler) {
    handler = newHandler;
  }

  /** Who handles traps. */
  public TrapHandler handler() {
    return this::raise;
  }

  /** Sets which of the optional traps are raised. */
  public void setKinds(Set<TrapKind> newKinds) {
    kinds.clear();
    kinds.addAll(newKinds);
  }

  /** Whether the VMM asked for this kind. */
  public boolean trapping(TrapKind kind) {
    return kinds.contains(kind);
  }

  /** Raises a trap. */
  public TrapReply raise(Trap trap) {
    boolean within = raising;
    boolean settledBefore = seen;
    raising = true;
    core.leavingGuest();
    try {
      return handler.onTrap(trap);
    } finally {
      raising = within;
      if (seen && !settledBefore) {
        unsettle();
      }
    }
  }

  /**
   * Brings the state up to date for who looks at it. Running code may rely on what it last put into
   * slots, so at the end of a trap what settling has changed is changed back.
   */
  public void settle() {
    if (seen) {
      unsettle();
    }
    for (int i = 0; i < settled.length; i++) {
      before[i] = slots[settled[i]];
    }
    core.settle(slots);
    for (int i = 0; i < settled.length; i++) {
      after[i] = slots[settled[i]];
    }
    seen = raising;
  }

  private void unsettle() {
    for (int i = 0; i < settled.length; i++) {
      if (slots[settled[i]] == after[i]) {
        slots[settled[i]] = before[i];
      }
    }
    seen = false;
  }

  /** The exception that the architecture prescribes. */
  GuestFault faultFor(Translation.Fault fault) {
    return core.faultFor(fault);
  }

  /** Raises a trap and obeys the reply: data of {@code Completed}, else 0 or an exception. */
  public long obey(Trap trap) {
    return data(raise(trap));
  }

  /** The data of {@code Completed}, 0 of {@code Retry}; the other replies are exceptions. */
  long data(TrapReply reply) {
    return switch (reply) {
      case TrapReply.Retry() -> 0;
      case TrapReply.Completed(long value) -> value;
      case TrapReply.TrueFault(var fault) -> throw core.faultFor(fault);
      case TrapReply.Stop() -> throw new RunStopped();
    };
  }
}
