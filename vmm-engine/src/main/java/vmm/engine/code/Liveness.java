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

  private static final int FIRST_CAPACITY = 64;

  private Node[] nodes = new Node[0];
  private int size;

  /** Number of uses of each node's value by live nodes. */
  public int[] uses = new int[0];

  /** Whether the node has to be evaluated. */
  public boolean[] live = new boolean[0];

  /** The slot into which the node's value can be computed at once, or -1. */
  int[] target = new int[0];

  /** Whether another operation does the node's work: the user of the value, or a load. */
  boolean[] fused = new boolean[0];

  /** For a load, the node that reverses its bytes, if nobody else wants them. */
  @Nullable Node[] loadSwaps = new Node[0];

  /** For a store, whether it reverses the bytes of its value. */
  boolean[] storeSwaps = new boolean[0];

  /** Number of moments before each node at which someone may look at the slots. */
  private int[] observed = new int[0];

  /** The place of the put that ends the stay of a value in its target. */
  private int[] targetKept = new int[0];

  /** For each put, the place of the next one to the same slot. */
  private int[] nextPut = new int[0];

  /** Of each slot, the next put on the way back through a block; between blocks {@link #NEVER}. */
  private final int[] next;

  /** Of each slot, the last get on the way through a block; between blocks -1. */
  private final int[] lastGet;

  /** Makes one that looks through blocks, one after the other, which work on so many slots. */
  Liveness(int slots) {
    next = new int[slots];
    lastGet = new int[slots];
    Arrays.fill(next, NEVER);
    Arrays.fill(lastGet, -1);
  }

  /** Looks through {@code nodes}, which work on {@code slots} slots. */
  public Liveness(List<Node> nodes, int slots) {
    this(slots);
    look(nodes.toArray(Node[]::new), nodes.size());
  }

  /** Looks through a block: the first {@code newSize} of {@code newNodes}. */
  void look(Node[] newNodes, int newSize) {
    nodes = newNodes;
    size = newSize;
    clear();
    countObservers();
    markLive();
    choose();
  }

  private void clear() {
    if (size > uses.length) {
      grow(Math.max(FIRST_CAPACITY, 2 * size));
    }
    Arrays.fill(uses, 0, size, 0);
    Arrays.fill(target, 0, size, -1);
    Arrays.fill(fused, 0, size, false);
    Arrays.fill(loadSwaps, 0, size, null);
  }

  private void grow(int capacity) {
    uses = new int[capacity];
    live = new boolean[capacity];
    target = new int[capacity];
    fused = new boolean[capacity];
    loadSwaps = new Node[capacity];
    storeSwaps = new boolean[capacity];
    observed = new int[capacity];
    targetKept = new int[capacity];
    nextPut = new int[capacity];
  }

  private void countObservers() {
    int count = 0;
    boolean inInstruction = false;
    int instruction = 0;
    for (int i = 0; i < size; i++) {
      Node node = nodes[i];
      if (node.instruction() != instruction) {
        // A block can be left behind an instruction in which something happened.
        count += inInstruction ? 1 : 0;
        inInstruction = false;
        instruction = node.instruction();
      }
      observed[i] = count;
      if (node.operation().observes()) {
        count++;
        inInstruction = true;
      }
    }
  }

  private void markLive() {
    for (int i = size - 1; i >= 0; i--) {
      Node node = nodes[i];
      if (node.operation() == Operation.PUT) {
        nextPut[i] = next[node.slot()];
        live[i] = !unseen(i, i);
        next[node.slot()] = i;
      } else {
        live[i] = uses[i] > 0 || !node.operation().removable();
      }
      if (live[i]) {
        for (int a = node.argumentCount() - 1; a >= 0; a--) {
          uses[node.argument(a).index()]++;
        }
      }
    }
  }

  /** Whether what {@code put} wrote is overwritten before anyone can look, from {@code now} on. */
  boolean unseen(int put, int now) {
    return nextPut[put] != NEVER && observed[now] == observed[nextPut[put]];
  }

  /** Chooses targets of values and what is fused, and brings the rows of slots back. */
  private void choose() {
    for (int i = 0; i < size; i++) {
      Node node = nodes[i];
      switch (node.operation()) {
        case GET -> lastGet[node.slot()] = i;
        case PUT -> {
          next[node.slot()] = NEVER;
          if (live[i]) {
            chooseTarget(node, lastGet[node.slot()]);
          }
        }
        case BRANCH, LOAD, STORE, BYTE_SWAP -> {
          if (live[i]) {
            chooseFusion(node);
          }
        }
        default -> {}
      }
    }
    for (int i = 0; i < size; i++) {
      if (nodes[i].operation() == Operation.GET) {
        lastGet[nodes[i].slot()] = -1;
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
