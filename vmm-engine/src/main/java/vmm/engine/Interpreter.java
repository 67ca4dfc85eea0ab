package vmm.engine;

import static vmm.engine.code.Opcode.a;
import static vmm.engine.code.Opcode.b;
import static vmm.engine.code.Opcode.d;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.engine.code.Block;
import vmm.engine.code.CodeContext;
import vmm.engine.code.Computation;
import vmm.engine.code.Opcode;
import vmm.engine.code.Run;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.SoftTlb;

/** Runs the operations of blocks. */
final class Interpreter {
  private static final long MASK_32 = 0xFFFF_FFFFL;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** In place of the number of a link. */
  private static final int NONE = -1;

  private final Run run;
  private final SoftTlb tlb;
  private final long[] reads;
  private final long[] writes;
  private final AccessPath path;
  private final MemorySegment memory;
  private final CpuContext context;
  private final BlockFinder finder;
  private final int pcSlot;

  // Where the hot loop begins, and where it has come to: the link by which it would leave, if any.
  private @Nullable Block block;
  private long[] code = new long[0];
  private int ip;
  private int exit = NONE;

  Interpreter(CodeContext code, BlockFinder finder, int pcSlot) {
    this.run = code.run();
    this.tlb = code.tlb();
    this.reads = code.reads();
    this.writes = code.writes();
    this.path = code.path();
    this.memory = code.memory();
    this.context = code.cpu();
    this.finder = finder;
    this.pcSlot = pcSlot;
  }

  /**
   * Runs a block that the budget covers, and those that follow as long as they are found without
   * the dispatcher and are not compiled. Returns the compiled block to go on with; null: ask the
   * dispatcher.
   */
  @Nullable Block execute(Block first) {
    enter(first);
    while (true) {
      long w = run();
      if (exit == NONE && !Opcode.ends(w)) {
        go(w);
        continue;
      }
      Block next = exit == NONE ? end(w) : finder.follow(block(), exit);
      if (next == null || next.compiled != null) {
        return next;
      }
      enter(next);
    }
  }

  private void enter(Block next) {
    run.remaining -= next.cost;
    block = next;
    code = next.code;
    ip = 0;
  }

  /**
   * Does operations up to one that it has to leave to somebody else, and returns that. This is the
   * hot loop. It calls nothing that HotSpot does not inline: a call makes HotSpot keep all
   * variables in memory, in the whole loop. What two operations have in common HotSpot does before
   * it looks which it is, so they had better have nothing in common that costs time. Indices are
   * masked by the length of the frame, which is a power of two, so that they need no check.
   */
  private long run() {
    final Run run = this.run;
    final long[] f = run.frame;
    final int mask = f.length - 1;
    final long[] reads = this.reads;
    final long[] writes = this.writes;
    final MemorySegment memory = this.memory;
    final SoftTlb tlb = this.tlb;
    Block block = block();
    long[] code = this.code;
    int ip = this.ip;
    for (; ; ) {
      long w = code[ip++];
      int d = (int) (w >>> Opcode.D) & mask;
      int a = (int) (w >>> Opcode.A) & mask;
      int b = (int) (w >>> Opcode.B) & mask;
      int c = (int) (w >>> Opcode.C) & mask;
      int exit = NONE;
      // What is not done here, or ends the block, breaks to what is behind the switch.
      switch ((int) w & Opcode.MASK) {
        case Opcode.MOVE -> {
          f[d] = f[a];
          continue;
        }
        case Opcode.MOVE_2 -> {
          f[d] = f[a];
          f[b] = f[c];
          continue;
        }
        case Opcode.CONSTANT -> {
          f[d] = code[ip++];
          continue;
        }
        case Opcode.GOTO -> {
          exit = a;
          f[pcSlot] = code[ip];
        }
        case Opcode.ADD_64 -> {
          f[d] = f[a] + f[b];
          continue;
        }
        case Opcode.ADD_32 -> {
          f[d] = (f[a] + f[b]) & MASK_32;
          continue;
        }
        case Opcode.ADD_N -> {
          f[d] = (f[a] + f[b]) << c >>> c;
          continue;
        }
        case Opcode.SUB_64 -> {
          f[d] = f[a] - f[b];
          continue;
        }
        case Opcode.SUB_32 -> {
          f[d] = (f[a] - f[b]) & MASK_32;
          continue;
        }
        case Opcode.SUB_N -> {
          f[d] = (f[a] - f[b]) << c >>> c;
          continue;
        }
        case Opcode.AND -> {
          f[d] = f[a] & f[b];
          continue;
        }
        case Opcode.OR -> {
          f[d] = f[a] | f[b];
          continue;
        }
        case Opcode.XOR -> {
          f[d] = f[a] ^ f[b];
          continue;
        }
        case Opcode.MUL_32 -> {
          f[d] = (f[a] * f[b]) & MASK_32;
          continue;
        }
        case Opcode.SHL_32 -> {
          f[d] = (f[a] & MASK_32) << f[b] & MASK_32;
          continue;
        }
        case Opcode.SHR_U -> {
          f[d] = f[a] >>> f[b];
          continue;
        }
        case Opcode.SHR_S_32 -> {
          f[d] = (long) (int) f[a] >> f[b] & MASK_32;
          continue;
        }
        case Opcode.EXTRACT -> {
          f[d] = f[a] >>> b & -1L >>> -c;
          continue;
        }
        case Opcode.SIGN_EXTEND -> {
          f[d] = f[a] << b >> b << c >>> c;
          continue;
        }
        case Opcode.DEPOSIT -> {
          f[d] = deposit(f[a], f[b], c);
          continue;
        }
        case Opcode.AND_32 -> {
          f[d] = f[a] & f[b] & MASK_32;
          continue;
        }
        case Opcode.OR_32 -> {
          f[d] = (f[a] | f[b]) & MASK_32;
          continue;
        }
        case Opcode.XOR_32 -> {
          f[d] = (f[a] ^ f[b]) & MASK_32;
          continue;
        }
        case Opcode.SHR_U_32 -> {
          f[d] = (f[a] & MASK_32) >>> f[b];
          continue;
        }
        case Opcode.SELECT -> {
          f[d] = f[a] != 0 ? f[b] : f[c];
          continue;
        }
        case Opcode.BYTE_SWAP -> {
          f[d] = Long.reverseBytes(f[a]) >>> c;
          continue;
        }

        // In the order of Condition. Operands are moved to the top of their words to be compared.
        case Opcode.COMPARE -> {
          f[d] = f[a] << c == f[b] << c ? 1 : 0;
          continue;
        }
        case Opcode.COMPARE + 1 -> {
          f[d] = f[a] << c != f[b] << c ? 1 : 0;
          continue;
        }
        case Opcode.COMPARE + 2 -> {
          f[d] = below(f[a] << c, f[b] << c) ? 1 : 0;
          continue;
        }
        case Opcode.COMPARE + 3 -> {
          f[d] = !below(f[b] << c, f[a] << c) ? 1 : 0;
          continue;
        }
        case Opcode.COMPARE + 4 -> {
          f[d] = f[a] << c < f[b] << c ? 1 : 0;
          continue;
        }
        case Opcode.COMPARE + 5 -> {
          f[d] = f[a] << c <= f[b] << c ? 1 : 0;
          continue;
        }

        case Opcode.BRANCH -> {
          exit = f[a] << c == f[b] << c ? 0 : 1;
          f[pcSlot] = code[ip + exit];
        }
        case Opcode.BRANCH + 1 -> {
          exit = f[a] << c != f[b] << c ? 0 : 1;
          f[pcSlot] = code[ip + exit];
        }
        case Opcode.BRANCH + 2 -> {
          exit = below(f[a] << c, f[b] << c) ? 0 : 1;
          f[pcSlot] = code[ip + exit];
        }
        case Opcode.BRANCH + 3 -> {
          exit = !below(f[b] << c, f[a] << c) ? 0 : 1;
          f[pcSlot] = code[ip + exit];
        }
        case Opcode.BRANCH + 4 -> {
          exit = f[a] << c < f[b] << c ? 0 : 1;
          f[pcSlot] = code[ip + exit];
        }
        case Opcode.BRANCH + 5 -> {
          exit = f[a] << c <= f[b] << c ? 0 : 1;
          f[pcSlot] = code[ip + exit];
        }
        case Opcode.BRANCH_IF -> {
          ip = f[a] != 0 ? d : ip;
          continue;
        }

        // Loads and stores. Sums are modulo 2 to the 32.
        case Opcode.LOAD -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            f[d] = memory.get(ValueLayout.JAVA_BYTE, gva + reads[i + 1]) & 0xFFL;
            continue;
          }
        }
        case Opcode.LOAD + 1, Opcode.LOAD_SWAPPED + 1 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            short value = memory.get(SHORT, gva + reads[i + 1]);
            f[d] = (swapped(w) ? Short.reverseBytes(value) : value) & 0xFFFFL;
            continue;
          }
        }
        case Opcode.LOAD + 2, Opcode.LOAD_SWAPPED + 2 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            int value = memory.get(INT, gva + reads[i + 1]);
            f[d] = (swapped(w) ? Integer.reverseBytes(value) : value) & MASK_32;
            continue;
          }
        }
        case Opcode.LOAD + 3, Opcode.LOAD_SWAPPED + 3 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            long value = memory.get(LONG, gva + reads[i + 1]);
            f[d] = swapped(w) ? Long.reverseBytes(value) : value;
            continue;
          }
        }
        case Opcode.STORE -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            memory.set(ValueLayout.JAVA_BYTE, gva + writes[i + 1], (byte) f[d]);
            continue;
          }
        }
        case Opcode.STORE + 1, Opcode.STORE_SWAPPED + 1 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            short value = (short) f[d];
            memory.set(SHORT, gva + writes[i + 1], swapped(w) ? Short.reverseBytes(value) : value);
            continue;
          }
        }
        case Opcode.STORE + 2, Opcode.STORE_SWAPPED + 2 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            int value = (int) f[d];
            memory.set(INT, gva + writes[i + 1], swapped(w) ? Integer.reverseBytes(value) : value);
            continue;
          }
        }
        case Opcode.STORE + 3, Opcode.STORE_SWAPPED + 3 -> {
          long gva = (f[a] + f[b]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            long value = f[d];
            memory.set(LONG, gva + writes[i + 1], swapped(w) ? Long.reverseBytes(value) : value);
            continue;
          }
        }
        default -> {}
      }
      if (exit == NONE) {
        this.block = block;
        this.code = code;
        this.ip = ip;
        this.exit = NONE;
        return w;
      }
      Block next = block.links[exit];
      if (next == null || next.cost > run.remaining || run.attention || --next.heat < 0) {
        this.block = block;
        this.exit = exit;
        return w;
      }
      run.remaining -= next.cost;
      block = next;
      code = next.code;
      ip = 0;
    }
  }

  private static boolean below(long a, long b) {
    return a + Long.MIN_VALUE < b + Long.MIN_VALUE;
  }

  private static long deposit(long base, long value, int field) {
    int low = field & 63;
    long mask = -1L >>> (63 - (field >>> 6)) << low;
    return (base & ~mask) | (value << low & mask);
  }

  private static boolean swapped(long w) {
    return (w & Opcode.SWAPPED) != 0;
  }

  // What is done outside of the hot loop

  private Block block() {
    if (block == null) {
      throw new IllegalStateException("no block");
    }
    return block;
  }

  /**
   * Does what ends a block otherwise than by a link to another; what is behind it if it is known.
   */
  private @Nullable Block end(long w) {
    Block block = block();
    long[] f = run.frame;
    return switch (Opcode.opcode(w)) {
      case Opcode.GOTO_VALUE -> {
        f[pcSlot] = f[a(w)];
        yield finder.follow(block, b(w));
      }
      case Opcode.GOTO_INDIRECT -> {
        f[pcSlot] = f[a(w)];
        yield finder.followIndirect(block);
      }
      case Opcode.LEAVE -> {
        block.recoverBoundary(a(w), f);
        run.leave(block, a(w));
        yield null;
      }
      default -> null; // EXIT
    };
  }

  private void go(long w) {
    switch (Opcode.opcode(w)) {
      case Opcode.COMPUTE -> {
        long[] f = run.frame;
        f[d(w)] = Computation.apply(code[ip++], f[a(w)], f[b(w)]);
      }
      case Opcode.CALL -> call(w, code[ip++]);
      case Opcode.CALL_QUIET -> run.frame[d(w)] = callQuiet(w, code[ip++]);
      case Opcode.CALL_IF -> {
        long data = code[ip++];
        if (run.frame[d(w)] != 0) {
          call(w, data);
        }
      }
      default -> access(w);
    }
  }

  /**
   * If something happened that the dispatcher has to look at, goes on with a copy of the code that
   * leaves the block behind the present instruction.
   */
  private void goOn(int point) {
    if (run.attention) {
      code = block().codeUntil(block().instructionAt(point) + 1);
    }
  }

  private void access(long w) {
    long[] f = run.frame;
    long gva = f[a(w)] + f[b(w)];
    switch (Opcode.opcode(w) & -4) {
      case Opcode.LOAD, Opcode.LOAD_SWAPPED -> load(w, gva & MASK_32, AccessType.READ);
      case Opcode.STORE, Opcode.STORE_SWAPPED -> store(w, gva & MASK_32);
      case Opcode.LOAD_UPDATE -> {
        long hpa = SoftTlb.find(writes, gva, 1 << (w & 3), tlb.key);
        if (hpa >= 0) {
          f[d(w)] = read(hpa, (int) w & 3);
        } else {
          load(w, gva, AccessType.UPDATE);
        }
      }
      case Opcode.LOAD_WIDE -> load(w, gva, AccessType.READ);
      case Opcode.STORE_WIDE -> store(w, gva);
      default -> throw new IllegalStateException("no operation: 0x" + Long.toHexString(w));
    }
  }

  private long read(long hpa, int sizeIndex) {
    return switch (sizeIndex) {
      case 0 -> memory.get(ValueLayout.JAVA_BYTE, hpa) & 0xFFL;
      case 1 -> memory.get(SHORT, hpa) & 0xFFFFL;
      case 2 -> memory.get(INT, hpa) & MASK_32;
      default -> memory.get(LONG, hpa);
    };
  }

  /** Its operation may say that the bytes are in the other order. */
  private static long ordered(long value, long w) {
    return swapped(w) ? Long.reverseBytes(value) >>> 64 - (8 << (w & 3)) : value;
  }

  private void load(long w, long gva, AccessType type) {
    int point = Opcode.c(w);
    run.enter(block(), point);
    run.frame[d(w)] = ordered(path.load(1 << (w & 3), gva, type, run.privilege), w);
    goOn(point);
  }

  private void store(long w, long gva) {
    int point = Opcode.c(w);
    run.enter(block(), point);
    path.store(1 << (w & 3), gva, ordered(run.frame[d(w)], w), run.privilege);
    goOn(point);
  }

  private long callQuiet(long w, long data) {
    long[] f = run.frame;
    Block block = block();
    run.block = block;
    run.point = (int) (data >>> 32);
    return block.helpers[(int) data].call(context, f[a(w)], f[b(w)], f[Opcode.c(w)]);
  }

  private void call(long w, long data) {
    int point = (int) (data >>> 32);
    block().recover(point, run.frame);
    long result = callQuiet(w, data);
    if (Opcode.opcode(w) == Opcode.CALL) {
      run.frame[d(w)] = result;
    }
    goOn(point);
  }
}
