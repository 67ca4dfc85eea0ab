package vmm.ppc.vectors;

import static vmm.ppc.PpcRegisters.ACC;
import static vmm.ppc.PpcRegisters.F0;
import static vmm.ppc.PpcRegisters.FPSCR;
import static vmm.ppc.PpcRegisters.IVOR0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.R0;
import static vmm.ppc.PpcRegisters.R0_HIGH;
import static vmm.ppc.PpcRegisters.SPEFSCR;

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
  private static final long PLACE_BYTES = 16;
  private static final long WORD = 0xFFFF_FFFFL;
  private static final int LWARX_R3_0_R4 = 0x7C60_2028;

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
    var core =
        new PpcCore(model, memory, _ -> new PpcTranslator(model, SystemUnit.INSTANCE, () -> false));
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
    int instructions = kind == PpcVectorSet.Kind.RESERVATION ? 2 : 1;
    processor.run(instructions + 1);
    long pc = slots()[PC];
    boolean raised = pc == PROGRAM_VECTOR;
    long reason = kind.hasFpscr() ? PpcFault.ESR_FP : PpcFault.ESR_PTR;
    if (raised && slots()[PpcRegisters.ESR] != reason) {
      throw new IllegalStateException("no such instruction: %08x".formatted(word));
    }
    if (!raised && pc != place + 4L * instructions) {
      throw new IllegalStateException("%08x went to %x".formatted(word, pc));
    }
    return new Outcome(state(), raised);
  }

  private long place(int word) {
    long place = FIRST_PLACE + places.size() * PLACE_BYTES;
    long last = place;
    if (kind == PpcVectorSet.Kind.RESERVATION) {
      writeWord(last, LWARX_R3_0_R4);
      last += 4;
    }
    writeWord(last, word);
    writeWord(last + 4, BRANCH_TO_ITSELF);
    return place;
  }

  private void load(State state) {
    long[] slots = slots();
    slots[MSR] = kind.isWide() ? Msr.SPV : Msr.FP | Msr.FE0 | Msr.FE1;
    Iterator<Long> values = state.registers().iterator();
    for (int i = kind.firstGeneral(); i < kind.firstGeneral() + kind.general(); i++) {
      long value = values.next();
      slots[R0 + i] = value & WORD;
      slots[R0_HIGH + i] = value >>> 32;
    }
    if (kind.isWide()) {
      slots[ACC] = values.next();
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
    } else if (kind.isWide()) {
      slots[SPEFSCR] = state.status() & WORD;
    } else {
      Xer.write(slots, state.status());
    }
  }

  private State state() {
    long[] slots = slots();
    var values = new ArrayList<Long>();
    for (int i = kind.firstGeneral(); i < kind.firstGeneral() + kind.general(); i++) {
      values.add(slots[R0_HIGH + i] << 32 | slots[R0 + i]);
    }
    if (kind.isWide()) {
      values.add(slots[ACC]);
    }
    for (int i = 0; i < kind.floating(); i++) {
      values.add(slots[F0 + i]);
    }
    for (int i = 0; i < kind.memory(); i++) {
      values.add(Long.reverseBytes(memory.read(DATA + 8L * i, 8)));
    }
    return new State(List.copyOf(values), ConditionRegister.read(slots), status(slots));
  }

  private int status(long[] slots) {
    return kind.hasFpscr()
        ? (int) slots[FPSCR]
        : kind.isWide() ? (int) slots[SPEFSCR] : Xer.read(slots);
  }
}
