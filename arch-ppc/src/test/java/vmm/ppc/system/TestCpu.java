package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.IVOR0;
import static vmm.ppc.PpcRegisters.PC;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestMemory;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.RealView;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.fixtures.TestMemory;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/**
 * A processor without an engine: system instructions are called one by one. Its first 64 KiB are
 * mapped to themselves, and interrupt {@code n} goes to {@link #vector}.
 */
final class TestCpu implements CpuContext, TlbControl {
  static final int FRAMES = 16;
  static final long START = 0x1000;
  static final SystemUnit UNIT = SystemUnit.INSTANCE;

  final TestMemory machine = TestMemory.ofFrames(FRAMES);
  final PpcCore core;
  final long[] slots = new long[PpcRegisters.file().slots()];
  final Set<TrapKind> trapping = EnumSet.noneOf(TrapKind.class);
  final List<Trap> traps = new ArrayList<>();
  final List<Long> flushed = new ArrayList<>();
  final List<RealView> programmed = new ArrayList<>();

  TestCpu(PpcModel model) {
    core =
        new PpcCore(
            model,
            machine,
            _ -> {
              throw new AssertionError("nothing is translated here");
            });
    core.attach(this);
    core.reset(slots);
    core.presetTlb(0, 0, 0, FRAMES << 12);
    for (int n = 0; n <= 42; n++) {
      slots[IVOR0 + n] = vector(n);
    }
    slots[PC] = START;
  }

  static long vector(int number) {
    return 0x4000 + 0x10L * number;
  }

  TestCpu set(int slot, long value) {
    slots[slot] = value;
    return this;
  }

  long get(int slot) {
    return slots[slot];
  }

  /** mtspr. */
  void write(int spr, long value) {
    UNIT.moveToSpr(this, spr, value, 0);
  }

  /** mfspr. */
  long read(int spr) {
    return UNIT.moveFromSpr(this, spr, 0, 0);
  }

  @Override
  public long[] slots() {
    return slots;
  }

  @Override
  public Core core() {
    return core;
  }

  @Override
  public GuestMemory memory() {
    throw new AssertionError("no system instruction accesses memory");
  }

  @Override
  public long pc() {
    return slots[PC];
  }

  @Override
  public TrapHandler traps() {
    throw new AssertionError("traps are raised by trap()");
  }

  @Override
  public boolean trapping(TrapKind kind) {
    return trapping.contains(kind);
  }

  @Override
  public long trap(Trap trap) {
    traps.add(trap);
    return 0x1234;
  }

  @Override
  public long readPhysical(long gpa, int size) {
    return machine.read(gpa, size);
  }

  @Override
  public long retired() {
    return 0;
  }

  @Override
  public long budget() {
    return 1000;
  }

  @Override
  public void retire(long instructions) {}

  @Override
  public TlbControl tlb() {
    return this;
  }

  @Override
  public void interruptsChanged() {}

  @Override
  public void flushPage(long gva) {}

  @Override
  public void flushPage(long gva, int pageShift) {
    flushed.add(gva);
  }

  @Override
  public void select(int fetchContext, int dataContext) {}

  @Override
  public void program(RealView view) {
    programmed.add(view);
  }

  @Override
  public void flushAll() {}

  @Override
  public void flush(boolean keepGlobal) {}
}
