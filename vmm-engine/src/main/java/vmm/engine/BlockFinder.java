package vmm.engine;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.engine.code.Block;
import vmm.engine.code.BlockTranslator;
import vmm.engine.code.CodeCache;
import vmm.engine.code.Promoter;
import vmm.engine.code.Run;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.SoftTlb;

/** Finds the block to run next: over a link, in the cache, or by translating it. */
final class BlockFinder {
  private final Core core;
  private final Run run;
  private final int pcSlot;
  private final int smallestPage;
  private final SoftTlb tlb;
  private final AccessPath path;
  private final CodeCache cache;
  private final BlockTranslator translator;
  private final Promoter promoter;

  BlockFinder(
      Core core,
      Run run,
      SoftTlb tlb,
      AccessPath path,
      CodeCache cache,
      BlockTranslator translator,
      Promoter promoter) {
    this.core = core;
    this.run = run;
    this.pcSlot = core.registers().pcSlot();
    this.smallestPage = 1 << core.smallestPageShift();
    this.tlb = tlb;
    this.path = path;
    this.cache = cache;
    this.translator = translator;
    this.promoter = promoter;
  }

  /**
   * The block behind exit 0 or 1 of {@code block}, for whose link there may be no use; null: ask
   * the dispatcher.
   */
  @Nullable Block follow(Block block, int exit) {
    if (run.wanted()) {
      return null;
    }
    Block next = block.link(exit);
    if (next == null || next.invalid()) {
      long target = block.linkTarget(exit);
      if (target < 0) {
        return entering(look(block));
      }
      next = usable(cache.find(target, block.mode, run.frame[pcSlot], false));
      block.link(exit, next);
    }
    return entering(next);
  }

  /**
   * The block at the pc if it is known, behind {@code block}, which ends indirectly; null: ask the
   * dispatcher.
   */
  @Nullable Block followIndirect(Block block) {
    if (run.wanted()) {
      return null;
    }
    Block next = look(block);
    if (next != null) {
      block.wentTo(next);
    }
    return entering(next);
  }

  /** The block at the pc if it is known. */
  private @Nullable Block look(Block block) {
    long pc = run.frame[pcSlot];
    long gva = (pc + block.fetchBase) & core.addressMask(block.mode);
    long hpa = tlb.findFetch(gva);
    if (hpa < 0) {
      return null;
    }
    Block recent = cache.recent(pc, block.mode, hpa);
    if (recent != null) {
      return recent;
    }
    Block found = usable(cache.find(hpa, block.mode, pc, false));
    if (found != null) {
      cache.addRecent(found);
    }
    return found;
  }

  /** A block that runs into another page has to have that page looked up. */
  private static @Nullable Block usable(@Nullable Block block) {
    return block == null || block.secondHpa >= 0 ? null : block;
  }

  /** The block if the budget covers it; it may have become hot by now. */
  private @Nullable Block entering(@Nullable Block block) {
    if (block == null || block.cost > run.remaining) {
      return null;
    }
    count(block);
    return block;
  }

  private void count(Block block) {
    block.setHeat(block.heat() - 1);
    if (block.heat() < 0) {
      if (block.compiled == null) {
        promoter.hot(block);
      } else {
        block.setHeat(0);
      }
    }
  }

  /** Finds or makes the block to which the state points, which costs no more than remains. */
  Block dispatch(long mode) {
    long gva = core.fetchAddress(run.frame);
    long pc = run.frame[pcSlot];
    long hpa = fetch(gva, core.privilege(mode));
    Block.Place place = new Block.Place(hpa, mode, pc, gva, pageBytes(gva));
    Block block = dispatch(place, false);
    if (block.cost > run.remaining) {
      return dispatch(place, true);
    }
    cache.addRecent(block);
    count(block);
    return block;
  }

  private Block dispatch(Block.Place place, boolean single) {
    if (place.hpa() >= 0) {
      Block known = cache.find(place.hpa(), place.mode(), place.pc(), single);
      if (known != null && matches(known, place)) {
        return known;
      }
      if (known != null) {
        cache.remove(known);
      }
    }
    return translator.translate(place, single);
  }

  /** Size of the page from which {@code gva} was just fetched, as far as it matters to blocks. */
  private int pageBytes(long gva) {
    boolean cached = tlb.findFetch(gva) >= 0;
    return cached ? Frame.SIZE : smallestPage;
  }

  private boolean matches(Block block, Block.Place place) {
    return block.pageBytes <= place.pageBytes()
        && (block.secondHpa < 0 || secondPageMatches(block, place));
  }

  private boolean secondPageMatches(Block block, Block.Place place) {
    long gva = Frame.base(place.gva() + Frame.SIZE) & core.addressMask(place.mode());
    long hpa = fetch(gva, core.privilege(place.mode()));
    return hpa == block.secondHpa;
  }

  /**
   * hpa of code, as {@link SoftTlb#findFetch(long)} has it, or -1 if no memory answers the fetch.
   */
  private long fetch(long gva, Privilege privilege) {
    long hpa = tlb.findFetch(gva, 1, privilege);
    return hpa >= 0 ? hpa : path.translate(gva, 1, AccessType.EXECUTE, privilege, 0, false);
  }
}
