package vmm.ppc.vectors;

import static vmm.ppc.PpcRegisters.F0;
import static vmm.ppc.PpcRegisters.FPSCR;
import static vmm.ppc.PpcRegisters.IVOR0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.R0;

import com.google.inject.Guice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import vmm.api.cpu.EngineMode;
import vmm.api.cpu.Processor;
import vmm.api.machine.MachineSpec;
import vmm.api.memory.HostMemory;
import vmm.core.Vmm;
import vmm.ppc.ConditionRegister;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.Xer;
import vmm.ppc.system.PpcCore;
import vmm.ppc.system.SystemUnit;
import vmm.ppc.translate.PpcTranslator;
import vmm.ppc.vectors.PpcVector.State;

/**
 * Runs single instructions on a simulated processor without a VMM. Each has its own place in
 * memory, with a branch to itself behind it, so that code is translated once and run often.
 */
final class ProcessorMachine implements PpcVectorMachine {
  static final long MEMORY_BYTES = 1 << 20;

  private static final int BRANCH_TO_ITSELF = 0x4800_0000;
  private static final long PROGRAM_VECTOR = 0x100;
  private static final long DATA = 0x80000;
  private static final long FIRST_PLACE = 0x1000;
  private static final long PLACE_BYTES = 8;
  private static final long WORD = 0xFFFF_FFFFL;
  private static final int FIRST_GENERAL = R0 + 3;

  private final Processor processor;
  private final HostMemory memory;
  private final PpcVectorSet.Kind kind;
  private final Map<Integer, Long> places = new HashMap<>();

  /**
   * Makes a machine.
   *
   * @param mode how code is run
   * @param memory all the processor's, {@link #MEMORY_BYTES}
   */
  ProcessorMachine(PpcVectorSet set, HostMemory memory, EngineMode mode) {
    PpcModel model = PpcModel.named(set.model());
    var core = new PpcCore(model, memory, _ -> new PpcTranslator(model, SystemUnit.INSTANCE));
    this.processor =
        Guice.createInjector(Vmm.modules(memory))
            .getInstance(Processor.Factory.class)
            .create(core, memory, mode, MachineSpec.DEFAULT_CODE_CACHE);
    this.memory = memory;
    this.kind = set.kind();
    core.presetTlb(0, 0, 0, MEMORY_BYTES);
    slots()[IVOR0 + InterruptType.PROGRAM.number()] = PROGRAM_VECTOR;
    writeWord(PROGRAM_VECTOR, BRANCH_TO_ITSELF);
  }

  private long[] slots() {
    return processor.state().slots;
  }

  private void writeWord(long address, int word) {
    memory.write(address, 4, Integer.reverseBytes(word) & WORD);
    processor.memoryChanged(address, 4);
  }

  @Override
  public Outcome run(int word, State before) {
    long place = places.computeIfAbsent(word, this::place);
    load(before);
    slots()[PC] = place;
    processor.stateChanged();
    processor.run(2);
    long pc = slots()[PC];
    boolean raised = pc == PROGRAM_VECTOR;
    if (raised && slots()[PpcRegisters.ESR] != PpcFault.ESR_FP) {
      throw new IllegalStateException("no such instruction: %08x".formatted(word));
    }
    if (!raised && pc != place + 4) {
      throw new IllegalStateException("%08x went to %x".formatted(word, pc));
    }
    return new Outcome(state(), raised);
  }

  private long place(int word) {
    long place = FIRST_PLACE + places.size() * PLACE_BYTES;
    writeWord(place, word);
    writeWord(place + 4, BRANCH_TO_ITSELF);
    return place;
  }

  private void load(State state) {
    long[] slots = slots();
    slots[MSR] = Msr.FP | Msr.FE0 | Msr.FE1;
    Iterator<Long> values = state.registers().iterator();
    for (int i = 0; i < kind.general(); i++) {
      slots[FIRST_GENERAL + i] = values.next();
    }
    for (int i = 0; i < kind.floating(); i++) {
      slots[F0 + i] = values.next();
    }
    for (int i = 0; i < kind.memory(); i++) {
      memory.write(DATA + 8L * i, 8, Long.reverseBytes(values.next()));
    }
    ConditionRegister.write(slots, state.condition());
    if (kind.hasFpscr()) {
      slots[FPSCR] = state.status() & WORD;
    } else {
      Xer.write(slots, state.status());
    }
  }

  private State state() {
    long[] slots = slots();
    var values = new ArrayList<Long>();
    for (int i = 0; i < kind.general(); i++) {
      values.add(slots[FIRST_GENERAL + i]);
    }
    for (int i = 0; i < kind.floating(); i++) {
      values.add(slots[F0 + i]);
    }
    for (int i = 0; i < kind.memory(); i++) {
      values.add(Long.reverseBytes(memory.read(DATA + 8L * i, 8)));
    }
    int status = kind.hasFpscr() ? (int) slots[FPSCR] : Xer.read(slots);
    return new State(List.copyOf(values), ConditionRegister.read(slots), status);
  }
}
