package vmm.engine.toy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import vmm.api.cpu.Processor;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;
import vmm.engine.EngineOptions;
import vmm.engine.SimulatedProcessor;
import vmm.fixtures.TestMemory;

/** A toy processor with memory, an assembler and a record of its traps. */
public final class ToyMachine {
  public static final long MEMORY = 4L << 20;
  public static final long CODE = 0x1000;

  public final TestMemory memory = new TestMemory(MEMORY);
  public final ToyCore core = new ToyCore(memory);
  public final Processor processor;
  public final ToyAssembler code = new ToyAssembler(memory, CODE);
  public final List<Trap> traps = new ArrayList<>();
  public Function<Trap, TrapReply> reply = trap -> TrapReply.DONE;

  public ToyMachine(Engine engine) {
    this(engine.options());
  }

  public ToyMachine(EngineOptions options) {
    processor = new SimulatedProcessor(core, memory, options);
    processor.setTrapHandler(
        trap -> {
          traps.add(trap);
          return reply.apply(trap);
        });
    set(ToyRegisters.PC, CODE);
  }

  public long get(int slot) {
    return processor.state().slots[slot];
  }

  /** General register number i. */
  public long r(int i) {
    return get(ToyRegisters.R0 + i);
  }

  public void set(int slot, long value) {
    processor.state().slots[slot] = value;
    processor.stateChanged();
  }

  public long pc() {
    return get(ToyRegisters.PC);
  }

  public Processor.Outcome run(long budget) {
    return processor.run(budget);
  }

  /** Maps a page in the table at {@code root}. */
  public void map(long root, long gva, long hpa, int rights) {
    memory.write(root + 4 * (gva >>> 12), 4, hpa | rights);
  }

  /** Maps all of memory one to one. */
  public void mapAll(long root) {
    for (long gva = 0; gva < MEMORY; gva += 0x1000) {
      map(root, gva, gva, Rights.ALL);
    }
  }

  /** Translates by the VMM's tables at {@code root}, with translation misses trapping. */
  public void virtualize(long root, int context) {
    processor.setTraps(EnumSet.of(TrapKind.TRANSLATION_MISS));
    processor.mmu().setRealView(new RealView.OneStage(null, root, context), false);
  }

  /** All declared and hidden registers. */
  public long[] slots() {
    return java.util.Arrays.copyOf(processor.state().slots, ToyRegisters.FILE.slots());
  }
}
