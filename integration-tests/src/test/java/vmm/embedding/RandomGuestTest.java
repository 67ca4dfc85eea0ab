package vmm.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.GuestPhysical;
import vmm.core.Vmm;
import vmm.core.memory.SparseHostMemory;

/**
 * Random bytes as code, and random tables as its root, in every mode that the processor has: no
 * exception of ours comes out, every run ends, no frame is lost, and compiled code leaves what the
 * interpreter does. A machine serves until its guest has brought it down. The system property
 * {@code vmm.random.bytes} asks for more bytes, such as 10000000.
 */
class RandomGuestTest {
  private static final int BYTES = Integer.getInteger("vmm.random.bytes", 100_000);

  /** Of these so many are compiled too: that takes ten times as long. */
  private static final int COMPILED_BYTES = Math.min(BYTES, 50_000);

  /** Bytes of code that one run is pointed at; it may well leave them. */
  private static final int PIECE = 64;

  private static final RunLimits RUN =
      RunLimits.instructions(2 * PIECE).withTimeout(Duration.ofSeconds(60));

  private static final long GDT = 0x1000;
  private static final long IDT = 0x2000;
  private static final long TSS = 0x2800;
  private static final long HANDLER = 0x3000;
  private static final long DIRECTORY = 0x200000;
  private static final int TABLES = 4;
  private static final long RANDOM_TABLES = 0x300000;
  private static final int RANDOM_TABLE_PAGES = 16;
  private static final long CODE = 0x400000;
  private static final int CODE_BYTES = 0x40000;
  private static final long STACK = 0x500000;

  private static final byte HLT = (byte) 0xF4;
  private static final byte NOP = (byte) 0x90;

  private final Image idle = Guest.image("embedding/idle.elf");

  @ParameterizedTest
  @FieldSource("vmm.embedding.Guest#STRATEGIES")
  void noRandomGuestBreaksTheMachine(String strategy) throws Exception {
    try (var memory = SparseHostMemory.reserve(128L << 20);
        var vmm = Vmm.load(memory)) {
      int machines = 0;
      long instructions = 0;
      for (int bytes = 0; bytes < BYTES; machines++) {
        Story story = story(vmm, machines, strategy, EngineMode.INTERPRETER);
        if (bytes < COMPILED_BYTES) {
          assertThat(story(vmm, machines, strategy, EngineMode.JIT))
              .as("machine %d", machines)
              .isEqualTo(story);
        }
        bytes += story.states().size() * PIECE;
        instructions += story.instructions();
        assertThat(memory.frames().framesInUse()).as("after machine %d", machines).isZero();
      }
      assertThat(instructions).isGreaterThan(BYTES / PIECE);
    }
  }

  private Story story(Vmm vmm, int number, String strategy, EngineMode engine) throws Exception {
    try (var guest = new Guest(vmm, idle, "", strategy, engine)) {
      List<Story.State> states = torture(guest.machine(), new SplittableRandom(number));
      return Story.of(states, guest.machine());
    }
  }

  /** Runs pieces of code until the guest has ended or waits for ever. */
  private static List<Story.State> torture(VirtualMachine machine, SplittableRandom random) {
    layOut(machine.physical(), random);
    var states = new ArrayList<Story.State>();
    for (int piece = 0; piece < CODE_BYTES / PIECE; piece++) {
      Mode.any(random).enter(machine, piece, random);
      long before = machine.statistics().instructions();
      RunOutcome outcome = machine.run(RUN);
      assertThat(outcome).isNotInstanceOf(RunOutcome.TimeLimit.class);
      states.add(Story.State.of(machine, outcome));
      if (outcome.ended() || machine.statistics().instructions() == before) {
        break;
      }
    }
    return states;
  }

  private static void layOut(GuestPhysical physical, SplittableRandom random) {
    var code = new byte[CODE_BYTES];
    random.nextBytes(code);
    for (int i = 0; i < code.length; i++) {
      // A guest that halts has to be made anew: few do.
      code[i] = code[i] == HLT && random.nextInt(32) != 0 ? NOP : code[i];
    }
    physical.write(CODE, code, 0, code.length);
    long[] descriptors = {
      0, 0x00CF9B000000FFFFL, 0x00CF93000000FFFFL, 0x00CFFB000000FFFFL, 0x00CFF3000000FFFFL
    };
    for (int i = 0; i < descriptors.length; i++) {
      physical.write(GDT + 8L * i, 8, descriptors[i]);
    }
    for (int vector = 0; vector < 256; vector++) {
      physical.write(IDT + 8L * vector, 8, 0x0000_EE00_0008_0000L | HANDLER);
    }
    physical.write(HANDLER, 2, 0xFEEB); // JMP to itself
    physical.write(TSS + 4, 4, STACK); // ESP0 and SS0, for faults of user code
    physical.write(TSS + 8, 4, 0x10);
    var directory = new int[1024];
    var tables = new int[TABLES * 1024];
    for (int table = 0; table < TABLES; table++) {
      directory[table] = ((int) DIRECTORY + 0x1000 * (table + 1)) | 7;
    }
    Arrays.setAll(tables, page -> (page << 12) | 7);
    write(physical, DIRECTORY, directory);
    write(physical, DIRECTORY + 0x1000, tables);
    var entries = new int[RANDOM_TABLE_PAGES * 1024];
    Arrays.setAll(entries, i -> (int) randomEntry(random));
    write(physical, RANDOM_TABLES, entries);
  }

  private static void write(GuestPhysical physical, long gpa, int[] words) {
    var bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    physical.write(gpa, bytes.array(), 0, bytes.capacity());
  }

  /** Half of them anything, the others present and within memory: often tables of this folder. */
  private static long randomEntry(SplittableRandom random) {
    long anything = random.nextInt() & 0xFFFF_FFFFL;
    return switch (random.nextInt(4)) {
      case 0, 1 -> anything;
      case 2 -> (anything & 0x00FF_FFFF) | 1;
      default ->
          RANDOM_TABLES + ((long) random.nextInt(RANDOM_TABLE_PAGES) << 12) + (anything & 0x67);
    };
  }

  /** The modes in which code runs. Attributes of segments are in the form of the register file. */
  private enum Mode {
    REAL(0x10, 0, 0x93, 0x2),
    PROTECTED_16(0x11, 0, 0x9B, 0x2),
    PROTECTED(0x11, 0, 0xC09B, 0x2),
    PAGED(0x8001_0011L, 0, 0xC09B, 0x2),
    USER(0x8000_0011L, 0x10, 0xC0FB, 0x2),
    V86(0x8000_0011L, 0, 0xF3, 0x2_0002),
    RANDOM_ROOT(0x8001_0011L, 0x90, 0xC09B, 0x2),
    RANDOM_PAE(0x8001_0011L, 0x20, 0xC09B, 0x2),
    RANDOM_SWITCHES(0x8001_0011L, -1, 0xC09B, 0x2);

    /** Number of modes, from the first, whose tables are as they should be. */
    private static final int ROOTS_OF_ITS_OWN = 6;

    private static final long PAGING = 0x8000_0000L;

    private final long cr0;
    private final long cr4;
    private final long codeAttributes;
    private final long flags;

    Mode(long cr0, long cr4, long codeAttributes, long flags) {
      this.cr0 = cr0;
      this.cr4 = cr4;
      this.codeAttributes = codeAttributes;
      this.flags = flags;
    }

    /** Random tables bring most guests down at once, so they come seldom. */
    static Mode any(SplittableRandom random) {
      int count = random.nextInt(24) == 0 ? values().length : ROOTS_OF_ITS_OWN;
      return values()[random.nextInt(count)];
    }

    void enter(VirtualMachine machine, int piece, SplittableRandom random) {
      boolean randomRoot = name().startsWith("RANDOM");
      machine.setRegister("cr0", 0x10);
      machine.setRegister("cr4", cr4 >= 0 ? cr4 : random.nextInt() & 0xB0);
      machine.setRegister(
          "cr3",
          randomRoot ? RANDOM_TABLES + 0x1000L * random.nextInt(RANDOM_TABLE_PAGES) : DIRECTORY);
      for (int i = 0; i < 4; i++) {
        machine.setRegister("pdpte" + i, randomEntry(random) & ~0x1E6L);
      }
      machine.setRegister("gdtr_base", GDT);
      machine.setRegister("gdtr_limit", 39);
      machine.setRegister("idtr_base", IDT);
      machine.setRegister("idtr_limit", 256 * 8 - 1);
      machine.setRegister("tr", 0x28);
      machine.setRegister("tr_base", TSS);
      machine.setRegister("tr_limit", 0x67);
      machine.setRegister("tr_attr", 0x8B);
      boolean wide = (codeAttributes & 0x4000) != 0;
      segment(machine, "cs", wide ? 0 : CODE, wide, codeAttributes, codeAttributes);
      for (String data : new String[] {"ss", "ds", "es", "fs", "gs"}) {
        segment(machine, data, wide ? 0 : STACK, wide, codeAttributes, codeAttributes & ~8L);
      }
      for (String register : new String[] {"eax", "ebx", "ecx", "edx", "esi", "edi", "ebp"}) {
        machine.setRegister(
            register, random.nextBoolean() ? random.nextInt() : random.nextInt(0x600000));
      }
      machine.setRegister("esp", wide ? STACK : 0x8000);
      long offset = (long) piece * PIECE;
      machine.setRegister("eip", wide ? CODE + offset : offset & 0xFFFF);
      machine.setRegister("eflags", flags | (random.nextInt() & 0xCD5));
      machine.setRegister("cr0", cr0);
      assertThat(machine.register("cr0") & PAGING).isEqualTo(cr0 & PAGING);
    }

    private static void segment(
        VirtualMachine machine,
        String name,
        long base,
        boolean wide,
        long codeAttributes,
        long attributes) {
      long user = (codeAttributes >> 5) & 3;
      long table = name.equals("cs") ? 0x8 : 0x10;
      long selector = table + (user == 3 ? 0x13 : 0);
      machine.setRegister(name, selector);
      machine.setRegister(name + "_base", base);
      machine.setRegister(name + "_limit", wide ? 0xFFFF_FFFFL : 0xFFFF);
      machine.setRegister(name + "_attr", attributes);
    }
  }
}
