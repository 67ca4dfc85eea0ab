package vmm.engine.ir;

import java.util.List;

/**
 * The meaning of a block of guest code: nodes in the order of evaluation, the last of which ends
 * the block. A value is defined before it is used. The slots hold what the puts so far say at each
 * node that {@link Operation#observes}, and at the boundary behind an instruction with such a node.
 *
 * @param offsets distance in bytes of each instruction from the block's first byte
 */
public record IrBlock(List<Node> nodes, List<Integer> offsets) {
  /** Number of guest instructions. */
  public int instructions() {
    return offsets.size();
  }
}
