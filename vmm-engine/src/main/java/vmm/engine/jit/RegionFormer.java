package vmm.engine.jit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.memory.Frame;
import vmm.engine.code.Block;
import vmm.engine.code.BlockTranslator;
import vmm.engine.code.CodeCache;
import vmm.engine.ir.IrBlock;
import vmm.engine.ir.Node;
import vmm.engine.ir.Operation;
import vmm.engine.mmu.SoftTlb;

/** Finds the blocks that run together with a hot one. */
final class RegionFormer {
  /** Number of guest instructions of the blocks of a region that indirect jumps lead to. */
  static final int MOST_INDIRECT_INSTRUCTIONS = 170;

  /**
   * Number of guest instructions of its other blocks. HotSpot compiles a method anew for every way
   * that it has not seen, and a large one takes it long. So a larger region gains nothing over
   * small ones that links lead between. An indirect jump has no link.
   */
  static final int MOST_DIRECT_INSTRUCTIONS = 30;

  /** Number of its blocks. */
  static final int MOST_BLOCKS = 64;

  /** A block that ran less often than the entry by this factor stays out. */
  private static final int RARE = 64;

  private final Core core;
  private final CodeCache cache;
  private final SoftTlb tlb;
  private final BlockTranslator translator;
  private final int firstHeat;

  RegionFormer(Core core, CodeCache cache, SoftTlb tlb, BlockTranslator translator, int firstHeat) {
    this.core = core;
    this.cache = cache;
    this.tlb = tlb;
    this.translator = translator;
    this.firstHeat = firstHeat;
  }

  /** Plans the region that {@code entry} is the entry of. */
  RegionPlan form(Block entry) {
    List<Block> blocks = new ArrayList<>(List.of(entry));
    Map<Block, Integer> numbers = new HashMap<>(Map.of(entry, 0));
    List<IrBlock> meanings = new ArrayList<>();
    List<List<@Nullable Block>> ways = new ArrayList<>();
    // What may still be taken in by direct ways, and by indirect jumps.
    int[] room = {MOST_DIRECT_INSTRUCTIONS - entry.instructions, MOST_INDIRECT_INSTRUCTIONS};
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      meanings.add(translator.meaning(block));
      Node end = meanings.getLast().nodes().getLast();
      ways.add(successors(block, end));
      int way = end.operation() == Operation.JUMP_INDIRECT ? 1 : 0;
      for (Block next : ways.getLast()) {
        if (next != null
            && !numbers.containsKey(next)
            && blocks.size() < MOST_BLOCKS
            && next.instructions <= room[way]) {
          room[way] -= next.instructions;
          numbers.put(next, blocks.size());
          blocks.add(next);
        }
      }
    }
    return plan(blocks, meanings, ways, numbers);
  }

  private RegionPlan plan(
      List<Block> blocks,
      List<IrBlock> meanings,
      List<List<@Nullable Block>> ways,
      Map<Block, Integer> numbers) {
    List<RegionPlan.Member> members = new ArrayList<>();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      List<RegionPlan.Target> targets = new ArrayList<>();
      for (Block next : ways.get(i)) {
        Integer number = next == null ? null : numbers.get(next);
        targets.add(
            next == null || number == null
                ? RegionPlan.Target.NONE
                : new RegionPlan.Target(number, gvaPage(block) != gvaPage(next)));
      }
      members.add(new RegionPlan.Member(block, meanings.get(i), targets));
    }
    var registers = core.registers();
    return new RegionPlan(members, registers.slots(), registers.pcSlot());
  }

  private List<@Nullable Block> successors(Block block, Node end) {
    List<@Nullable Block> found = new ArrayList<>();
    switch (end.operation()) {
      case JUMP -> found.add(direct(block, end.argument(0), end.immediate()));
      case BRANCH -> {
        found.add(direct(block, end.argument(1), end.immediate()));
        found.add(direct(block, end.argument(2), end.otherImmediate()));
      }
      case JUMP_INDIRECT -> {
        for (Block target : block.targets()) {
          found.add(accepted(block, target));
        }
      }
      default -> {}
    }
    return found;
  }

  private @Nullable Block direct(Block block, Node pc, long offset) {
    if (!pc.constant()) {
      return null;
    }
    long hpa = block.hpa + offset;
    if (Frame.base(hpa) != Frame.base(block.hpa)) {
      long gva = (pc.immediate() + block.fetchBase) & core.addressMask(block.mode);
      hpa = tlb.findFetch(gva, 1, core.privilege(block.mode));
    }
    Block next = hpa < 0 ? null : cache.find(hpa, block.mode, pc.immediate(), false);
    return next == null ? null : accepted(block, next);
  }

  private @Nullable Block accepted(Block block, Block next) {
    boolean fits =
        next.compilable()
            && !next.invalid()
            && next.mode == block.mode
            && next.fetchBase == block.fetchBase
            && !compiledLoop(next)
            && firstHeat - next.heat() >= firstHeat / RARE;
    boolean samePage = gvaPage(block) == gvaPage(next);
    return fits && (!samePage || Frame.base(block.hpa) == Frame.base(next.hpa)) ? next : null;
  }

  /**
   * Whether there is compiled code for a loop that begins there. It has seen what HotSpot optimizes
   * it for, which its like in a larger region would not: so it is gone to, not copied.
   */
  private static boolean compiledLoop(Block block) {
    return block.compiled != null && block.compiled.loops;
  }

  private static long gvaPage(Block block) {
    return Frame.base(block.pc + block.fetchBase);
  }
}
