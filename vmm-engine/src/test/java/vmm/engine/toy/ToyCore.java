package vmm.engine.toy;

import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.RegisterFile;
import vmm.api.cpu.Translator;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;

/**
 * A toy architecture: eight registers, 32-bit addresses, one-level tables of 4-byte entries (frame
 * and, in the low bits, {@link Rights}; bit 7 makes it a page of 64 KiB).
 */
public class ToyCore implements Core {
  public static final int LARGE = 0x80;

  /** Number of entries of a table: 4 MiB of gva. */
  public static final int ENTRIES = 1024;

  private static final int UNKEPT_SHIFT = 10;

  private final HostMemory memory;
  private CpuContext context;
  private long references;
  public boolean interruptPin;
  public int faults;

  /** The page whose data are in reverse order, or -1. */
  public long reversedPage = -1;

  /** The page whose code has its immediates in reverse order, or -1. */
  public long reversedCode = -1;

  public ToyCore(HostMemory memory) {
    this.memory = memory;
  }

  @Override
  public RegisterFile registers() {
    return ToyRegisters.FILE;
  }

  @Override
  public void reset(long[] slots) {
    java.util.Arrays.fill(
        slots, 0); // Clears the row behind the slots too, as a careless core would.
    interruptPin = false;
  }

  @Override
  public void attach(CpuContext newContext) {
    context = newContext;
  }

  public CpuContext context() {
    return context;
  }

  @Override
  public long mode(long[] slots) {
    return slots[ToyRegisters.USER];
  }

  @Override
  public Privilege privilege(long mode) {
    return mode == 1 ? Privilege.USER : Privilege.SUPERVISOR;
  }

  @Override
  public long addressMask(long mode) {
    return 0xFFFF_FFFFL;
  }

  @Override
  public long fetchAddress(long[] slots) {
    return slots[ToyRegisters.PC];
  }

  @Override
  public Translator newTranslator() {
    return new ToyTranslator();
  }

  @Override
  public TranslationRegime regime(long[] slots) {
    return new TranslationRegime.Identity(0xFFFF_FFFFL);
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    if (access != AccessType.EXECUTE && reversesBytes(gva, access)) {
      return new Translation.Mapped(gva, Rights.ALL, UNKEPT_SHIFT);
    }
    long root =
        view instanceof RealView.OneStage one ? one.rootHpa() : context.slots()[ToyRegisters.ROOT];
    if (root == 0) {
      return new Translation.Mapped(gva, Rights.ALL, 12);
    }
    if (!quiet) {
      references++;
    }
    long index = gva >>> 12;
    long entry = index < ENTRIES ? memory.read(root + 4 * index, 4) : 0;
    if (!Rights.allow((int) entry & Rights.ALL, access, privilege)) {
      var cause = (entry & Rights.ALL) == 0 ? FaultCause.NOT_PRESENT : FaultCause.PROTECTION;
      return new Translation.Fault(gva, access, privilege, cause, 1);
    }
    int shift = (entry & LARGE) != 0 ? 16 : 12;
    long offset = gva & ((1L << shift) - 1);
    return new Translation.Mapped((entry & ~0xFFFL) + offset, (int) entry & Rights.ALL, shift);
  }

  @Override
  public boolean reversesBytes(long gva, AccessType access) {
    long page = access == AccessType.EXECUTE ? reversedCode : reversedPage;
    return gva >>> 12 == page >>> 12;
  }

  @Override
  public GuestFault faultFor(Translation.Fault fault) {
    return new ToyFault(ToyFault.PAGE, fault.gva());
  }

  @Override
  public void deliver(GuestFault fault) {
    faults++;
    long[] slots = context.slots();
    if (slots[ToyRegisters.VECTOR] == 0) {
      context.trap(new Trap.Shutdown("no vector for " + fault.getMessage()));
      return;
    }
    var toy = (ToyFault) fault;
    slots[ToyRegisters.EPC] = slots[ToyRegisters.PC];
    slots[ToyRegisters.CAUSE] = toy.cause;
    slots[ToyRegisters.ADDRESS] = toy.address;
    slots[ToyRegisters.USER] = 0;
    slots[ToyRegisters.PC] = slots[ToyRegisters.VECTOR];
  }

  @Override
  public boolean interruptReady(long[] slots) {
    return interruptPin && slots[ToyRegisters.INTERRUPTS_ON] != 0;
  }

  @Override
  public void takeInterrupt() {
    long[] slots = context.slots();
    interruptPin = false;
    slots[ToyRegisters.HALTED] = 0;
    slots[ToyRegisters.INTERRUPTS_ON] = 0;
    slots[ToyRegisters.EPC] = slots[ToyRegisters.PC];
    slots[ToyRegisters.CAUSE] = 0;
    slots[ToyRegisters.PC] = slots[ToyRegisters.VECTOR];
  }

  @Override
  public boolean halted(long[] slots) {
    return slots[ToyRegisters.HALTED] != 0;
  }

  @Override
  public boolean wakeable(long[] slots) {
    return slots[ToyRegisters.INTERRUPTS_ON] != 0;
  }

  @Override
  public long walkReferences() {
    return references;
  }
}
