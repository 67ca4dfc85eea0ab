package vmm.x86.system;

import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.DEBUG_PENDING;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.FPU_SIGNIFICAND;
import static vmm.x86.X86Registers.HALTED;
import static vmm.x86.X86Registers.NMI_BLOCKED;
import static vmm.x86.X86Registers.NMI_PENDING;
import static vmm.x86.X86Registers.NUMERIC_ERROR_IGNORED;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SHADOW;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.RegisterFile;
import vmm.api.cpu.Translator;
import vmm.api.device.InterruptLine;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Model;
import vmm.x86.X86Registers;
import vmm.x86.fpu.Fpu;
import vmm.x86.fpu.FpuOwner;
import vmm.x86.mmu.GuestPaging;
import vmm.x86.mmu.X86Walker;

/**
 * An x86 processor's half of the simulation: reset, mode, page walks, exceptions, interrupt pins.
 * Confined to the machine's thread.
 */
public final class X86Core implements Core, FpuOwner {
  /** Bits of a #PF error code (SDM vol. 3, "Page-fault exceptions"). */
  private static final int PF_PROTECTION = 1;

  private static final int PF_WRITE = 1 << 1;
  private static final int PF_USER = 1 << 2;
  private static final int PF_RESERVED = 1 << 3;
  private static final int PF_FETCH = 1 << 4;

  /** The size of a translation that is not kept, so that the next access asks again. */
  private static final int UNKEPT_SHIFT = 0;

  private static final int NMI_VECTOR = 2;
  private static final long LINEAR = 0xFFFF_FFFFL;

  private final X86Model model;
  private final Function<X86Core, Translator> translators;
  private final Paging paging;
  private final X86Walker walker;
  private final GuestPaging guestPaging = new GuestPaging();

  private @Nullable CpuContext context;
  private @Nullable Fpu fpu;
  private @Nullable InterruptController controller;
  private InterruptLine numericErrorPin = _ -> {};
  private boolean interruptAsserted;

  /**
   * Makes a core.
   *
   * @param memory where the walker finds tables
   * @param translators makes the translator of a core
   */
  public X86Core(X86Model model, HostMemory memory, Function<X86Core, Translator> translators) {
    this.model = model;
    this.translators = translators;
    this.paging = new Paging(model);
    this.walker = new X86Walker(memory);
  }

  /** The core of the processor that runs a helper. */
  static X86Core of(CpuContext cpu) {
    return (X86Core) cpu.core();
  }

  /** The model. */
  public X86Model model() {
    return model;
  }

  Paging paging() {
    return paging;
  }

  /** Sets what acknowledges interrupts. */
  public void setInterruptController(InterruptController controller) {
    this.controller = controller;
  }

  /** The pin INTR. */
  public InterruptLine interruptPin() {
    return asserted -> {
      interruptAsserted = asserted;
      if (asserted && context != null) {
        context.interruptsChanged();
      }
    };
  }

  /** The pin NMI, which is edge-triggered. */
  public InterruptLine nonMaskablePin() {
    return asserted -> {
      if (asserted && context != null) {
        context.slots()[NMI_PENDING] = 1;
        context.interruptsChanged();
      }
    };
  }

  /** Connects the pin FERR#, by which a PC tells of x87 exceptions while CR0.NE is clear. */
  public void setNumericErrorPin(InterruptLine line) {
    numericErrorPin = line;
  }

  /**
   * The pin IGNNE#, which lets x87 instructions run although an exception is pending: a PC drives
   * it from the write to port 0xF0 until FERR# goes inactive.
   */
  public void ignoreNumericError() {
    context().slots()[NUMERIC_ERROR_IGNORED] = fpu().exceptionPending() ? 1 : 0;
  }

  /** An x87 instruction found an exception pending while CR0.NE is clear. */
  void numericError() {
    numericErrorPin.set(true);
    if (context().slots()[NUMERIC_ERROR_IGNORED] == 0) {
      throw new NumericFreeze();
    }
  }

  @Override
  public void numericErrorCleared() {
    context().slots()[NUMERIC_ERROR_IGNORED] = 0;
    numericErrorPin.set(false);
  }

  @Override
  public Fpu fpu() {
    if (fpu == null) {
      throw new IllegalStateException("the core is attached to no processor");
    }
    return fpu;
  }

  @Override
  public RegisterFile registers() {
    return X86Registers.file();
  }

  @Override
  public void reset(long[] slots) {
    ResetState.apply(slots, model);
  }

  @Override
  public void settle(long[] slots) {
    Flags.settle(slots);
  }

  @Override
  public int[] settledSlots() {
    return new int[] {X86Registers.EFLAGS, X86Registers.CC_OP};
  }

  @Override
  public void attach(CpuContext context) {
    this.context = context;
    fpu = new Fpu(context.slots(), FPU_SIGNIFICAND);
  }

  private CpuContext context() {
    if (context == null) {
      throw new IllegalStateException("the core is attached to no processor");
    }
    return context;
  }

  @Override
  public long mode(long[] slots) {
    return X86Mode.of(slots);
  }

  @Override
  public Privilege privilege(long mode) {
    return X86Mode.cpl(mode) == 3 ? Privilege.USER : Privilege.SUPERVISOR;
  }

  @Override
  public long fetchAddress(long[] slots) {
    return (slots[BASE + SEG_CS] + slots[EIP]) & LINEAR;
  }

  @Override
  public Translator newTranslator() {
    return translators.apply(this);
  }

  @Override
  public TranslationRegime regime(long[] slots) {
    return paging.regime(slots);
  }

  @Override
  public void realViewProgrammed(RealView view) {
    walker.load(view);
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    if (!(view instanceof RealView.OneStage)) {
      paging.describe(context().slots(), guestPaging);
    }
    long linear = gva & LINEAR;
    Translation result = walker.translate(view, guestPaging, linear, access, privilege, quiet);
    if (!quiet
        && result instanceof Translation.Mapped(long address, int rights, _)
        && DebugRegisters.watchPage(context().slots(), linear)) {
      return new Translation.Mapped(address, rights, UNKEPT_SHIFT);
    }
    return result;
  }

  @Override
  public void accessing(long gva, int size, AccessType access) {
    if (access != AccessType.EXECUTE) {
      DebugRegisters.noteAccess(context().slots(), gva & LINEAR, size, access.writes());
    }
  }

  @Override
  public GuestFault faultFor(Translation.Fault fault) {
    int code = fault.cause() == FaultCause.NOT_PRESENT ? 0 : PF_PROTECTION;
    if (fault.cause() == FaultCause.MALFORMED) {
      code |= PF_RESERVED;
    }
    if (fault.access().writes()) {
      code |= PF_WRITE;
    }
    if (fault.privilege() == Privilege.USER) {
      code |= PF_USER;
    }
    if (fault.access() == AccessType.EXECUTE && noExecuteEnabled()) {
      code |= PF_FETCH;
    }
    return X86Fault.page(code, fault.gva());
  }

  /** Bit I/D of the error code is defined only where execution can be disabled. */
  private boolean noExecuteEnabled() {
    long[] slots = context().slots();
    return (slots[X86Registers.CR4] & ControlRegisters.CR4_PAE) != 0
        && (slots[X86Registers.EFER] & ControlRegisters.EFER_NXE) != 0;
  }

  @Override
  public void deliver(GuestFault fault) {
    context().slots()[SHADOW] = 0;
    context().slots()[DEBUG_PENDING] = 0;
    if (fault instanceof NumericFreeze) {
      context().slots()[HALTED] = 1;
    } else {
      Delivery.deliver(context(), (X86Fault) fault);
    }
  }

  @Override
  public boolean interruptReady(long[] slots) {
    return slots[SHADOW] == 0
        && (nonMaskableReady(slots) || (interruptAsserted && (slots[EFLAGS] & Flags.IF) != 0));
  }

  private static boolean nonMaskableReady(long[] slots) {
    return slots[NMI_PENDING] != 0 && slots[NMI_BLOCKED] == 0;
  }

  @Override
  public void takeInterrupt() {
    CpuContext cpu = context();
    long[] slots = cpu.slots();
    slots[HALTED] = 0;
    int vector = acknowledge(slots);
    if (cpu.trapping(TrapKind.EXTERNAL_INTERRUPT)) {
      cpu.trap(new Trap.ExternalInterrupt(vector));
    }
    try {
      Interrupts.external(cpu, vector);
    } catch (X86Fault fault) {
      Delivery.deliver(cpu, fault);
    }
  }

  private int acknowledge(long[] slots) {
    if (nonMaskableReady(slots)) {
      slots[NMI_PENDING] = 0;
      slots[NMI_BLOCKED] = 1;
      return NMI_VECTOR;
    }
    if (controller == null) {
      throw new IllegalStateException("INTR is asserted but nothing acknowledges interrupts");
    }
    return controller.acknowledge();
  }

  @Override
  public boolean halted(long[] slots) {
    return slots[HALTED] != 0;
  }

  @Override
  public boolean wakeable(long[] slots) {
    return (slots[EFLAGS] & Flags.IF) != 0 || nonMaskableReady(slots);
  }

  @Override
  public long walkReferences() {
    return walker.references();
  }
}
