package vmm.engine.code;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.engine.ir.Node;
import vmm.engine.ir.Operation;

/** What code is made with: who uses what in a block, and which puts anyone can see. */
public final class Liveness {
  /** No later put of the slot. */
  private static final int NEVER = Integer.MAX_VALUE;

  private final List<Node> nodes;

  /** Number of uses of each node's value by live nodes. */
  public final int[] uses;

  /** Whether the node has to be evaluated. */
  public final boolean[] live;

  /** The slot into which the node's value can be computed at once, or -1. */
  final int[] target;

  /** Whether another operation does the node's work: the user of the value, or a load. */
  final boolean[] fused;

  /** For a load, the node that reverses its bytes, if nobody else wants them. */
  final @Nullable Node[] loadSwaps;

  /** For a store, whether it reverses the bytes of its value. */
  final boolean[] storeSwaps;

  /** Number of moments before each node at which someone may look at the slots. */
  private final int[] observed;

  /** The place of the put that ends the stay of a value in its target. */
  private final int[] targetKept;

  /** For each put, the place of the next one to the same slot. */
  private final int[] nextPut;

  /** Looks through {@code nodes}, which work on {@code slots} slots. */
  public Liveness(List<Node> nodes, int slots) {
    this.nodes = nodes;
    int size = nodes.size();
    uses = new int[size];
    live = new boolean[size];
    target = new int[size];
    fused = new boolean[size];
    loadSwaps = new Node[size];
    storeSwaps = new boolean[size];
    observed = new int[size];
    nextPut = new int[size];
    targetKept = new int[size];
    Arrays.fill(target, -1);
    countObservers();
    markLive(slots);
    chooseTargets(slots);
    nodes.forEach(this::chooseFusion);
  }

  private void countObservers() {
    int count = 0;
    boolean inInstruction = false;
    int instruction = 0;
    for (Node node : nodes) {
      if (node.instruction() != instruction) {
        // A block can be left behind an instruction in which something happened.
        count += inInstruction ? 1 : 0;
        inInstruction = false;
        instruction = node.instruction();
      }
      observed[node.index()] = count;
      if (node.operation().observes()) {
        count++;
        inInstruction = true;
      }
    }
  }

  private void markLive(int slots) {
    int[] next = new int[slots];
    Arrays.fill(next, NEVER);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.operation() == Operation.PUT) {
        nextPut[i] = next[node.slot()];
        live[i] = !unseen(i, i);
        next[node.slot()] = i;
      } else {
        live[i] = uses[i] > 0 || !node.operation().removable();
      }
      if (live[i]) {
        node.arguments().forEach(argument -> uses[argument.index()]++);
      }
    }
  }

  /** Whether what {@code put} wrote is overwritten before anyone can look, from {@code now} on. */
  boolean unseen(int put, int now) {
    return nextPut[put] != NEVER && observed[now] == observed[nextPut[put]];
  }

  private void chooseTargets(int slots) {
    int[] lastGet = new int[slots];
    Arrays.fill(lastGet, -1);
    for (Node node : nodes) {
      if (node.operation() == Operation.GET) {
        lastGet[node.slot()] = node.index();
      } else if (node.operation() == Operation.PUT && live[node.index()]) {
        chooseTarget(node, lastGet[node.slot()]);
      }
    }
  }

  private void chooseTarget(Node put, int lastGet) {
    Node value = put.argument(0);
    int from = value.index();
    if (lastGet > from) {
      return; // the slot's old content is read after the value is there, as in an exchange
    }
    int seen = observed[put.index()] - observed[from] - (value.operation().observes() ? 1 : 0);
    if (seen != 0 || value.constant() || value.operation() == Operation.GET) {
      return;
    }
    // Of several slots that take the value, the one that keeps it longest.
    if (target[from] < 0 || nextPut[put.index()] > targetKept[from]) {
      target[from] = put.slot();
      targetKept[from] = nextPut[put.index()];
    }
  }

  private void chooseFusion(Node user) {
    if (!live[user.index()]) {
      return;
    }
    switch (user.operation()) {
      case BRANCH -> {
        boolean toConstants = user.argument(1).constant() && user.argument(2).constant();
        fuse(user.argument(0), Operation.COMPARE, toConstants);
      }
      case LOAD -> fuseSum(user);
      case STORE -> {
        fuseSum(user);
        Node value = user.argument(1);
        boolean swap = value.bits() == user.bits() && !fused[value.index()] && !wide(user);
        storeSwaps[user.index()] = fuse(value, Operation.BYTE_SWAP, swap);
      }
      case BYTE_SWAP -> fuseIntoLoad(user);
      default -> {}
    }
  }

  private boolean fuse(Node value, Operation operation, boolean possible) {
    boolean fusing = possible && value.operation() == operation && uses[value.index()] == 1;
    fused[value.index()] |= fusing;
    return fusing;
  }

  private void fuseSum(Node access) {
    Node gva = access.argument(0);
    fuse(gva, Operation.ADD, gva.bits() == 32);
  }

  private void fuseIntoLoad(Node swap) {
    Node load = swap.argument(0);
    if (load.operation() == Operation.LOAD
        && load.index() == swap.index() - 1
        && load.instruction() == swap.instruction()
        && load.bits() == swap.bits()
        && uses[load.index()] == 1
        && !wide(load)) {
      loadSwaps[load.index()] = swap;
      fused[swap.index()] = true;
    }
  }

  /** Whether the gva of a load or store may have more than 32 bits. */
  static boolean wide(Node access) {
    return access.argument(0).width() > 32;
  }
}
