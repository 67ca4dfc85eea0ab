package vmm.ppc.programs;

import java.nio.ByteBuffer;
import java.time.Duration;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.HostMemory;
import vmm.core.Vmm;
import vmm.core.memory.SparseHostMemory;
import vmm.ppc.PpcModel;

/**
 * A machine that runs a few instructions at a time. Interrupt {@code n} goes to {@link #vector},
 * where it stays. Guest-physical memory is reached big-endian, and mapped to itself from address 0
 * on by the entries that the board sets up.
 */
final class Program implements AutoCloseable {
  static final long CODE = 0x10_0000;

  /** Where the board has mapped nothing. */
  static final long PAGE = 0x3000_0000L;

  private static final int MEMORY = 16 << 20;
  private static final int BRANCH_TO_ITSELF = 0x4800_0000;
  private static final long VECTORS = 0x1_0000;
  private static final int INTERRUPTS = 43;
  private static final long WORD = 0xFFFF_FFFFL;

  private final HostMemory memory = SparseHostMemory.reserve(64L << 20);
  private final Vmm vmm = Vmm.load(memory);
  private final VirtualMachine machine;
  private final PpcModel model;
  private long next = CODE + 0x1000;

  Program(PpcModel model, String strategy, EngineMode mode) throws Exception {
    this.model = model;
    machine =
        vmm.newMachine(
            MachineSpec.of(BootImages.ofKernel(kernel(), ""))
                .withArchitecture("ppc")
                .withBoard(model.has(PpcModel.Feature.TLB_440) ? "bamboo" : "ppce500")
                .withCpu(model.modelName())
                .withMemory(MEMORY)
                .withStrategy(strategy)
                .withEngine(mode),
            new Silence());
    set("ivpr", VECTORS);
    for (int n = 0; n < INTERRUPTS; n++) {
      set("ivor" + n, 16L * n);
      writeWord(vector(n), BRANCH_TO_ITSELF);
    }
  }

  /** An ELF file with a branch to itself. */
  private static Image kernel() {
    var elf = ByteBuffer.allocate(52 + 32 + 4);
    elf.put(new byte[] {0x7F, 'E', 'L', 'F', 1, 2, 1}).position(16);
    int start = (int) CODE;
    elf.putShort((short) 2).putShort((short) 20).putInt(1).putInt(start).putInt(52);
    elf.putInt(0).putInt(0).putShort((short) 52).putShort((short) 32).putShort((short) 1);
    elf.position(52);
    elf.putInt(1).putInt(52 + 32).putInt(start).putInt(start).putInt(4).putInt(4).putInt(7);
    elf.putInt(4).putInt(BRANCH_TO_ITSELF);
    return new Image("program", elf.array());
  }

  static long vector(int number) {
    return VECTORS + 16L * number;
  }

  Program set(String register, long value) {
    machine.setRegister(register, value);
    return this;
  }

  long get(String register) {
    return machine.register(register);
  }

  Program writeWord(long gpa, int word) {
    machine.physical().write(gpa, 4, Integer.reverseBytes(word) & WORD);
    return this;
  }

  int readWord(long gpa) {
    return Integer.reverseBytes((int) machine.physical().read(gpa, 4));
  }

  /** Puts instructions into memory, and returns the address of the first. */
  long place(int... words) {
    long first = next;
    for (int word : words) {
      writeWord(next, word);
      next += 4;
    }
    writeWord(next, BRANCH_TO_ITSELF);
    next += 4;
    return first;
  }

  /** Runs instructions from a place of their own, up to their end or to an interrupt's vector. */
  Program run(int... words) {
    return runAt(place(words), words.length);
  }

  /** Runs so many instructions, and a few of what follows them. */
  Program runAt(long pc, int instructions) {
    set("pc", pc);
    RunOutcome outcome =
        machine.run(RunLimits.instructions(instructions + 4L).withTimeout(Duration.ofSeconds(60)));
    if (outcome.ended() || outcome instanceof RunOutcome.TimeLimit) {
      throw new AssertionError(outcome);
    }
    return this;
  }

  /** Runs instructions by which the guest ends, and returns why. */
  String end(int... words) {
    set("pc", place(words));
    RunOutcome outcome =
        machine.run(RunLimits.instructions(words.length + 4L).withTimeout(Duration.ofSeconds(60)));
    if (outcome instanceof RunOutcome.GuestEnded(String reason)) {
      return reason;
    }
    throw new AssertionError(outcome);
  }

  /**
   * Writes an entry of a TLB: on a 440, of that slot; elsewhere, of that slot of TLB1.
   *
   * @param id TID
   * @param shift log2 of the size in bytes
   * @param wimge storage attributes as MAS2 has them
   * @param rights UX UW UR SX SW SR, from bit 5 on
   */
  Program map(int slot, int id, long gva, int shift, long gpa, int wimge, int rights) {
    if (!model.has(PpcModel.Feature.TLB_440)) {
      int size = model.has(PpcModel.Feature.EHV) ? shift - 10 << 7 : (shift - 10) / 2 << 8;
      set("mas0", 0x1000_0000L | (long) slot << 16)
          .set("mas1", 0x8000_0000L | (long) id << 16 | size);
      set("mas2", gva | wimge).set("mas3", gpa | masRights(rights)).set("mas7", 0).set("mas8", 0);
      return run(Words.x(978, 0, 0, 0));
    }
    set("mmucr", id).set("r31", slot);
    set("r28", gva | 0x200 | (long) (shift - 10) / 2 << 4).set("r29", gpa);
    set("r30", (long) wimge << 7 | rights);
    return run(Words.tlbwe(28, 31, 0), Words.tlbwe(29, 31, 1), Words.tlbwe(30, 31, 2));
  }

  /** UX SX UW SW UR SR. */
  private static int masRights(int rights) {
    int[] places = {32, 8, 2, 16, 4, 1};
    int result = 0;
    for (int i = 0; i < places.length; i++) {
      result |= (rights >>> (5 - i) & 1) != 0 ? places[i] : 0;
    }
    return result;
  }

  @Override
  public void close() {
    machine.close();
    vmm.close();
    memory.close();
  }

  /** Nobody reads, and nobody types. */
  private static final class Silence implements Console {
    @Override
    public void write(String channel, int value) {}

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
