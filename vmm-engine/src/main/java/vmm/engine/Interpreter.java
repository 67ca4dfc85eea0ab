package vmm.engine;

import static vmm.engine.code.Opcode.a;
import static vmm.engine.code.Opcode.b;
import static vmm.engine.code.Opcode.d;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestMemory;
import vmm.engine.code.Block;
import vmm.engine.code.CodeCache;
import vmm.engine.code.CodeContext;
import vmm.engine.code.Computation;
import vmm.engine.code.Opcode;
import vmm.engine.code.Run;

/** Runs the operations of blocks. */
final class Interpreter {
  private static final long MASK_32 = 0xFFFF_FFFFL;

  private final Run run;
  private final GuestMemory memory;
  private final CpuContext context;
  private final BlockFinder finder;
  private final int pcSlot;
  private final HotLoop loop;

  Interpreter(CodeContext code, BlockFinder finder, CodeCache cache, int pcSlot) {
    this.run = code.run();
    this.memory = code.cpu().memory();
    this.context = code.cpu();
    this.finder = finder;
    this.pcSlot = pcSlot;
    this.loop = new HotLoop(code, cache, pcSlot);
  }

  /**
   * Runs a block that the budget covers, and those that follow as long as they are found without
   * the dispatcher and are not compiled. Returns the compiled block to go on with; null: ask the
   * dispatcher.
   */
  @Nullable Block execute(Block first) {
    try {
      loop.enter(first);
      while (true) {
        long w = loop.run();
        if (loop.exit == HotLoop.NONE && !Opcode.ends(w)) {
          go(w);
          continue;
        }
        Block next = loop.exit == HotLoop.NONE ? end(w) : follow(loop.block(), loop.exit);
        if (next == null || next.compiled != null) {
          return next;
        }
        loop.enter(next);
      }
    } finally {
      loop.restore();
    }
  }

  private @Nullable Block follow(Block block, int exit) {
    return exit == HotLoop.INDIRECT ? finder.followIndirect(block) : finder.follow(block, exit);
  }

  /**
   * Does what ends a block otherwise than by a link to another; what is behind it if it is known.
   */
  private @Nullable Block end(long w) {
    Block block = loop.block();
    long[] f = run.frame;
    return switch (Opcode.opcode(w)) {
      case Opcode.GOTO_VALUE -> {
        f[pcSlot] = f[a(w)];
        yield finder.follow(block, b(w));
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
        f[d(w)] = Computation.apply(loop.nextWord(), f[a(w)], f[b(w)]);
      }
      case Opcode.CALL -> call(w, loop.nextWord());
      case Opcode.CALL_QUIET -> run.frame[d(w)] = callQuiet(w, loop.nextWord());
      case Opcode.CALL_IF -> {
        long data = loop.nextWord();
        if (run.frame[d(w)] != 0) {
          call(w, data);
        }
      }
      default -> access(w);
    }
  }

  /**
   * If something happened that the dispatcher has to look at, sees to it that the block is left
   * behind the present instruction.
   */
  private void goOn(int point) {
    if (run.wanted()) {
      loop.leaveBehind(loop.block().instructionAt(point));
    }
  }

  private void access(long w) {
    long[] f = run.frame;
    long gva = f[a(w)] + f[b(w)];
    switch (Opcode.opcode(w) & -4) {
      case Opcode.LOAD, Opcode.LOAD_SWAPPED -> load(w, gva & MASK_32);
      case Opcode.STORE, Opcode.STORE_SWAPPED -> store(w, gva & MASK_32);
      case Opcode.LOAD_UPDATE, Opcode.LOAD_WIDE -> load(w, gva);
      case Opcode.STORE_WIDE -> store(w, gva);
      default -> throw new IllegalStateException("no operation: 0x" + Long.toHexString(w));
    }
  }

  private void load(long w, long gva) {
    int point = at(w);
    int bits = bits(w);
    long value =
        (Opcode.opcode(w) & -4) == Opcode.LOAD_UPDATE
            ? memory.loadForUpdate(bits, gva, run.privilege)
            : memory.load(bits, gva, run.privilege);
    run.frame[d(w)] = ordered(value, w);
    goOn(point);
  }

  private void store(long w, long gva) {
    int point = at(w);
    memory.store(bits(w), gva, ordered(run.frame[d(w)], w), run.privilege);
    goOn(point);
  }

  /** Notes the point at which a load or store is, and returns it. */
  private int at(long w) {
    int point = Opcode.c(w);
    run.enter(loop.block(), point);
    return point;
  }

  private static int bits(long w) {
    return 8 << (w & 3);
  }

  /** Its operation may say that the bytes are in the other order. */
  private static long ordered(long value, long w) {
    return HotLoop.swapped(w) ? Long.reverseBytes(value) >>> 64 - bits(w) : value;
  }

  private long callQuiet(long w, long data) {
    long[] f = run.frame;
    Block block = loop.block();
    run.block = block;
    run.point = (int) (data >>> 32);
    return block.helpers[(int) data].call(context, f[a(w)], f[b(w)], f[Opcode.c(w)]);
  }

  private void call(long w, long data) {
    int point = (int) (data >>> 32);
    loop.block().recover(point, run.frame);
    long result = callQuiet(w, data);
    if (Opcode.opcode(w) == Opcode.CALL) {
      run.frame[d(w)] = result;
    }
    goOn(point);
  }
}
