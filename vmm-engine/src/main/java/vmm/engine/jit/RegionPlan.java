package vmm.engine.jit;

import java.util.BitSet;
import java.util.List;
import vmm.engine.code.Block;
import vmm.engine.ir.IrBlock;

/**
 * What is to be compiled. It holds all that the compiler needs, so that this can run on another
 * thread than the processor.
 *
 * @param members the blocks, the entry first
 * @param slots number of slots
 * @param pcSlot slot of the program counter
 */
record RegionPlan(List<Member> members, int slots, int pcSlot) {
  /**
   * A block of a region.
   *
   * @param meaning what it was translated from
   * @param targets where it leads to within the region: of its exits 0 and 1, or, if it ends
   *     indirectly, where it went lately. {@link Target#NONE} is elsewhere
   */
  record Member(Block block, IrBlock meaning, List<Target> targets) {}

  /**
   * A way from one block to another.
   *
   * @param member number of the block it leads to
   * @param checked whether to look up, on the way, that the other's page is mapped where it was
   */
  record Target(int member, boolean checked) {
    static final Target NONE = new Target(-1, false);

    boolean within(int members) {
      return member >= 0 && member < members;
    }
  }

  Block[] blocks() {
    return members.stream().map(Member::block).toArray(Block[]::new);
  }

  /** Whether a block leads back to itself. */
  boolean loops() {
    var done = new BitSet();
    var path = new BitSet();
    return loops(0, path, done);
  }

  /** Whether a way from {@code member} leads to itself or to what is on the path to it. */
  private boolean loops(int member, BitSet path, BitSet done) {
    if (done.get(member)) {
      return path.get(member);
    }
    done.set(member);
    path.set(member);
    for (Target target : members.get(member).targets()) {
      if (target.member() >= 0 && loops(target.member(), path, done)) {
        return true;
      }
    }
    path.clear(member);
    return false;
  }

  /** The first blocks, as many as {@code kept}. What led to the others leads elsewhere. */
  RegionPlan first(int kept) {
    return new RegionPlan(
        members.subList(0, kept).stream().map(member -> within(member, kept)).toList(),
        slots,
        pcSlot);
  }

  private static Member within(Member member, int kept) {
    List<Target> targets =
        member.targets().stream()
            .map(target -> target.within(kept) ? target : Target.NONE)
            .toList();
    return new Member(member.block(), member.meaning(), targets);
  }
}
