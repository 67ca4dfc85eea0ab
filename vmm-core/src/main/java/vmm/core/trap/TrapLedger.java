package vmm.core.trap;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.FlightRecorder;
import vmm.api.machine.MachineListener;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/** Counts traps and faults, and passes them on to listeners. */
public final class TrapLedger {
  private final Map<TrapKind, Counter> taken = new EnumMap<>(TrapKind.class);
  private final List<MachineListener> listeners = new CopyOnWriteArrayList<>();
  private long hiddenFaults;
  private long trueFaults;

  /** Counts without making an object each time. */
  private static final class Counter {
    long traps;
  }

  /** Adds a listener. */
  public void addListener(MachineListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void removeListener(MachineListener listener) {
    listeners.remove(listener);
  }

  /**
   * Enters a trap with its reply.
   *
   * @param faulted whether the processor raised it as a fault, whatever it turned out to be
   */
  void enter(Trap trap, TrapReply reply, boolean faulted) {
    taken.computeIfAbsent(trap.kind(), _ -> new Counter()).traps++;
    boolean truly = reply instanceof TrapReply.TrueFault;
    boolean hidden = faulted && !truly && !(reply instanceof TrapReply.Stop);
    trueFaults += truly ? 1 : 0;
    hiddenFaults += hidden ? 1 : 0;
    if (FlightRecorder.isInitialized()) {
      record(trap, truly, hidden);
    }
    if (listeners.isEmpty()) {
      return;
    }
    for (MachineListener listener : listeners) {
      listener.trap(trap, reply);
      if (truly) {
        listener.trueFault(trap);
      } else if (hidden) {
        listener.hiddenFault(trap);
      }
    }
  }

  private static void record(Trap trap, boolean truly, boolean hidden) {
    if (truly && FaultEvent.True.recorded()) {
      new FaultEvent.True().commit(trap);
    } else if (hidden && FaultEvent.Hidden.recorded()) {
      new FaultEvent.Hidden().commit(trap);
    }
  }

  /** Passes a fill of the real view on. */
  void filled(long gva, long gpa, long hpa, int pageShift) {
    if (listeners.isEmpty()) {
      return;
    }
    for (MachineListener listener : listeners) {
      listener.filled(gva, gpa, hpa, pageShift);
    }
  }

  /** Traps taken, by the label of their kind, in the order of the kinds; only those that were. */
  public Map<String, Long> taken() {
    var byLabel = new LinkedHashMap<String, Long>();
    taken.forEach((kind, counter) -> byLabel.put(kind.label(), counter.traps));
    return byLabel;
  }

  /** Faults that were repaired or completed. */
  public long hiddenFaults() {
    return hiddenFaults;
  }

  /** Faults that went to the guest. */
  public long trueFaults() {
    return trueFaults;
  }
}
