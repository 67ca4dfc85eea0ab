package vmm.engine.fuzz;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.GuestMemory;
import vmm.api.cpu.TlbControl;
import vmm.api.cpu.Translator;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.fixtures.EvaluatingEmitter;

/** Runs a core one instruction at a time, without any cache. */
final class ReferenceMachine implements CpuContext, GuestMemory, TlbControl {
  private static final long ADDRESS_MASK = 0xFFFF_FFFFL;

  private final Core core;
  private final HostMemory host;
  private final LongBinaryOperator device;
  private final long[] slots;
  private final int pcSlot;
  private long retired;

  /** {@code device} answers accesses beyond memory: hpa and size (negative for stores) in. */
  ReferenceMachine(Core core, HostMemory host, LongBinaryOperator device) {
    this.core = core;
    this.host = host;
    this.device = device;
    slots = new long[core.registers().slots()];
    pcSlot = core.registers().pcSlot();
    core.attach(this);
    core.reset(slots);
  }

  /** Runs one instruction, or delivers the fault that it raises. */
  void step() {
    Privilege privilege = core.privilege(core.mode(slots));
    long pc = slots[pcSlot];
    try {
      var emitter = new EvaluatingEmitter(this, pcSlot, privilege);
      Translator translator = core.newTranslator();
      translator.begin(core.mode(slots), pc, emitter);
      var code = new Bytes(core.fetchAddress(slots), privilege);
      if (translator.translate(code, 0)) {
        translator.end(code.length());
      }
    } catch (GuestFault fault) {
      slots[pcSlot] = pc;
      core.deliver(fault);
    }
    retired++;
  }

  private final class Bytes implements CodeReader {
    private final long gva;
    private final Privilege privilege;
    private int length;

    Bytes(long gva, Privilege privilege) {
      this.gva = gva;
      this.privilege = privilege;
    }

    @Override
    public int next8() {
      return (int) access(1, gva + length++, AccessType.EXECUTE, privilege, 0);
    }

    @Override
    public int length() {
      return length;
    }
  }

  private long translate(long gva, AccessType access, Privilege privilege) {
    Translation found =
        core.translate(new RealView.Bare(), gva & ADDRESS_MASK, access, privilege, false);
    return switch (found) {
      case Translation.Mapped mapped -> mapped.address();
      case Translation.Fault fault -> throw core.faultFor(fault);
      case Translation.SecondStageFault fault -> throw new IllegalStateException(fault.toString());
    };
  }

  private long access(int size, long gva, AccessType type, Privilege privilege, long value) {
    int first = (int) Math.min(size, 0x1000 - (gva & 0xFFF));
    long hpa = translate(gva, type, privilege);
    long next = first < size ? translate(gva + first, type, privilege) : -1;
    long low = part(hpa, first, type, value);
    return next < 0
        ? low
        : low | part(next, size - first, type, value >>> (8 * first)) << (8 * first);
  }

  private long part(long hpa, int size, AccessType type, long value) {
    long mask = -1L >>> (64 - 8 * size);
    if (hpa >= host.size()) {
      boolean store = type == AccessType.WRITE;
      return device.applyAsLong(hpa, store ? -size : size) & mask;
    }
    long result = 0;
    for (int i = 0; i < size; i++) {
      if (type == AccessType.WRITE) {
        host.write(hpa + i, 1, value >>> (8 * i));
      } else {
        result |= host.read(hpa + i, 1) << (8 * i);
      }
    }
    return result;
  }

  @Override
  public long load(int bits, long gva, Privilege privilege) {
    return access(bits / 8, gva, AccessType.READ, privilege, 0);
  }

  @Override
  public long loadForUpdate(int bits, long gva, Privilege privilege) {
    return access(bits / 8, gva, AccessType.UPDATE, privilege, 0);
  }

  @Override
  public void store(int bits, long gva, long value, Privilege privilege) {
    access(bits / 8, gva, AccessType.WRITE, privilege, value);
  }

  @Override
  public void probe(long gva, int bytes, AccessType access, Privilege privilege) {
    for (int i = 0; i < bytes; i++) {
      translate(gva + i, access, privilege);
    }
  }

  @Override
  public long direct(long gva, AccessType access, Privilege privilege) {
    translate(gva, access, privilege);
    return -1;
  }

  @Override
  public int copy(long fromGva, long toGva, int bytes, int unit, Privilege privilege) {
    return 0;
  }

  @Override
  public int fill(long gva, long value, int bytes, int unit, Privilege privilege) {
    return 0;
  }

  @Override
  public long[] slots() {
    return slots;
  }

  long[] snapshot() {
    return Arrays.copyOf(slots, slots.length);
  }

  @Override
  public Core core() {
    return core;
  }

  @Override
  public GuestMemory memory() {
    return this;
  }

  @Override
  public long pc() {
    return slots[pcSlot];
  }

  @Override
  public TrapHandler traps() {
    throw new IllegalStateException("no VMM");
  }

  @Override
  public boolean trapping(TrapKind kind) {
    return false;
  }

  @Override
  public long trap(Trap trap) {
    throw new IllegalStateException("no VMM for " + trap);
  }

  @Override
  public long readPhysical(long gpa, int size) {
    return host.read(gpa, size);
  }

  @Override
  public long retired() {
    return retired;
  }

  @Override
  public long budget() {
    return 0;
  }

  @Override
  public void retire(long instructions) {
    retired += instructions;
  }

  @Override
  public TlbControl tlb() {
    return this;
  }

  @Override
  public void flushPage(long gva) {}

  @Override
  public void flushPage(long gva, int pageShift) {}

  @Override
  public void select(int fetchContext, int dataContext) {}

  @Override
  public void flush(boolean keepGlobal) {}

  @Override
  public void flushAll() {}

  @Override
  public void interruptsChanged() {}
}
