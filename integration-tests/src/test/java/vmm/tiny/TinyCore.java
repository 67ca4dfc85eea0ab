package vmm.tiny;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.RegisterFile;
import vmm.api.cpu.Translator;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;

/** The architecture's half of a processor. It has no interrupts. */
final class TinyCore implements Core {
  private static final TranslationRegime UNPAGED =
      new TranslationRegime.Identity(TinyRegisters.ADDRESS_MASK);

  private final TinyWalker walker;
  private @Nullable CpuContext context;

  TinyCore(HostMemory memory) {
    walker = new TinyWalker(memory);
  }

  /** The regime that a value of the root register selects. */
  static TranslationRegime regime(long root) {
    return (root & TinyRegisters.ROOT_ON) == 0
        ? UNPAGED
        : new TranslationRegime.Tables(
            TinyFormat.FORMAT, Frame.base(root) & TinyFormat.FORMAT.maxAddress(), List.of());
  }

  @Override
  public RegisterFile registers() {
    return TinyRegisters.FILE;
  }

  @Override
  public void reset(long[] slots) {
    Arrays.fill(slots, 0, TinyRegisters.FILE.slots(), 0);
  }

  @Override
  public void attach(CpuContext newContext) {
    context = newContext;
  }

  private CpuContext context() {
    return Objects.requireNonNull(context, "not attached");
  }

  /** Code means something else only by who runs it. */
  @Override
  public long mode(long[] slots) {
    return slots[TinyRegisters.USER];
  }

  @Override
  public Privilege privilege(long mode) {
    return mode == 0 ? Privilege.SUPERVISOR : Privilege.USER;
  }

  @Override
  public long fetchAddress(long[] slots) {
    return slots[TinyRegisters.PC];
  }

  @Override
  public long addressMask(long mode) {
    return TinyRegisters.ADDRESS_MASK;
  }

  @Override
  public Translator newTranslator() {
    return new TinyTranslator();
  }

  @Override
  public TranslationRegime regime(long[] slots) {
    return regime(slots[TinyRegisters.ROOT]);
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    return walker.translate(view, regime(context().slots()), gva, access, privilege, quiet);
  }

  @Override
  public GuestFault faultFor(Translation.Fault fault) {
    return new TinyFault(
        switch (fault.cause()) {
          case NOT_PRESENT -> TinyFault.Cause.NOT_PRESENT;
          case PROTECTION -> TinyFault.Cause.PROTECTION;
          case MALFORMED -> TinyFault.Cause.MALFORMED;
        },
        fault.gva());
  }

  @Override
  public void deliver(GuestFault fault) {
    long[] slots = context().slots();
    if (slots[TinyRegisters.VECTOR] == 0) {
      context().trap(new Trap.Shutdown("a fault without a handler: " + fault.getMessage()));
      return;
    }
    var tiny = (TinyFault) fault;
    slots[TinyRegisters.EPC] = slots[TinyRegisters.PC];
    slots[TinyRegisters.CAUSE] = tiny.code();
    slots[TinyRegisters.ADDRESS] = tiny.address();
    slots[TinyRegisters.PREVIOUS] = slots[TinyRegisters.USER];
    slots[TinyRegisters.USER] = 0;
    slots[TinyRegisters.PC] = slots[TinyRegisters.VECTOR] & TinyRegisters.ADDRESS_MASK;
  }

  @Override
  public boolean interruptReady(long[] slots) {
    return false;
  }

  @Override
  public void takeInterrupt() {
    throw new IllegalStateException("tiny has no interrupts");
  }

  @Override
  public boolean halted(long[] slots) {
    return slots[TinyRegisters.HALTED] != 0;
  }

  @Override
  public boolean wakeable(long[] slots) {
    return false;
  }

  @Override
  public long walkReferences() {
    return walker.references();
  }
}
