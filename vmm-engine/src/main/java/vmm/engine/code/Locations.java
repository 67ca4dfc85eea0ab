package vmm.engine.code;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vmm.engine.ir.Node;

/**
 * Where values are while a block is lowered. A value is in a slot (the guest's register itself), in
 * a temporary or among the constants.
 *
 * <p>Puts are late: a slot that was put may be <i>pending</i>, its new value elsewhere, until the
 * block ends or a helper looks. A fault or trap finds the pending slots in a recovery. So most of
 * what an instruction leaves behind in case somebody asks costs nothing if nobody does.
 */
final class Locations {
  private final CodeBuffer code;
  private final ConstantPool pool;
  private final int firstTemporary;
  private final int temporaries;

  private final @Nullable Node[] resident;

  /** Every slot with a resident value, and some without, some of them more than once. */
  private final IntList residents = new IntList();

  private final @Nullable Node[] pending;
  private final int[] pendingPut;
  private final IntList pendingSlots = new IntList();
  private final int[] freeTemporaries;
  private int freeCount;
  private int neverUsed;
  private int[] location = new int[0];
  private int[] uses = new int[0];
  private Node[] held = new Node[8];
  private int[] heldIndexes = new int[8];
  private int heldCount;
  private @Nullable Liveness liveness;
  private int now;

  Locations(CodeBuffer code, ConstantPool pool, int slots, int firstTemporary, int temporaries) {
    this.code = code;
    this.pool = pool;
    this.firstTemporary = firstTemporary;
    this.temporaries = temporaries;
    resident = new Node[slots];
    pending = new Node[slots];
    pendingPut = new int[slots];
    freeTemporaries = new int[temporaries];
  }

  void begin(Liveness newLiveness, int nodes) {
    liveness = newLiveness;
    uses = newLiveness.uses;
    if (nodes > location.length) {
      location = new int[2 * nodes];
    }
    Arrays.fill(location, 0, nodes, -1);
    for (int i = 0; i < residents.size(); i++) {
      resident[residents.get(i)] = null;
    }
    residents.clear();
    for (int i = 0; i < pendingSlots.size(); i++) {
      pending[pendingSlots.get(i)] = null;
    }
    pendingSlots.clear();
    heldCount = 0;
    freeCount = 0;
    neverUsed = firstTemporary;
  }

  /** Tells which node is being lowered. */
  void at(Node node) {
    now = node.index();
  }

  // Operands and results of the operation at hand

  /** Index of an operand of the operation at hand; it stays valid until {@link #done}. */
  int use(Node node) {
    int index = locate(node);
    if (heldCount == held.length) {
      held = Arrays.copyOf(held, 2 * heldCount);
      heldIndexes = Arrays.copyOf(heldIndexes, 2 * heldCount);
    }
    heldIndexes[heldCount] = index;
    held[heldCount++] = node;
    return index;
  }

  private int locate(Node node) {
    if (location[node.index()] >= 0) {
      return location[node.index()];
    }
    if (!node.constant()) {
      throw new IllegalStateException("used before it is defined: " + node);
    }
    int index = pool.index(node.immediate());
    if (index < 0) {
      index = newTemporary();
      code.op(Opcode.CONSTANT, index, 0, 0, 0);
      code.data(node.immediate());
    }
    location[node.index()] = index;
    return index;
  }

  /** Where the result of the operation at hand goes. */
  int define(Node node) {
    int slot = liveness().target[node.index()];
    if (slot >= 0) {
      evict(slot);
      settle(slot, node);
      location[node.index()] = slot;
    } else {
      location[node.index()] = newTemporary();
    }
    return location[node.index()];
  }

  /** The value of a slot is in the slot. */
  void defineInPlace(Node get) {
    location[get.index()] = get.slot();
    settle(get.slot(), get);
  }

  /** A slot holds a value from now on. */
  private void settle(int slot, Node value) {
    resident[slot] = value;
    residents.add(slot);
  }

  /** The operation at hand has been emitted; {@code result} is its node if it has a result. */
  void done(@Nullable Node result) {
    while (heldCount > 0) {
      release(held[--heldCount]);
    }
    if (result != null && uses[result.index()] == 0) {
      freeTemporary(location[result.index()]);
    }
  }

  private void release(Node node) {
    if (--uses[node.index()] == 0) {
      freeTemporary(location[node.index()]);
    }
  }

  private int newTemporary() {
    if (freeCount > 0) {
      return freeTemporaries[--freeCount];
    }
    if (neverUsed == firstTemporary + temporaries) {
      throw new IllegalStateException("an instruction needs too many values at once");
    }
    return neverUsed++;
  }

  private void freeTemporary(int index) {
    if (index >= firstTemporary && index < firstTemporary + temporaries) {
      freeTemporaries[freeCount++] = index;
    }
  }

  private Liveness liveness() {
    if (liveness == null) {
      throw new IllegalStateException("no block");
    }
    return liveness;
  }

  // Slots

  /** Puts a value into a slot, late. */
  void put(Node put) {
    int slot = put.slot();
    Node value = put.argument(0);
    dropPending(slot);
    if (resident[slot] == value) {
      release(value);
      return;
    }
    locate(value);
    pending[slot] = value;
    pendingPut[slot] = put.index();
    pendingSlots.add(slot);
  }

  private void dropPending(int slot) {
    Node value = pending[slot];
    if (value != null) {
      pending[slot] = null;
      pendingSlots.removeValue(slot);
      release(value);
    }
  }

  /** Number of uses of a node after the operation at hand. */
  private int laterUses(Node node) {
    int count = uses[node.index()];
    for (int i = 0; i < heldCount; i++) {
      count -= held[i] == node ? 1 : 0;
    }
    return count;
  }

  /** Saves the value in a slot, which is about to be overwritten, if anyone needs it later. */
  private void evict(int slot) {
    Node value = resident[slot];
    if (value == null || laterUses(value) == 0) {
      return;
    }
    int home = pendingHome(value);
    if (laterUses(value) == 0) {
      return;
    }
    resident[slot] = null;
    if (home < 0) {
      location[value.index()] = newTemporary();
      code.move(location[value.index()], slot);
      return;
    }
    code.move(home, slot);
    location[value.index()] = home;
    settle(home, value);
    dropPending(home);
  }

  /**
   * A slot that waits for the value and is free to take it, else -1. On the way puts are dropped
   * that will be overwritten unseen.
   */
  private int pendingHome(Node value) {
    int home = -1;
    for (int i = pendingSlots.size() - 1; i >= 0; i--) {
      int slot = pendingSlots.get(i);
      if (pending[slot] == value) {
        Node there = resident[slot];
        if (liveness().unseen(pendingPut[slot], now)) {
          dropPending(slot);
        } else if ((there == null || uses[there.index()] == 0) && !holds(slot)) {
          home = slot;
        }
      }
    }
    return home;
  }

  /** Whether the operation at hand takes an operand from this place. */
  private boolean holds(int index) {
    for (int i = 0; i < heldCount; i++) {
      if (heldIndexes[i] == index) {
        return true;
      }
    }
    return false;
  }

  /** Writes every pending slot. */
  void flush() {
    while (pendingSlots.size() > 0) {
      int slot = pendingSlots.get(0);
      Node value = pending[slot];
      if (value == null) {
        throw new IllegalStateException("slot " + slot + " has nothing pending");
      }
      evict(slot);
      int from = location[value.index()];
      code.move(slot, from);
      resident[slot] = null;
      if (from >= firstTemporary && !value.constant()) {
        location[value.index()] = slot;
        settle(slot, value);
        freeTemporary(from);
      }
      dropPending(slot);
    }
  }

  /** Saves every value in a slot that is needed later: a helper may write any slot. */
  void evictAll() {
    for (int i = 0; i < residents.size(); i++) {
      evict(residents.get(i));
    }
  }

  /** Forgets what slots hold, but for the result of the call that may have written them. */
  void forgetSlots(Node result) {
    int target = liveness().target[result.index()];
    for (int i = 0; i < residents.size(); i++) {
      int slot = residents.get(i);
      if (resident[slot] != result) {
        resident[slot] = null;
      }
    }
    residents.clear();
    if (target >= 0) {
      residents.add(target);
    }
  }

  // Recovery

  /** Makes sure that a recovery can write the pending slots and code can still go on. */
  void prepareRecovery() {
    for (int i = pendingSlots.size() - 1; i >= 0; i--) {
      // An eviction can settle other slots, at most, so going down visits all that stay.
      if (i < pendingSlots.size()) {
        evict(pendingSlots.get(i));
      }
    }
  }

  /** Appends a recovery of what is pending and returns its place. */
  int recovery(IntList recoveries) {
    if (pendingSlots.size() == 0) {
      return 0;
    }
    int place = recoveries.size();
    recoveries.add(pendingSlots.size());
    for (int i = 0; i < pendingSlots.size(); i++) {
      int slot = pendingSlots.get(i);
      Node value = pending[slot];
      recoveries.add(slot);
      recoveries.add(value == null ? slot : location[value.index()]);
    }
    return place;
  }
}
