package vmm.engine;

import org.jspecify.annotations.Nullable;
import vmm.api.memory.RawMemory;
import vmm.engine.code.Block;
import vmm.engine.code.CodeArena;
import vmm.engine.code.CodeCache;
import vmm.engine.code.CodeContext;
import vmm.engine.code.Opcode;
import vmm.engine.code.RecentBlocks;
import vmm.engine.code.Run;
import vmm.engine.mmu.SoftTlb;

/** The part of the interpreter in which guests are nearly all of the time, and where it stands. */
final class HotLoop {
  /** In place of the number of a link. */
  static final int NONE = -1;

  /** The same for an end that can lead anywhere. */
  static final int INDIRECT = 2;

  private static final long MASK_32 = 0xFFFF_FFFFL;

  private final Run run;
  private final SoftTlb tlb;
  private final long[] reads;
  private final long[] writes;
  private final RawMemory memory;
  private final CodeArena arena;
  private final long[] recent;
  private final int pcSlot;

  // What blocks that lead to each other have in common.
  private long mode;
  private long fetchBase;
  private long addressMask;

  /** Where the block begins that runs. */
  private int at;

  /** That block, if somebody asked: then it stays known here even if its code is changed. */
  private @Nullable Block block;

  private int ip;

  /** Where an operation is replaced by one that leaves the block; 0 if none is. */
  private int replacedAt;

  private long replaced;

  /** The link of the block by which it would leave, {@link #INDIRECT} or {@link #NONE}. */
  int exit = NONE;

  HotLoop(CodeContext code, CodeCache cache, int pcSlot) {
    this.run = code.run();
    this.tlb = code.tlb();
    this.reads = code.reads();
    this.writes = code.writes();
    this.memory = code.memory();
    this.arena = cache.arena();
    this.recent = cache.recentPlaces();
    this.pcSlot = pcSlot;
  }

  /** Goes to the begin of a block that the budget covers. */
  void enter(Block next) {
    run.remaining -= next.cost;
    block = next;
    mode = next.mode;
    fetchBase = next.fetchBase;
    addressMask = next.addressMask;
    at = next.at;
    ip = at + CodeArena.HEADER;
  }

  /** Takes the data word that belongs to the operation that {@link #run} left. */
  long nextWord() {
    return arena.words[ip++];
  }

  /** The block that runs. */
  Block block() {
    Block known = block;
    if (known == null || known.at != at) {
      known = arena.block(at);
      block = known;
    }
    if (known == null) {
      throw new IllegalStateException("no block");
    }
    return known;
  }

  /** Has the block left behind an instruction of it that runs, until {@link #restore}. */
  void leaveBehind(int instruction) {
    Block block = block();
    int next = instruction + 1;
    if (replacedAt == 0 && next < block.instructions) {
      replacedAt = block.at(next);
      replaced = arena.words[replacedAt];
      arena.words[replacedAt] = Opcode.word(Opcode.LEAVE, 0, next, 0, 0);
    }
  }

  /** Takes back what {@link #leaveBehind} has done. */
  void restore() {
    if (replacedAt != 0) {
      arena.words[replacedAt] = replaced;
      replacedAt = 0;
    }
  }

  /**
   * Does operations up to one that it has to leave to somebody else, and returns that. This is the
   * hot loop. It calls nothing that HotSpot does not inline, but {@link #compute}: a call makes
   * HotSpot keep all variables in memory, in the whole loop. What two operations have in common
   * HotSpot does before it looks which it is, so they had better have nothing in common that costs
   * time. Indices are masked by the length of the frame, which is a power of two, so that they need
   * no check.
   */
  long run() {
    final Run run = this.run;
    final long[] f = run.frame;
    final int mask = f.length - 1;
    final long[] reads = this.reads;
    final long[] writes = this.writes;
    final RawMemory memory = this.memory;
    final SoftTlb tlb = this.tlb;
    final long[] recent = this.recent;
    final long[] code = arena.words;
    final long mode = this.mode;
    final long fetchBase = this.fetchBase;
    final long addressMask = this.addressMask;
    int at = this.at;
    int ip = this.ip;
    for (; ; ) {
      long w = code[ip];
      if (Opcode.computes(w)) {
        ip = compute(f, code, ip);
        w = code[ip];
      }
      ip++;
      int d = (int) (w >>> Opcode.D) & mask;
      int a = (int) (w >>> Opcode.A) & mask;
      int b = (int) (w >>> Opcode.B) & mask;
      int c = (int) (w >>> Opcode.C) & mask;
      int exit = NONE;
      // What is not done here, or ends the block, breaks to what is behind the switch.
      switch ((int) w & Opcode.MASK) {
        case Opcode.GOTO -> exit = a;
        case Opcode.GOTO_INDIRECT -> exit = INDIRECT;
        case Opcode.BRANCH -> exit = f[a] << c == f[b] << c ? 0 : 1;
        case Opcode.BRANCH + 1 -> exit = f[a] << c != f[b] << c ? 0 : 1;
        case Opcode.BRANCH + 2 -> exit = below(f[a] << c, f[b] << c) ? 0 : 1;
        case Opcode.BRANCH + 3 -> exit = !below(f[b] << c, f[a] << c) ? 0 : 1;
        case Opcode.BRANCH + 4 -> exit = f[a] << c < f[b] << c ? 0 : 1;
        case Opcode.BRANCH + 5 -> exit = f[a] << c <= f[b] << c ? 0 : 1;
        case Opcode.BRANCH_IF -> {
          ip = f[a] != 0 ? at + CodeArena.HEADER + d : ip;
          continue;
        }
        case Opcode.CALL_IF -> {
          if (f[d] == 0) {
            ip++;
            continue;
          }
        }

        // Loads and stores. Sums are modulo 2 to the 32, but those of updates.
        case Opcode.LOAD -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            f[d] = memory.getByte(gva + reads[i + 1]) & 0xFFL;
            continue;
          }
        }
        case Opcode.LOAD + 1, Opcode.LOAD_SWAPPED + 1 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            short value = memory.getShort(gva + reads[i + 1]);
            f[d] = (swapped(w) ? Short.reverseBytes(value) : value) & 0xFFFFL;
            continue;
          }
        }
        case Opcode.LOAD + 2, Opcode.LOAD_SWAPPED + 2 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            int value = memory.getInt(gva + reads[i + 1]);
            f[d] = (swapped(w) ? Integer.reverseBytes(value) : value) & MASK_32;
            continue;
          }
        }
        case Opcode.LOAD + 3, Opcode.LOAD_SWAPPED + 3 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            long value = memory.getLong(gva + reads[i + 1]);
            f[d] = swapped(w) ? Long.reverseBytes(value) : value;
            continue;
          }
        }
        // Of the updates, those of the widths that a guest's own arithmetic mostly has.
        case Opcode.LOAD_UPDATE + 2 -> {
          long gva = f[a] + f[b];
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            f[d] = memory.getInt(gva + writes[i + 1]) & MASK_32;
            continue;
          }
        }
        case Opcode.LOAD_UPDATE + 3 -> {
          long gva = f[a] + f[b];
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            f[d] = memory.getLong(gva + writes[i + 1]);
            continue;
          }
        }
        case Opcode.STORE -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            memory.putByte(gva + writes[i + 1], (byte) f[d]);
            continue;
          }
        }
        case Opcode.STORE + 1, Opcode.STORE_SWAPPED + 1 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            short value = (short) f[d];
            memory.putShort(gva + writes[i + 1], swapped(w) ? Short.reverseBytes(value) : value);
            continue;
          }
        }
        case Opcode.STORE + 2, Opcode.STORE_SWAPPED + 2 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            int value = (int) f[d];
            memory.putInt(gva + writes[i + 1], swapped(w) ? Integer.reverseBytes(value) : value);
            continue;
          }
        }
        case Opcode.STORE + 3, Opcode.STORE_SWAPPED + 3 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            long value = f[d];
            memory.putLong(gva + writes[i + 1], swapped(w) ? Long.reverseBytes(value) : value);
            continue;
          }
        }
        default -> {}
      }
      if (exit == NONE) {
        this.at = at;
        this.ip = ip;
        this.exit = NONE;
        return w;
      }
      long pc = exit == INDIRECT ? f[a] : code[ip + 1 + exit];
      long copies = code[ip];
      f[(int) (copies >>> Opcode.D) & mask] = f[(int) (copies >>> Opcode.A) & mask];
      f[(int) (copies >>> Opcode.B) & mask] = f[(int) (copies >>> Opcode.C) & mask];
      f[pcSlot] = pc;
      int next = exit == INDIRECT ? 0 : (int) (code[at + 1] >>> Integer.SIZE * exit);
      if (next == 0 && (exit != INDIRECT || !Block.noted((int) (code[at] >> CodeArena.HEAT)))) {
        int place = RecentBlocks.index(pc);
        if (recent[place] == pc
            && recent[place + RecentBlocks.MODE] == mode
            && recent[place + RecentBlocks.HPA] == tlb.findFetch((pc + fetchBase) & addressMask)) {
          next = (int) recent[place + RecentBlocks.AT];
        }
      }
      long header = code[next] - (1L << CodeArena.HEAT);
      long cost = header & CodeArena.COST;
      // One question: HotSpot compiles the loop anew when one that it has only seen answered with
      // no is answered with yes.
      if (next == 0 || (run.remaining - cost | run.attention | header) < 0) {
        this.at = at;
        this.exit = exit;
        return w;
      }
      code[next] = header;
      run.remaining -= cost;
      at = next;
      ip = next + CodeArena.HEADER;
    }
  }

  /**
   * Does operations that only compute, of which the first is at {@code first}, and returns where it
   * met another. A method of its own: in one with all operations HotSpot has no registers left for
   * these.
   */
  private static int compute(long[] f, long[] code, int first) {
    final int mask = f.length - 1;
    int ip = first;
    long w = code[ip];
    do {
      // Asked for early: HotSpot must take it that the operation writes there.
      long next = code[++ip];
      int d = (int) (w >>> Opcode.D) & mask;
      int a = (int) (w >>> Opcode.A) & mask;
      int b = (int) (w >>> Opcode.B) & mask;
      int c = (int) (w >>> Opcode.C) & mask;
      switch ((int) w & Opcode.MASK) {
        case Opcode.MOVE -> f[d] = f[a];
        case Opcode.MOVE_2 -> {
          f[d] = f[a];
          f[b] = f[c];
        }
        case Opcode.CONSTANT -> {
          f[d] = next;
          next = code[++ip];
        }
        case Opcode.ADD_64 -> f[d] = f[a] + f[b];
        case Opcode.ADD_32 -> f[d] = (f[a] + f[b]) & MASK_32;
        case Opcode.ADD_N -> f[d] = (f[a] + f[b]) << c >>> c;
        case Opcode.SUB_64 -> f[d] = f[a] - f[b];
        case Opcode.SUB_32 -> f[d] = (f[a] - f[b]) & MASK_32;
        case Opcode.SUB_N -> f[d] = (f[a] - f[b]) << c >>> c;
        case Opcode.AND -> f[d] = f[a] & f[b];
        case Opcode.OR -> f[d] = f[a] | f[b];
        case Opcode.XOR -> f[d] = f[a] ^ f[b];
        case Opcode.MUL_64 -> f[d] = f[a] * f[b];
        case Opcode.MUL_32 -> f[d] = (f[a] * f[b]) & MASK_32;
        case Opcode.SHL_32 -> f[d] = (f[a] & MASK_32) << f[b] & MASK_32;
        case Opcode.SHL_64 -> f[d] = f[a] << f[b];
        case Opcode.SHR_U -> f[d] = f[a] >>> f[b];
        case Opcode.SHR_S_32 -> f[d] = (long) (int) f[a] >> f[b] & MASK_32;
        case Opcode.EXTRACT -> f[d] = f[a] >>> b & -1L >>> -c;
        case Opcode.SIGN_EXTEND -> f[d] = f[a] << b >> b << c >>> c;
        case Opcode.DEPOSIT -> f[d] = deposit(f[a], f[b], c);
        case Opcode.AND_32 -> f[d] = f[a] & f[b] & MASK_32;
        case Opcode.OR_32 -> f[d] = (f[a] | f[b]) & MASK_32;
        case Opcode.XOR_32 -> f[d] = (f[a] ^ f[b]) & MASK_32;
        case Opcode.SHR_U_32 -> f[d] = (f[a] & MASK_32) >>> f[b];
        case Opcode.ROTL_32 -> f[d] = Integer.rotateLeft((int) f[a], (int) f[b]) & MASK_32;
        case Opcode.SELECT -> f[d] = f[a] != 0 ? f[b] : f[c];
        case Opcode.BYTE_SWAP -> f[d] = Long.reverseBytes(f[a]) >>> c;
        // In the order of Condition. Operands are moved to the top of their words to be compared.
        case Opcode.COMPARE -> f[d] = f[a] << c == f[b] << c ? 1 : 0;
        case Opcode.COMPARE + 1 -> f[d] = f[a] << c != f[b] << c ? 1 : 0;
        case Opcode.COMPARE + 2 -> f[d] = below(f[a] << c, f[b] << c) ? 1 : 0;
        case Opcode.COMPARE + 3 -> f[d] = !below(f[b] << c, f[a] << c) ? 1 : 0;
        case Opcode.COMPARE + 4 -> f[d] = f[a] << c < f[b] << c ? 1 : 0;
        case Opcode.COMPARE + 5 -> f[d] = f[a] << c <= f[b] << c ? 1 : 0;
        default -> throw new IllegalStateException("computes nothing: 0x" + Long.toHexString(w));
      }
      w = next;
    } while (Opcode.computes(w));
    return ip;
  }

  private static boolean below(long a, long b) {
    return a + Long.MIN_VALUE < b + Long.MIN_VALUE;
  }

  private static long deposit(long base, long value, int field) {
    int low = field & 63;
    long mask = -1L >>> (63 - (field >>> 6)) << low;
    return (base & ~mask) | (value << low & mask);
  }

  /** Whether a load or store has its bytes in the other order. */
  static boolean swapped(long w) {
    return (w & Opcode.SWAPPED) != 0;
  }
}
