package vmm.core.machine;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.cpu.Processor;
import vmm.api.cpu.Register;
import vmm.api.cpu.RegisterFile;
import vmm.api.machine.MachineListener;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineStatistics;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.core.device.MachineClock;
import vmm.core.memory.MachineMemory;
import vmm.core.trap.MachineEnd;
import vmm.core.trap.TrapLedger;
import vmm.core.trap.TrapLoop;

/** A machine with one virtual processor. */
final class DefaultVirtualMachine implements VirtualMachine {
  /** A wait that lasts longer than this, by the machine's clock, is one for a person's input. */
  private static final long LONG_WAIT_NANOS = 1_000_000_000;

  /** How long the host rests at each look for input in a long wait. */
  private static final long REST_NANOS = 1_000_000;

  private final MachineSpec spec;
  private final Processor processor;
  private final Core core;
  private final TrapLoop loop;
  private final TrapLedger ledger;
  private final MemoryVirtualization strategy;
  private final MachineMemory map;
  private final MachineClock clock;
  private final InputPoll inputPoll;
  private final MachineEnd end;

  private volatile boolean stopRequested;
  private volatile boolean timeExpired;
  private volatile @Nullable Thread runner;
  private long waitingAt = -1;
  private long waitingSince;
  private boolean closed;

  DefaultVirtualMachine(
      MachineSpec spec,
      Processor processor,
      TrapLoop loop,
      TrapLedger ledger,
      MachineMemory map,
      MachineClock clock,
      InputPoll inputPoll,
      MachineEnd end) {
    this.spec = spec;
    this.processor = processor;
    this.core = processor.core();
    this.loop = loop;
    this.ledger = ledger;
    this.strategy = loop.strategy();
    this.map = map;
    this.clock = clock;
    this.inputPoll = inputPoll;
    this.end = end;
  }

  @Override
  public MachineSpec spec() {
    return spec;
  }

  @Override
  public RunOutcome run(RunLimits limits) {
    if (limits.maxInstructions() < 0) {
      throw new IllegalArgumentException("limit of " + limits.maxInstructions() + " instructions");
    }
    timeExpired = false;
    runner = Thread.currentThread();
    var alarm = new CompletableFuture<Void>();
    try {
      limits.timeout().ifPresent(timeout -> setAlarm(alarm, timeout));
      return run(limits.maxInstructions());
    } finally {
      alarm.complete(null);
      runner = null;
    }
  }

  private void setAlarm(CompletableFuture<Void> alarm, Duration timeout) {
    alarm
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionally(
            late -> {
              timeExpired = true;
              wake();
              return null;
            });
  }

  private RunOutcome run(long maxInstructions) {
    long start = processor.retired();
    while (true) {
      clock.fireDue();
      long left = maxInstructions - (processor.retired() - start);
      RunOutcome over = over(left);
      if (over != null) {
        return over;
      }
      if (waiting()) {
        if (!awaitInterrupt(left)) {
          return new RunOutcome.InstructionLimit();
        }
      } else {
        processor.run(Math.min(left, clock.budget()));
      }
    }
  }

  /** Why the run does not go on, or null. */
  private @Nullable RunOutcome over(long left) {
    if (end.outcome() != null) {
      return end.outcome();
    }
    if (stopRequested) {
      stopRequested = false;
      return new RunOutcome.Stopped();
    }
    if (timeExpired) {
      return new RunOutcome.TimeLimit();
    }
    return left <= 0 ? new RunOutcome.InstructionLimit() : null;
  }

  private boolean waiting() {
    long[] slots = processor.state().slots;
    return core.halted(slots) && !core.interruptReady(slots);
  }

  /**
   * Lets time pass until a device may have raised an interrupt. A guest that nothing can wake has
   * ended.
   *
   * @param left instructions that may still be retired: a wait that lasts as long as they would
   *     have taken ends the run too, so that a run with a limit always ends
   * @return false if the wait has taken the rest of the run
   */
  private boolean awaitInterrupt(long left) {
    boolean wakeable = core.wakeable(processor.state().slots);
    if (waitingAt != processor.retired()) {
      waitingAt = processor.retired();
      waitingSince = clock.nanos();
      loop.onTrap(new Trap.Idle(wakeable));
    }
    if (!wakeable) {
      end.end(new RunOutcome.GuestEnded("halted for good: no interrupt can wake the processor"));
      return true;
    }
    if (!clock.deviceTimerArmed() && !inputPoll.active()) {
      end.end(new RunOutcome.GuestEnded("halted for good: no device can raise an interrupt"));
      return true;
    }
    long waited = clock.nanos() - waitingSince;
    if (clock.instructionsIn(waited) >= left) {
      return false;
    }
    if (waited > LONG_WAIT_NANOS && inputPoll.active()) {
      LockSupport.parkNanos(this, REST_NANOS);
    }
    clock.idle();
    return true;
  }

  @Override
  public void requestStop() {
    stopRequested = true;
    wake();
  }

  private void wake() {
    processor.requestStop();
    LockSupport.unpark(runner);
  }

  @Override
  public RegisterFile registerFile() {
    return core.registers();
  }

  @Override
  public long register(String name) {
    processor.settle();
    return processor.state().slots[find(name).slot()];
  }

  /**
   * {@inheritDoc}
   *
   * <p>If that changes the guest's regime, the strategy is told as it is when the guest does it.
   */
  @Override
  public void setRegister(String name, long value) {
    Register register = find(name);
    long[] slots = processor.state().slots;
    processor.settle();
    long old = slots[register.slot()];
    long cut = value & (-1L >>> (Long.SIZE - register.bits()));
    TranslationRegime before = core.regime(slots);
    slots[register.slot()] = cut;
    TranslationRegime after = core.regime(slots);
    if (!after.equals(before)) {
      // The strategy still has to see the old state, as it does when the guest changes its regime.
      slots[register.slot()] = old;
      strategy.regimeChanged(new Trap.RegimeChange(after));
      slots[register.slot()] = cut;
    }
    processor.stateChanged();
  }

  private Register find(String name) {
    return core.registers()
        .find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "architecture %s has no register `%s`"
                        .formatted(spec.architecture().orElseThrow(), name)));
  }

  @Override
  public GuestPhysical physical() {
    return loop.physical();
  }

  @Override
  public PhysMap physMap() {
    return map;
  }

  @Override
  public TranslationRegime regime() {
    return loop.regime();
  }

  @Override
  public Translation guestView(long gva, AccessType access, Privilege privilege) {
    return strategy.guestView(gva, access, privilege);
  }

  @Override
  public Translation realView(long gva, AccessType access, Privilege privilege) {
    return strategy.realView(gva, access, privilege);
  }

  @Override
  public OptionalInt peek(long gva) {
    if (guestView(gva, AccessType.READ, Privilege.SUPERVISOR)
            instanceof Translation.Mapped(long gpa, _, _)
        && !(map.peek(gpa) instanceof PageGrant.Device)) {
      return OptionalInt.of((int) physical().read(gpa, 1));
    }
    return OptionalInt.empty();
  }

  @Override
  public void addListener(MachineListener listener) {
    ledger.addListener(listener);
  }

  @Override
  public void removeListener(MachineListener listener) {
    ledger.removeListener(listener);
  }

  @Override
  public MachineStatistics statistics() {
    return new MachineStatistics(
        processor.retired(),
        clock.nanos(),
        ledger.taken(),
        ledger.hiddenFaults(),
        ledger.trueFaults(),
        processor.mmu().walkReferences(),
        loop.memory().frames().framesInUse(),
        processor.figures(),
        strategy.figures());
  }

  @Override
  public void close() {
    if (runner != null) {
      throw new IllegalStateException("a machine that runs cannot be closed");
    }
    if (!closed) {
      closed = true;
      strategy.close();
      map.close();
    }
  }
}
