package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DBCR0;
import static vmm.ppc.PpcRegisters.DBSR;
import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.PID0;
import static vmm.ppc.PpcRegisters.PID1;
import static vmm.ppc.PpcRegisters.PID2;
import static vmm.ppc.PpcRegisters.WAITING;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.RegisterFile;
import vmm.api.cpu.Translator;
import vmm.api.device.Clock;
import vmm.api.device.InterruptLine;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.BoardCore;
import vmm.ppc.ConditionRegister;
import vmm.ppc.DcrBus;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.Xer;
import vmm.ppc.mmu.Lrat;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.MasTlb;
import vmm.ppc.mmu.PpcMmu;

/**
 * A PowerPC processor's half of the simulation: reset, mode, translation, interrupts, pins and
 * timers. Confined to the machine's thread.
 */
public final class PpcCore implements Core, BoardCore {
  private static final long ADDRESS = 0xFFFF_FFFFL;

  /** Bits of MSR whose change makes other translations count. */
  private static final long REGIME_BITS = Msr.PR | Msr.IS | Msr.DS | Msr.GS;

  /** DBCR0[RST]. */
  private static final long RESET_BITS = 0x3000_0000L;

  private static final long DBCR0_IDM = 0x4000_0000L;

  /** The events of DBSR that interrupt: all but UDE, MRR and IDE. */
  private static final long DEBUG_EVENTS = 0x0FFF_0000L;

  private static final int NO_DCR = 0;

  private final PpcModel model;
  private final Function<PpcCore, Translator> translators;
  private final PpcMmu mmu;
  private final Lrat lrat = new Lrat();
  private final SprTable specialRegisters;
  private final AccessSyndrome accessSyndrome;
  private @Nullable CpuContext context;
  private @Nullable Timers timers;
  private DcrBus dcrBus =
      new DcrBus() {
        @Override
        public long read(int dcr) {
          return NO_DCR;
        }

        @Override
        public void write(int dcr, long value) {}
      };
  private Runnable resetListener = () -> {};
  private boolean externalAsserted;
  private boolean criticalAsserted;

  /**
   * Makes a core.
   *
   * @param memory the machine's
   * @param translators makes the translator of a core
   */
  public PpcCore(PpcModel model, HostMemory memory, Function<PpcCore, Translator> translators) {
    this.model = model;
    this.translators = translators;
    this.mmu = new PpcMmu(model);
    this.specialRegisters = new SprTable(model);
    this.accessSyndrome = new AccessSyndrome(model, memory);
  }

  /** The core of the processor that runs a helper. */
  static PpcCore of(CpuContext cpu) {
    return (PpcCore) cpu.core();
  }

  @Override
  public PpcModel model() {
    return model;
  }

  PpcMmu mmu() {
    return mmu;
  }

  SprTable specialRegisters() {
    return specialRegisters;
  }

  /** The array that a hypervisor on a core with category E.HV.LRAT writes. */
  Lrat lrat() {
    return lrat;
  }

  Timers timers() {
    if (timers == null) {
      throw unattached();
    }
    return timers;
  }

  DcrBus dcrBus() {
    return dcrBus;
  }

  private CpuContext context() {
    if (context == null) {
      throw unattached();
    }
    return context;
  }

  private static IllegalStateException unattached() {
    return new IllegalStateException("the core is attached to no processor");
  }

  long[] slots() {
    return context().slots();
  }

  // What the board connects.

  @Override
  public void setDcrBus(DcrBus bus) {
    dcrBus = bus;
  }

  @Override
  public InterruptLine externalPin() {
    return asserted -> {
      externalAsserted = asserted;
      context().interruptsChanged();
    };
  }

  @Override
  public InterruptLine criticalPin() {
    return asserted -> {
      criticalAsserted = asserted;
      context().interruptsChanged();
    };
  }

  @Override
  public void presetTlb(int slot, long effectivePage, long realAddress, long bytes) {
    mmu.guest().preset(slot, effectivePage, realAddress, bytes);
  }

  @Override
  public void setResetListener(Runnable onReset) {
    resetListener = onReset;
  }

  @Override
  public void setTimebaseHz(long hz, Clock clock) {
    timers().start(hz, clock);
  }

  /** The guest wrote DBCR0; RST resets. */
  void debugControlWritten() {
    if ((slots()[DBCR0] & RESET_BITS) != 0) {
      resetListener.run();
    }
    context().interruptsChanged();
  }

  // State.

  @Override
  public RegisterFile registers() {
    return PpcRegisters.file();
  }

  @Override
  public void reset(long[] slots) {
    ResetState.apply(slots, model);
    mmu.guest().reset();
    lrat.reset();
    externalAsserted = false;
    criticalAsserted = false;
  }

  @Override
  public void attach(CpuContext newContext) {
    context = newContext;
    mmu.attach(newContext.tlb());
    timers =
        new Timers(
            newContext.slots(),
            model.has(PpcModel.Feature.MAS),
            newContext::interruptsChanged,
            () -> resetListener.run());
  }

  @Override
  public void settle(long[] slots) {
    slots[PpcRegisters.CR] = ConditionRegister.read(slots) & ADDRESS;
    slots[PpcRegisters.XER] = Xer.read(slots) & ADDRESS;
  }

  @Override
  public int[] settledSlots() {
    return new int[] {PpcRegisters.CR, PpcRegisters.XER};
  }

  @Override
  public long mode(long[] slots) {
    return PpcMode.of(slots);
  }

  @Override
  public Privilege privilege(long mode) {
    return PpcMode.has(mode, PpcMode.USER) ? Privilege.USER : Privilege.SUPERVISOR;
  }

  @Override
  public long fetchAddress(long[] slots) {
    return slots[PC] & ADDRESS;
  }

  @Override
  public long addressMask(long mode) {
    return ADDRESS;
  }

  @Override
  public int smallestPageShift() {
    return model.has(PpcModel.Feature.TLB_440) ? 10 : 12;
  }

  @Override
  public Translator newTranslator() {
    return translators.apply(this);
  }

  // Translation.

  @Override
  public TranslationRegime.FilledTlb regime(long[] slots) {
    return regime(slots, slots[MSR]);
  }

  private TranslationRegime.FilledTlb regime(long[] slots, long msr) {
    List<Integer> ids = ids(slots);
    boolean guestState = (msr & Msr.GS) != 0;
    return new TranslationRegime.FilledTlb(
        mmu.guest(),
        new TlbSpace(Mas.space((msr & Msr.IS) != 0, guestState), ids),
        new TlbSpace(Mas.space((msr & Msr.DS) != 0, guestState), ids),
        (msr & Msr.PR) != 0 ? Privilege.USER : Privilege.SUPERVISOR);
  }

  /** The ids that match besides 0. */
  private List<Integer> ids(long[] slots) {
    int pid = (int) slots[PID0];
    if (model.has(PpcModel.Feature.TLB_440)) {
      return List.of(pid);
    }
    int lpid = (int) slots[LPIDR];
    return IntStream.of(
            Mas.id(pid, lpid), Mas.id(0, lpid), pid, (int) slots[PID1], (int) slots[PID2])
        .filter(id -> id != 0)
        .distinct()
        .boxed()
        .toList();
  }

  /** Sets MSR, reserved bits included; the VMM sees a change of the regime before it happens. */
  void changeState(long msr) {
    long[] slots = slots();
    if (((msr ^ slots[MSR]) & REGIME_BITS) == 0) {
      slots[MSR] = msr;
    } else {
      TranslationRegime.FilledTlb next = regime(slots, msr);
      announce(next);
      slots[MSR] = msr;
      mmu.select(next);
    }
    context().interruptsChanged();
  }

  /** Sets PID0 to PID2 or LPIDR, likewise. */
  void changeId(int slot, long value) {
    long[] slots = slots();
    long old = slots[slot];
    if (old == value) {
      return;
    }
    slots[slot] = value;
    TranslationRegime.FilledTlb next = regime(slots, slots[MSR]);
    slots[slot] = old;
    announce(next);
    slots[slot] = value;
    mmu.select(next);
  }

  private void announce(TranslationRegime next) {
    if (context().trapping(TrapKind.REGIME_CHANGE)) {
      context().trap(new Trap.RegimeChange(next));
    }
  }

  @Override
  public void realViewProgrammed(RealView view) {
    mmu.programmed(view, regime(slots()));
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    return mmu.translate(view, regime(slots()), gva & ADDRESS, access, privilege);
  }

  @Override
  public Optional<RealTlb> realTlb() {
    return Optional.of(mmu.standIn());
  }

  @Override
  public Optional<NestedTlb> nestedTlb() {
    return Optional.of(mmu.nesting());
  }

  @Override
  public PpcFault faultFor(Translation.Fault fault) {
    InterruptType type = typeOf(fault);
    if (fault.cause() == FaultCause.NOT_PRESENT
        && mmu.guest() instanceof MasTlb tlb
        && Delivery.updatesMas(slots(), type)) {
      MasDefaults.load(slots(), tlb, model.has(PpcModel.Feature.EHV), fault);
    }
    if (fault.access() == AccessType.EXECUTE) {
      return PpcFault.of(type);
    }
    PpcFault data = PpcFault.at(type, fault.access().writes() ? PpcFault.ESR_ST : 0, fault.gva());
    return isVirtual(fault) ? data.toHypervisor() : data;
  }

  private static InterruptType typeOf(Translation.Fault fault) {
    boolean missing = fault.cause() == FaultCause.NOT_PRESENT;
    if (fault.access() == AccessType.EXECUTE) {
      return missing ? InterruptType.INSTRUCTION_TLB : InterruptType.INSTRUCTION_STORAGE;
    }
    return missing ? InterruptType.DATA_TLB : InterruptType.DATA_STORAGE;
  }

  /** Whether the entry of a data access says that all of them fault (MAS8[VF]). */
  private boolean isVirtual(Translation.Fault fault) {
    if (!(mmu.guest() instanceof MasTlb tlb)) {
      return false;
    }
    int slot = tlb.find(fault.gva(), regime(slots()).data());
    return slot >= 0 && tlb.words(slot).isVirtual();
  }

  // Interrupts.

  @Override
  public void deliver(GuestFault fault) {
    PpcFault cause = (PpcFault) fault;
    long pc = slots()[PC];
    long returnTo = cause.isAfter() ? pc + 4 & ADDRESS : pc;
    long esr =
        cause.esr() | (isOfAccess(cause.type()) ? accessSyndrome.at(this, context(), pc) : 0);
    Delivery.deliver(
        this,
        new Delivery.Event(
            cause.type(), returnTo, esr, cause.dear().orElse(0), cause.isForHypervisor()));
  }

  private static boolean isOfAccess(InterruptType type) {
    return type == InterruptType.DATA_STORAGE || type == InterruptType.DATA_TLB;
  }

  @Override
  public boolean interruptReady(long[] slots) {
    return pending(slots) != null;
  }

  /** The interrupt that comes next, or null (440 UM, "Interrupt ordering and masking"). */
  private @Nullable InterruptType pending(long[] slots) {
    long msr = slots[MSR];
    // In guest state the hypervisor's interrupts are let in whatever the guest's bits say.
    boolean guest = (msr & Msr.GS) != 0;
    if ((msr & Msr.DE) != 0
        && (slots[DBCR0] & DBCR0_IDM) != 0
        && (slots[DBSR] & DEBUG_EVENTS) != 0) {
      return InterruptType.DEBUG;
    }
    if ((msr & Msr.CE) != 0 || guest) {
      if (criticalAsserted) {
        return InterruptType.CRITICAL_INPUT;
      }
      if (timers().watchdogPending()) {
        return InterruptType.WATCHDOG;
      }
    }
    boolean enabled = (msr & Msr.EE) != 0;
    if (externalAsserted
        && (enabled || (guest && !Delivery.isDirected(slots, InterruptType.EXTERNAL_INPUT)))) {
      return InterruptType.EXTERNAL_INPUT;
    }
    if (enabled || guest) {
      if (timers().fixedIntervalPending()) {
        return InterruptType.FIXED_INTERVAL;
      }
      if (timers().decrementerPending()) {
        return InterruptType.DECREMENTER;
      }
    }
    return null;
  }

  @Override
  public void takeInterrupt() {
    InterruptType type = pending(slots());
    if (type == null) {
      throw new IllegalStateException("no interrupt is pending");
    }
    if (context().trapping(TrapKind.EXTERNAL_INTERRUPT)) {
      context().trap(new Trap.ExternalInterrupt(type.number()));
    }
    Delivery.deliver(this, new Delivery.Event(type, slots()[PC], 0, 0, false));
  }

  @Override
  public boolean halted(long[] slots) {
    return (slots[MSR] & Msr.WE) != 0 || slots[WAITING] != 0;
  }

  @Override
  public boolean wakeable(long[] slots) {
    return (slots[MSR] & (Msr.EE | Msr.CE | Msr.GS)) != 0;
  }

  /** There are no tables. */
  @Override
  public long walkReferences() {
    return 0;
  }
}
