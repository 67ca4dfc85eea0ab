package vmm.engine.jit;

import java.util.BitSet;
import java.util.List;

/** The {@link BlockFlow}s of a region, made to agree with each other. */
final class RegionFlow {
  private final List<RegionPlan.Member> members;
  private final List<BlockFlow> flows;

  RegionFlow(RegionPlan plan) {
    members = plan.members();
    flows =
        members.stream()
            .map(member -> new BlockFlow(member.meaning().nodes(), plan.slots(), plan.pcSlot()))
            .toList();
    while (spreadDirty()) {}
    while (spreadLive()) {}
  }

  BlockFlow of(int member) {
    return flows.get(member);
  }

  private boolean spreadDirty() {
    boolean changed = false;
    for (int i = 0; i < flows.size(); i++) {
      BlockFlow flow = flows.get(i);
      flow.forward();
      for (RegionPlan.Target target : members.get(i).targets()) {
        if (target.member() >= 0) {
          BitSet in = flows.get(target.member()).dirtyIn;
          int before = in.cardinality();
          in.or(flow.dirtyOut);
          changed |= in.cardinality() != before;
        }
      }
    }
    return changed;
  }

  private boolean spreadLive() {
    boolean changed = false;
    for (int i = flows.size() - 1; i >= 0; i--) {
      BlockFlow flow = flows.get(i);
      var liveOut = new BitSet();
      for (RegionPlan.Target target : members.get(i).targets()) {
        if (target.member() >= 0) {
          liveOut.or(flows.get(target.member()).liveIn);
        }
      }
      int before = flow.liveIn.cardinality();
      flow.backward(liveOut);
      changed |= flow.liveIn.cardinality() != before;
    }
    return changed;
  }
}
