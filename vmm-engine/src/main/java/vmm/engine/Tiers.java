package vmm.engine;

import org.jspecify.annotations.Nullable;
import vmm.engine.code.Block;
import vmm.engine.code.CompiledCode;
import vmm.engine.code.Run;

/** Runs blocks one after the other, compiled if they are, in the interpreter else. */
final class Tiers {
  private final Run run;
  private final Interpreter interpreter;
  private final BlockFinder finder;
  private final TierTimes times = new TierTimes();
  private long compiledInstructions;

  Tiers(Run run, Interpreter interpreter, BlockFinder finder) {
    this.run = run;
    this.interpreter = interpreter;
    this.finder = finder;
  }

  /** Runs a block that the budget covers, and those behind it up to where the dispatcher is due. */
  void run(Block first) {
    // What its fetch has brought is looked at behind the first block: the interpreter does that.
    Block block = run.wanted() ? interpreter.execute(first) : first;
    while (block != null) {
      block = times.timesStay(block.compiled != null) ? timed(block) : stay(block);
    }
    run.block = null;
  }

  private @Nullable Block stay(Block block) {
    CompiledCode compiled = block.compiled;
    return compiled == null ? interpreter.execute(block) : runCompiled(compiled);
  }

  private @Nullable Block timed(Block block) {
    boolean compiled = block.compiled != null;
    // Where an earlier stay looked around is not where this one begins.
    run.block = null;
    long before = run.retired();
    long begin = System.nanoTime();
    try {
      Block next = stay(block);
      run.block = null;
      return next;
    } finally {
      times.stayed(compiled, run.retired() - before, System.nanoTime() - begin);
    }
  }

  /** Number of instructions retired in compiled code. */
  long compiledInstructions() {
    return compiledInstructions;
  }

  /** How long it was in each. */
  TierTimes times() {
    return times;
  }

  /** Goes on as long as what follows is compiled. */
  private @Nullable Block runCompiled(CompiledCode first) {
    run.block = null;
    long before = run.retired();
    try {
      CompiledCode code = first;
      while (true) {
        int result = code.run();
        run.block = null;
        CompiledCode linked = result == CompiledCode.DISPATCH ? null : code.linked(result);
        if (linked == null || run.wanted()) {
          Block next = next(code, result);
          if (next == null || next.compiled == null) {
            return next;
          }
          linked = next.compiled;
          link(code, result, next, linked);
        }
        code = linked;
      }
    } finally {
      compiledInstructions += run.retired() - before;
    }
  }

  /** Links what leads from one to the other whatever is mapped: an exit within a page. */
  private static void link(CompiledCode from, int result, Block entry, CompiledCode to) {
    int exit = CompiledCode.exitKind(result);
    if (exit < CompiledCode.INDIRECT && entry.equals(from.exitBlock(result).link(exit))) {
      from.link(result, to);
    }
  }

  private @Nullable Block next(CompiledCode code, int result) {
    if (result == CompiledCode.DISPATCH) {
      return null;
    }
    Block left = code.exitBlock(result);
    int kind = CompiledCode.exitKind(result);
    return switch (kind) {
      case CompiledCode.BOUNDARY -> {
        run.leave(left, CompiledCode.exitInstruction(result));
        yield null;
      }
      case CompiledCode.INDIRECT -> finder.followIndirect(left);
      default -> finder.follow(left, kind);
    };
  }
}
