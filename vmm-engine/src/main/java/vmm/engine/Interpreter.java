package vmm.engine;

import static vmm.engine.code.Opcode.a;
import static vmm.engine.code.Opcode.b;
import static vmm.engine.code.Opcode.c;
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

  private final Run run;
  private final SoftTlb tlb;
  private final long[] reads;
  private final long[] writes;
  private final AccessPath path;
  private final MemorySegment memory;
  private final CpuContext context;
  private final BlockFinder finder;
  private final int pcSlot;

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
   *
   * <p>This is the hot loop. It must stay below HotSpot's limit of 8,000 bytes for methods to be
   * compiled, so whatever is rare is in a method of its own.
   */
  @Nullable Block execute(Block first) {
    final long[] f = run.frame;
    Block block = first;
    long[] code = block.code;
    int ip = 0;
    run.remaining -= block.cost;
    for (; ; ) {
      long w = code[ip++];
      switch (Opcode.opcode(w)) {
        case Opcode.MOVE -> f[d(w)] = f[a(w)];
        case Opcode.MOVE_2 -> {
          f[d(w)] = f[a(w)];
          f[b(w)] = f[c(w)];
        }
        case Opcode.CONSTANT -> f[d(w)] = code[ip++];
        case Opcode.GOTO, Opcode.GOTO_VALUE -> {
          boolean value = Opcode.opcode(w) == Opcode.GOTO_VALUE;
          int exit = value ? b(w) : a(w);
          f[pcSlot] = value ? f[a(w)] : code[ip];
          Block next = block.links[exit];
          if (next == null || next.cost > run.remaining || run.attention || --next.heat < 0) {
            next = finder.follow(block, exit);
            if (next == null || next.compiled != null) {
              return next;
            }
          }
          block = next;
          run.remaining -= next.cost;
          code = next.code;
          ip = 0;
        }
        case Opcode.GOTO_INDIRECT -> {
          f[pcSlot] = f[a(w)];
          Block next = finder.followIndirect(block);
          if (next == null || next.compiled != null) {
            return next;
          }
          block = next;
          run.remaining -= next.cost;
          code = next.code;
          ip = 0;
        }
        case Opcode.EXIT -> {
          return null;
        }
        case Opcode.LEAVE -> {
          block.recoverBoundary(a(w), f);
          run.leave(block, a(w));
          return null;
        }
        case Opcode.ADD_64 -> f[d(w)] = f[a(w)] + f[b(w)];
        case Opcode.ADD_32 -> f[d(w)] = (f[a(w)] + f[b(w)]) & MASK_32;
        case Opcode.ADD_N -> f[d(w)] = (f[a(w)] + f[b(w)]) << c(w) >>> c(w);
        case Opcode.SUB_64 -> f[d(w)] = f[a(w)] - f[b(w)];
        case Opcode.SUB_32 -> f[d(w)] = (f[a(w)] - f[b(w)]) & MASK_32;
        case Opcode.SUB_N -> f[d(w)] = (f[a(w)] - f[b(w)]) << c(w) >>> c(w);
        case Opcode.AND -> f[d(w)] = f[a(w)] & f[b(w)];
        case Opcode.OR -> f[d(w)] = f[a(w)] | f[b(w)];
        case Opcode.XOR -> f[d(w)] = f[a(w)] ^ f[b(w)];
        case Opcode.MUL_32 -> f[d(w)] = (f[a(w)] * f[b(w)]) & MASK_32;
        case Opcode.SHL_32 -> f[d(w)] = (f[a(w)] & MASK_32) << f[b(w)] & MASK_32;
        case Opcode.SHR_U -> f[d(w)] = f[a(w)] >>> f[b(w)];
        case Opcode.SHR_S_32 -> f[d(w)] = (long) (int) f[a(w)] >> f[b(w)] & MASK_32;
        case Opcode.EXTRACT -> f[d(w)] = f[a(w)] >>> b(w) & -1L >>> -c(w);
        case Opcode.SIGN_EXTEND -> f[d(w)] = f[a(w)] << -b(w) >> -b(w) & -1L >>> -c(w);
        case Opcode.DEPOSIT -> f[d(w)] = deposit(f[a(w)], f[b(w)], c(w));
        case Opcode.AND_32 -> f[d(w)] = f[a(w)] & f[b(w)] & MASK_32;
        case Opcode.OR_32 -> f[d(w)] = (f[a(w)] | f[b(w)]) & MASK_32;
        case Opcode.XOR_32 -> f[d(w)] = (f[a(w)] ^ f[b(w)]) & MASK_32;
        case Opcode.SHR_U_32 -> f[d(w)] = (f[a(w)] & MASK_32) >>> f[b(w)];
        case Opcode.SELECT -> f[d(w)] = f[a(w)] != 0 ? f[b(w)] : f[c(w)];
        case Opcode.BYTE_SWAP -> f[d(w)] = Long.reverseBytes(f[a(w)]) >>> c(w);
        case Opcode.COMPUTE -> f[d(w)] = Computation.apply(code[ip++], f[a(w)], f[b(w)]);

        // In the order of Condition. Operands are moved to the top of their words to be compared.
        case Opcode.COMPARE -> f[d(w)] = f[a(w)] << c(w) == f[b(w)] << c(w) ? 1 : 0;
        case Opcode.COMPARE + 1 -> f[d(w)] = f[a(w)] << c(w) != f[b(w)] << c(w) ? 1 : 0;
        case Opcode.COMPARE + 2 -> f[d(w)] = below(f[a(w)] << c(w), f[b(w)] << c(w)) ? 1 : 0;
        case Opcode.COMPARE + 3 -> f[d(w)] = below(f[b(w)] << c(w), f[a(w)] << c(w)) ? 0 : 1;
        case Opcode.COMPARE + 4 -> f[d(w)] = f[a(w)] << c(w) < f[b(w)] << c(w) ? 1 : 0;
        case Opcode.COMPARE + 5 -> f[d(w)] = f[a(w)] << c(w) <= f[b(w)] << c(w) ? 1 : 0;

        case Opcode.BRANCH -> ip = f[a(w)] << c(w) == f[b(w)] << c(w) ? d(w) : ip;
        case Opcode.BRANCH + 1 -> ip = f[a(w)] << c(w) != f[b(w)] << c(w) ? d(w) : ip;
        case Opcode.BRANCH + 2 -> ip = below(f[a(w)] << c(w), f[b(w)] << c(w)) ? d(w) : ip;
        case Opcode.BRANCH + 3 -> ip = below(f[b(w)] << c(w), f[a(w)] << c(w)) ? ip : d(w);
        case Opcode.BRANCH + 4 -> ip = f[a(w)] << c(w) < f[b(w)] << c(w) ? d(w) : ip;
        case Opcode.BRANCH + 5 -> ip = f[a(w)] << c(w) <= f[b(w)] << c(w) ? d(w) : ip;
        case Opcode.BRANCH_IF -> ip = f[a(w)] != 0 ? d(w) : ip;

        case Opcode.CALL -> code = call(block, code, w, code[ip++]);
        case Opcode.CALL_QUIET -> f[d(w)] = callQuiet(block, w, code[ip++]);
        case Opcode.CALL_IF -> {
          long data = code[ip++];
          if (f[d(w)] != 0) {
            code = call(block, code, w, data);
          }
        }

        case Opcode.LOAD -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            f[d(w)] = memory.get(ValueLayout.JAVA_BYTE, gva + reads[i + 1]) & 0xFFL;
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD + 1 -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            f[d(w)] = memory.get(SHORT, gva + reads[i + 1]) & 0xFFFFL;
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD + 2 -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            f[d(w)] = memory.get(INT, gva + reads[i + 1]) & MASK_32;
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD + 3 -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            f[d(w)] = memory.get(LONG, gva + reads[i + 1]);
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD_SUM -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            f[d(w)] = memory.get(ValueLayout.JAVA_BYTE, gva + reads[i + 1]) & 0xFFL;
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD_SUM + 1 -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            f[d(w)] = memory.get(SHORT, gva + reads[i + 1]) & 0xFFFFL;
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD_SUM + 2 -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            f[d(w)] = memory.get(INT, gva + reads[i + 1]) & MASK_32;
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD_SUM + 3 -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (reads[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            f[d(w)] = memory.get(LONG, gva + reads[i + 1]);
          } else {
            code = load(block, code, w, gva, AccessType.READ);
          }
        }
        case Opcode.LOAD_UPDATE,
            Opcode.LOAD_UPDATE + 1,
            Opcode.LOAD_UPDATE + 2,
            Opcode.LOAD_UPDATE + 3 -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 1 << (w & 3), tlb.key)) {
            f[d(w)] = read(gva + writes[i + 1], (int) w & 3);
          } else {
            code = load(block, code, w, gva, AccessType.UPDATE);
          }
        }
        case Opcode.STORE -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            memory.set(ValueLayout.JAVA_BYTE, gva + writes[i + 1], (byte) f[b(w)]);
          } else {
            code = store(block, code, w, gva, f[b(w)]);
          }
        }
        case Opcode.STORE + 1 -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            memory.set(SHORT, gva + writes[i + 1], (short) f[b(w)]);
          } else {
            code = store(block, code, w, gva, f[b(w)]);
          }
        }
        case Opcode.STORE + 2 -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            memory.set(INT, gva + writes[i + 1], (int) f[b(w)]);
          } else {
            code = store(block, code, w, gva, f[b(w)]);
          }
        }
        case Opcode.STORE + 3 -> {
          long gva = f[a(w)];
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            memory.set(LONG, gva + writes[i + 1], f[b(w)]);
          } else {
            code = store(block, code, w, gva, f[b(w)]);
          }
        }
        case Opcode.STORE_SUM -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 1, tlb.key)) {
            memory.set(ValueLayout.JAVA_BYTE, gva + writes[i + 1], (byte) f[d(w)]);
          } else {
            code = store(block, code, w, gva, f[d(w)]);
          }
        }
        case Opcode.STORE_SUM + 1 -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 2, tlb.key)) {
            memory.set(SHORT, gva + writes[i + 1], (short) f[d(w)]);
          } else {
            code = store(block, code, w, gva, f[d(w)]);
          }
        }
        case Opcode.STORE_SUM + 2 -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 4, tlb.key)) {
            memory.set(INT, gva + writes[i + 1], (int) f[d(w)]);
          } else {
            code = store(block, code, w, gva, f[d(w)]);
          }
        }
        case Opcode.STORE_SUM + 3 -> {
          long gva = (f[a(w)] + f[b(w)]) & MASK_32;
          int i = SoftTlb.index(gva);
          if (writes[i] == SoftTlb.tag(gva, 8, tlb.key)) {
            memory.set(LONG, gva + writes[i + 1], f[d(w)]);
          } else {
            code = store(block, code, w, gva, f[d(w)]);
          }
        }
        default -> throw new IllegalStateException("no operation: 0x" + Long.toHexString(w));
      }
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

  private long read(long hpa, int sizeIndex) {
    return switch (sizeIndex) {
      case 0 -> memory.get(ValueLayout.JAVA_BYTE, hpa) & 0xFFL;
      case 1 -> memory.get(SHORT, hpa) & 0xFFFFL;
      case 2 -> memory.get(INT, hpa) & MASK_32;
      default -> memory.get(LONG, hpa);
    };
  }

  // Ways off the fast path. They return the code to go on with: if something happened that the
  // dispatcher has to look at, a copy that leaves the block behind the present instruction.

  private long[] goOn(Block block, long[] code, int point) {
    return run.attention ? block.codeUntil(block.instructionAt(point) + 1) : code;
  }

  private long[] load(Block block, long[] code, long w, long gva, AccessType type) {
    run.enter(block, c(w));
    run.frame[d(w)] = path.load(1 << (w & 3), gva, type, run.privilege);
    return goOn(block, code, c(w));
  }

  private long[] store(Block block, long[] code, long w, long gva, long value) {
    run.enter(block, c(w));
    path.store(1 << (w & 3), gva, value, run.privilege);
    return goOn(block, code, c(w));
  }

  private long callQuiet(Block block, long w, long data) {
    long[] f = run.frame;
    run.block = block;
    run.point = (int) (data >>> 32);
    return block.helpers[(int) data].call(context, f[a(w)], f[b(w)], f[c(w)]);
  }

  private long[] call(Block block, long[] code, long w, long data) {
    int point = (int) (data >>> 32);
    block.recover(point, run.frame);
    long result = callQuiet(block, w, data);
    if (Opcode.opcode(w) == Opcode.CALL) {
      run.frame[d(w)] = result;
    }
    return goOn(block, code, point);
  }
}
