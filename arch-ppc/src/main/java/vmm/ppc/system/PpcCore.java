package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DBCR0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.WAITING;

import java.util.Optional;
import java.util.function.Function;
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
import vmm.ppc.mmu.MasTlb;
import vmm.ppc.mmu.PpcMmu;

/**
 * A PowerPC processor's half of the simulation: reset, mode, translation, interrupts, pins and
 * timers. Confined to the machine's thread.
 */
public final class PpcCore implements Core, BoardCore {
  private static final long ADDRESS = 0xFFFF_FFFFL;

  /** Of a translation that is not to be kept. */
  private static final int UNKEPT_SHIFT = 10;

  /** DBCR0[RST]. */
  private static final long RESET_BITS = 0x3000_0000L;

  private static final int NO_DCR = 0;

  private final PpcModel model;
  private final Function<PpcCore, Translator> translators;
  private final PpcMmu mmu;
  private final Regimes regimes;
  private final Lrat lrat = new Lrat();
  private final SprTable specialRegisters;
  private final Peek peek;
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
  private final Interrupts interrupts = new Interrupts();
  private final BusErrors busErrors;

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
    this.regimes = new Regimes(model, mmu);
    this.specialRegisters = new SprTable(model);
    this.peek = new Peek(memory);
    this.accessSyndrome = new AccessSyndrome(model, peek);
    this.busErrors = new BusErrors(model);
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

  Regimes regimes() {
    return regimes;
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
      interrupts.setExternal(asserted);
      context().interruptsChanged();
    };
  }

  @Override
  public InterruptLine criticalPin() {
    return asserted -> {
      interrupts.setCritical(asserted);
      context().interruptsChanged();
    };
  }

  @Override
  public void presetTlb(int slot, long effectivePage, long realAddress, long bytes) {
    mmu.guest().preset(slot, effectivePage, realAddress, bytes);
  }

  @Override
  public void busError(long real, boolean write) {
    busErrors.occurred(slots(), real, write);
    context().interruptsChanged();
  }

  /** Whether nothing answered a fetch since this was asked last. */
  public boolean fetchFailed() {
    return busErrors.fetchFailed();
  }

  BusErrors busErrors() {
    return busErrors;
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
    dataCompareWritten();
    context().interruptsChanged();
  }

  /** Every access to a page that is watched from now on must be seen. */
  void dataCompareWritten() {
    if (DataCompare.enabled(slots())) {
      context().tlb().flushAll();
    }
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
    interrupts.reset();
    busErrors.reset();
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

  /** On hardware an interrupt, which synchronizes, is between the guest and its VMM. */
  @Override
  public void leavingGuest() {
    mmu.synchronize();
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
    return regimes.of(slots);
  }

  /** Sets MSR, reserved bits included; the VMM sees a change of the regime before it happens. */
  void changeState(long msr) {
    regimes.changeState(context(), msr);
    context().interruptsChanged();
  }

  @Override
  public void realViewProgrammed(RealView view) {
    mmu.programmed(view);
    if (mmu.followsGuest()) {
      mmu.select(regime(slots()));
    }
  }

  @Override
  public void rememberRegime(TranslationRegime regime, RealView view) {
    regimes.remember(regime, view);
  }

  @Override
  public void forgetRegimes() {
    regimes.forget();
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    TranslationRegime.FilledTlb regime = regime(slots());
    Translation result = mmu.translate(view, regime, gva & ADDRESS, access, privilege);
    return access != AccessType.EXECUTE
            && result instanceof Translation.Mapped(long address, int rights, _)
            && isSeen(regime, gva & ADDRESS)
        ? new Translation.Mapped(address, rights, UNKEPT_SHIFT)
        : result;
  }

  /** Whether every access to the page of an address must come to us. */
  private boolean isSeen(TranslationRegime.FilledTlb regime, long gva) {
    return DataCompare.watches(slots(), gva) || mmu.isLittleEndian(regime.data(), gva);
  }

  @Override
  public boolean reversesBytes(long gva, AccessType access) {
    return mmu.hasLittleEndian()
        && mmu.isLittleEndian(regime(slots()).space(access), gva & ADDRESS);
  }

  @Override
  public void accessing(long gva, int size, AccessType access) {
    busErrors.accessing(access);
    if (isCompared(access)) {
      compare(gva & ADDRESS, size, access, DataCompare.Data.UNKNOWN);
    }
  }

  @Override
  public void accessing(long gva, int size, AccessType access, long value) {
    busErrors.accessing(access);
    if (isCompared(access)) {
      long first = gva & ADDRESS;
      boolean stored = access == AccessType.WRITE;
      compare(
          first,
          size,
          access,
          stored ? DataCompare.Data.of(first, value) : peek.data(this, context(), access));
    }
  }

  private boolean isCompared(AccessType access) {
    return access != AccessType.EXECUTE && DataCompare.enabled(slots());
  }

  private void compare(long gva, int size, AccessType access, DataCompare.Data data) {
    DataCompare.check(regimes, slots(), new DataCompare.Access(gva, size, access.writes(), data));
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
      MasDefaults.load(slots(), tlb, model.has(PpcModel.Feature.EHV), fault, regimes);
    }
    if (fault.access() == AccessType.EXECUTE) {
      return PpcFault.of(type);
    }
    int esr =
        (fault.access().writes() ? PpcFault.ESR_ST : 0)
            | (regimes.external() != null ? PpcFault.ESR_EPID : 0);
    PpcFault data = PpcFault.at(type, esr, fault.gva());
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

  private @Nullable InterruptType pending(long[] slots) {
    return busErrors.pending(slots)
        ? InterruptType.MACHINE_CHECK
        : interrupts.pending(slots, timers());
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
    if (type == InterruptType.MACHINE_CHECK) {
      busErrors.taken(context());
    }
    Doorbells.taken(slots(), type);
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
