package vmm.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;
import vmm.core.memory.SparseHostMemory;
import vmm.ppc.Msr;
import vmm.ppc.PpcModel;
import vmm.ppc.decode.Decoder;
import vmm.ppc.decode.Row;

/**
 * Random words as code, rich in privileged and TLB instructions, and random values for what those
 * write into TLB, state and vectors: no exception of ours comes out, every run ends, no frame is
 * lost, and compiled code leaves what the interpreter does. The system property {@code
 * vmm.random.ppc.bytes} asks for more bytes of code.
 */
class RandomPpcGuestTest {
  private static final int BYTES = Integer.getInteger("vmm.random.ppc.bytes", 100_000);

  /** Of these so many are compiled too: that takes ten times as long. */
  private static final int COMPILED_BYTES = Math.min(BYTES, 20_000);

  /** Instructions of one run, which starts with random registers. */
  private static final int PIECE = 32;

  /** Runs of one machine: in the end its TLB is ruined, and little happens but faults. */
  private static final int PIECES = 48;

  private static final RunLimits RUN =
      RunLimits.instructions(4 * PIECE).withTimeout(Duration.ofSeconds(60));

  private static final long WORD = 0xFFFF_FFFFL;
  private static final int CODE = 0x10_0000;
  private static final int MEMORY = 16 << 20;
  private static final List<String> SYSTEM =
      List.of(
          "tlbwe", "tlbwe", "tlbwe", "tlbre", "tlbsx", "tlbivax", "tlbilx", "mtspr", "mtspr",
          "mfspr", "mtmsr", "mfmsr", "wrtee", "wrteei", "rfi", "rfci", "rfmci", "rfgi", "sc",
          "tlbsrx.", "lwepx", "stwepx", "dcbzep", "msgsnd", "mtpmr");

  /** SPRs that the MMU, interrupts and timers have. */
  private static final int[] SPRS = {
    22, 26, 27, 48, 54, 58, 59, 61, 62, 63, 284, 285, 307, 308, 310, 316, 317, 336, 338, 339, 340,
    341, 378, 379, 402, 406, 412, 413, 414, 447, 570, 571, 624, 625, 626, 627, 628, 630, 633, 634,
    944, 946, 947, 948, 1012
  };

  static Stream<Arguments> cells() {
    return Stream.of(PpcModel.values())
        .flatMap(
            model ->
                Stream.of("none", "brute-force", "shadow", "nested")
                    .map(strategy -> Arguments.of(model, strategy)));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void noRandomGuestBreaksTheMachine(PpcModel model, String strategy) throws Exception {
    try (var memory = SparseHostMemory.reserve(128L << 20);
        var vmm = Vmm.load(memory)) {
      long instructions = 0;
      int machines = 0;
      for (int bytes = 0; bytes < BYTES; bytes += 4 * PIECE * PIECES) {
        MachineSpec spec = spec(model, strategy);
        Story story = story(vmm, spec.withEngine(EngineMode.INTERPRETER), model, machines);
        if (bytes < COMPILED_BYTES) {
          assertThat(story(vmm, spec.withEngine(EngineMode.JIT), model, machines))
              .as("machine %d", machines)
              .isEqualTo(story);
        }
        machines++;
        instructions += story.instructions();
        assertThat(memory.frames().framesInUse()).as("after machine %d", machines).isZero();
      }
      assertThat(instructions).isGreaterThan(BYTES / 4);
    }
  }

  private static Story story(Vmm vmm, MachineSpec spec, PpcModel model, int number)
      throws Exception {
    try (var machine = vmm.newMachine(spec, new Silence())) {
      return Story.of(torture(machine, model, new SplittableRandom(number)), machine);
    }
  }

  private static MachineSpec spec(PpcModel model, String strategy) {
    boolean words = model.has(PpcModel.Feature.TLB_440);
    return MachineSpec.of(BootImages.ofKernel(kernel(), ""))
        .withArchitecture("ppc")
        .withBoard(words ? "bamboo" : "ppce500")
        .withCpu(model.modelName())
        .withMemory(MEMORY)
        .withStrategy(strategy);
  }

  /** An ELF file with a branch to itself. */
  private static Image kernel() {
    var elf = ByteBuffer.allocate(52 + 32 + 4);
    elf.put(new byte[] {0x7F, 'E', 'L', 'F', 1, 2, 1}).position(16);
    elf.putShort((short) 2).putShort((short) 20).putInt(1).putInt(CODE).putInt(52);
    elf.putInt(0).putInt(0).putShort((short) 52).putShort((short) 32).putShort((short) 1);
    elf.position(52);
    elf.putInt(1).putInt(52 + 32).putInt(CODE).putInt(CODE).putInt(4).putInt(4).putInt(7).putInt(4);
    elf.putInt(0x4800_0000);
    return new Image("random", elf.array());
  }

  private static List<Story.State> torture(
      VirtualMachine machine, PpcModel model, SplittableRandom random) {
    List<Row> rows = Decoder.rows().stream().filter(row -> row.on(model)).toList();
    List<Row> system = rows.stream().filter(row -> SYSTEM.contains(row.mnemonic())).toList();
    var states = new ArrayList<Story.State>();
    for (int piece = 0; piece < PIECES; piece++) {
      int start = CODE + 0x1000 + 4 * PIECE * piece;
      for (int i = 0; i < PIECE; i++) {
        int word = word(rows, system, random);
        machine.physical().write(start + 4L * i, 4, Integer.reverseBytes(word) & WORD);
      }
      setRegisters(machine, model, start, random);
      RunOutcome outcome = machine.run(RUN);
      assertThat(outcome).isNotInstanceOf(RunOutcome.TimeLimit.class);
      states.add(Story.State.of(machine, outcome));
      if (outcome.ended()) {
        break;
      }
    }
    return states;
  }

  private static int word(List<Row> rows, List<Row> system, SplittableRandom random) {
    int kind = random.nextInt(16);
    if (kind == 0) {
      return random.nextInt();
    }
    List<Row> table = kind < 9 ? system : rows;
    Row row = table.get(random.nextInt(table.size()));
    int word = row.value() | (random.nextInt() & ~row.mask());
    if (row.mnemonic().equals("mtspr") || row.mnemonic().equals("mfspr")) {
      int spr = SPRS[random.nextInt(SPRS.length)];
      return word & ~0x1F_F800 | (spr & 31) << 16 | (spr >>> 5) << 11;
    }
    boolean words = row.mnemonic().equals("tlbwe") || row.mnemonic().equals("tlbre");
    return words && random.nextInt(8) != 0 ? word & ~0xF800 | random.nextInt(3) << 11 : word;
  }

  private static void setRegisters(
      VirtualMachine machine, PpcModel model, int start, SplittableRandom random) {
    for (int n = 0; n < 32; n++) {
      machine.setRegister("r" + n, value(random) & WORD);
    }
    for (int n = 0; n < 43; n++) {
      machine.setRegister("ivor" + n, vector(start, random) & 0xFFF0);
    }
    machine.setRegister("ivpr", CODE & 0xFFFF_0000);
    for (String register : List.of("srr0", "csrr0", "mcsrr0", "gsrr0", "lr", "ctr")) {
      machine.setRegister(register, vector(start, random));
    }
    for (String register : List.of("srr1", "csrr1", "mcsrr1", "gsrr1")) {
      machine.setRegister(register, state(model, random));
    }
    for (int n = 0; n < 9; n++) {
      machine.setRegister("mas" + n, value(random) & WORD);
    }
    machine.setRegister("mmucr", random.nextInt(4) | (random.nextInt(2) << 16));
    machine.setRegister("pid0", random.nextInt(4));
    machine.setRegister("lpidr", random.nextInt(2));
    machine.setRegister("epcr", value(random) & 0xFFC0_0000L);
    machine.setRegister("msr", state(model, random));
    machine.setRegister("pc", start);
  }

  private static long vector(int start, SplittableRandom random) {
    return start + 4L * random.nextInt(PIECE);
  }

  /** Mostly the supervisor, in address space 0. */
  private static long state(PpcModel model, SplittableRandom random) {
    boolean fpu = model.has(PpcModel.Feature.FPU);
    int unit = (fpu ? Msr.FP : 0) | (model.has(PpcModel.Feature.SPE) ? Msr.SPV : 0);
    long any = random.nextInt() & (Msr.EE | Msr.CE | Msr.ME | Msr.DE | unit);
    return switch (random.nextInt(8)) {
      case 0 -> any | Msr.PR;
      case 1 -> model.has(PpcModel.Feature.EHV) ? any | Msr.GS : any;
      case 2 -> any | random.nextInt() & (Msr.IS | Msr.DS | Msr.WE);
      default -> any;
    };
  }

  /** Small numbers, pages as TLBs name them, addresses of memory, and anything. */
  private static int value(SplittableRandom random) {
    int anything = random.nextInt();
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(64);
      case 1 -> anything & (MEMORY - 1);
      case 2 -> anything & (MEMORY - 1) & ~0xF | 0x200 | random.nextInt(10) << 4;
      case 3 -> 0x8000_0000 | random.nextInt(4) << 16 | anything & 0x1F80;
      default -> anything;
    };
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
