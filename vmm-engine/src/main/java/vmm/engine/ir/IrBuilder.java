package vmm.engine.ir;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Register;
import vmm.api.cpu.RegisterFile;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;

/**
 * Builds a block out of an architecture's calls. On the way it computes what is constant, and a get
 * behind a put or another get of the same slot is the value itself.
 */
public final class IrBuilder implements Emitter {
  private static final Node[] NONE = {};

  /** Number of constants that are remembered, a power of two. */
  private static final int CONSTANTS = 64;

  private final int[] slotWidths;

  /** What each slot holds, if it was noted in the present epoch. */
  private final Node[] known;

  private final int[] knownSince;
  private int epoch;

  private Node[] nodes = new Node[512];
  private int size;
  private boolean ended;
  private int observers;
  private int[] offsets = new int[64];
  private int instructions;

  /** The constants at hand, each where its value says unless another took the place. */
  private final @Nullable Node[] constants = new Node[CONSTANTS];

  /** Makes a builder for code that works on {@code registers}. */
  public IrBuilder(RegisterFile registers) {
    slotWidths = new int[registers.slots()];
    Arrays.fill(slotWidths, 64);
    for (Register register : registers.registers()) {
      slotWidths[register.slot()] = register.bits();
    }
    known = new Node[registers.slots()];
    knownSince = new int[registers.slots()];
  }

  /** Begins another block. */
  public void begin() {
    Arrays.fill(nodes, 0, size, null);
    Arrays.fill(constants, null);
    size = 0;
    ended = false;
    observers = 0;
    instructions = 0;
    epoch++;
  }

  /** Begins an instruction at {@code offset} bytes from the block's first. */
  public void beginInstruction(long offset) {
    if (instructions == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * instructions);
    }
    offsets[instructions++] = (int) offset;
  }

  /** Takes back the beginning of an instruction for which nothing was emitted. */
  public void cancelInstruction() {
    instructions--;
  }

  /** Number of nodes so far. */
  public int size() {
    return size;
  }

  /** Number of nodes so far that observe. */
  public int observers() {
    return observers;
  }

  /** Whether the block has been ended. */
  public boolean ended() {
    return ended;
  }

  /** The nodes, of which the first {@link #size} count, until the next block begins: no copy. */
  public Node[] nodes() {
    return nodes;
  }

  /** See {@link IrBlock#offsets}: a copy. */
  public int[] offsets() {
    return Arrays.copyOf(offsets, instructions);
  }

  /** The finished block. */
  public IrBlock finish() {
    checkEnded();
    return new IrBlock(
        List.of(Arrays.copyOf(nodes, size)), IntStream.of(offsets()).boxed().toList());
  }

  /**
   * Checks that the block is finished.
   *
   * @throws IllegalStateException if it is not
   */
  public void checkEnded() {
    if (!ended) {
      throw new IllegalStateException("the translator ended no block");
    }
  }

  private Node append(Operation operation, int bits, int width, long immediate, Node... arguments) {
    if (ended) {
      throw new IllegalStateException("emitted behind the end of the block");
    }
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * size);
    }
    // What ends a block that was cut belongs to its last instruction.
    int instruction = Math.max(0, instructions - 1);
    Node node = new Node(operation, size, instruction, bits, width, immediate, arguments);
    nodes[size++] = node;
    if (operation.observes()) {
      observers++;
    } else if (operation.ends()) {
      ended = true;
    }
    return node;
  }

  private Node compute(Operation operation, int bits, int width, long immediate, Node... of) {
    for (Node argument : of) {
      if (!argument.constant()) {
        return append(operation, bits, width, immediate, of);
      }
    }
    return constant(
        Arithmetic.apply(operation, bits, immediate, value(of, 0), value(of, 1), value(of, 2)));
  }

  private static long value(Node[] of, int i) {
    return i < of.length ? of[i].immediate() : 0;
  }

  /** The low {@code bits} of a value. */
  private Node narrow(Node a, int bits) {
    return a.width() <= bits ? a : (Node) extract(a, 0, bits);
  }

  @Override
  public Node constant(long value) {
    int place = (int) (value ^ value >>> 6 ^ value >>> 32) & CONSTANTS - 1;
    Node found = constants[place];
    if (found == null || found.immediate() != value) {
      found = append(Operation.CONSTANT, 64, 64 - Long.numberOfLeadingZeros(value), value, NONE);
      constants[place] = found;
    }
    return found;
  }

  @Override
  public Node get(int slot) {
    if (knownSince[slot] != epoch) {
      note(slot, append(Operation.GET, 64, slotWidths[slot], slot, NONE));
    }
    return known[slot];
  }

  @Override
  public void put(int slot, Value value) {
    Node node = (Node) value;
    if (knownSince[slot] != epoch || known[slot] != node) {
      append(Operation.PUT, 64, 0, slot, node);
      note(slot, node);
    }
  }

  private void note(int slot, Node value) {
    known[slot] = value;
    knownSince[slot] = epoch;
  }

  @Override
  public Value add(int bits, Value a, Value b) {
    Node x = (Node) a;
    Node y = (Node) b;
    if (y.is(0)) {
      return narrow(x, bits);
    }
    if (x.is(0)) {
      return narrow(y, bits);
    }
    // (v + c) + d is v + (c + d): addresses and pcs are made so.
    if (y.constant() && sumWithConstant(x, bits)) {
      return add(bits, x.argument(0), constant(x.argument(1).immediate() + y.immediate()));
    }
    return x.constant()
        ? compute(Operation.ADD, bits, bits, 0, y, x)
        : compute(Operation.ADD, bits, bits, 0, x, y);
  }

  private static boolean sumWithConstant(Node node, int bits) {
    return node.operation() == Operation.ADD && node.bits() == bits && node.argument(1).constant();
  }

  @Override
  public Value sub(int bits, Value a, Value b) {
    Node x = (Node) a;
    Node y = (Node) b;
    if (y.constant() && !x.constant()) {
      return add(bits, x, constant(-y.immediate() & Arithmetic.mask(bits)));
    }
    return x == y ? constant(0) : compute(Operation.SUB, bits, bits, 0, x, y);
  }

  @Override
  public Value mul(int bits, Value a, Value b) {
    return compute(Operation.MUL, bits, bits, 0, (Node) a, (Node) b);
  }

  @Override
  public Value and(int bits, Value a, Value b) {
    Node x = (Node) a;
    Node y = (Node) b;
    if (x.constant()) {
      Node swap = x;
      x = y;
      y = swap;
    }
    if (x == y || (y.constant() && keepsAll(y.immediate(), Math.min(bits, x.width())))) {
      return narrow(x, bits);
    }
    if (y.is(0)) {
      return constant(0);
    }
    return compute(Operation.AND, bits, Math.min(bits, Math.min(x.width(), y.width())), 0, x, y);
  }

  private static boolean keepsAll(long mask, int bits) {
    return bits == 0 || (mask & Arithmetic.mask(bits)) == Arithmetic.mask(bits);
  }

  @Override
  public Value or(int bits, Value a, Value b) {
    return union(Operation.OR, bits, (Node) a, (Node) b);
  }

  @Override
  public Value xor(int bits, Value a, Value b) {
    Node x = (Node) a;
    Node y = (Node) b;
    return x == y ? constant(0) : union(Operation.XOR, bits, x, y);
  }

  private Value union(Operation operation, int bits, Node x, Node y) {
    if (x == y || y.is(0)) {
      return narrow(x, bits);
    }
    if (x.is(0)) {
      return narrow(y, bits);
    }
    return compute(operation, bits, Math.min(bits, Math.max(x.width(), y.width())), 0, x, y);
  }

  @Override
  public Value shl(int bits, Value a, Value count) {
    return shift(Operation.SHL, bits, (Node) a, (Node) count);
  }

  @Override
  public Value shrU(int bits, Value a, Value count) {
    Node by = (Node) count;
    if (by.constant()) {
      int low = (int) by.immediate() & 63;
      return low >= bits ? constant(0) : extract(a, low, bits - low);
    }
    return shift(Operation.SHR_U, bits, (Node) a, by);
  }

  @Override
  public Value shrS(int bits, Value a, Value count) {
    return shift(Operation.SHR_S, bits, (Node) a, (Node) count);
  }

  @Override
  public Value rotl(int bits, Value a, Value count) {
    return shift(Operation.ROTL, bits, (Node) a, (Node) count);
  }

  private Value shift(Operation operation, int bits, Node a, Node count) {
    return count.is(0) ? narrow(a, bits) : compute(operation, bits, bits, 0, a, count);
  }

  @Override
  public Value signExtend(int fromBits, int bits, Value a) {
    Node x = (Node) a;
    if (fromBits >= bits || x.width() < fromBits) {
      return narrow(x, bits);
    }
    return compute(Operation.SIGN_EXTEND, bits, bits, fromBits, x);
  }

  @Override
  public Value extract(Value a, int low, int bits) {
    Node x = (Node) a;
    if (low == 0 && x.width() <= bits) {
      return x;
    }
    if (low >= x.width()) {
      return constant(0);
    }
    int taken = Math.min(bits, 64 - low);
    return compute(Operation.EXTRACT, taken, Math.min(taken, x.width() - low), low, x);
  }

  @Override
  public Value deposit(Value base, int low, int bits, Value a) {
    Node x = (Node) base;
    Node y = (Node) a;
    if (low == 0 && bits >= x.width()) {
      return narrow(y, Math.min(bits, 64));
    }
    return compute(
        Operation.DEPOSIT, bits, Math.max(x.width(), Math.min(64, low + bits)), low, x, y);
  }

  @Override
  public Value byteSwap(int bits, Value a) {
    return compute(Operation.BYTE_SWAP, bits, bits, 0, (Node) a);
  }

  @Override
  public Value countLeadingZeros(int bits, Value a) {
    return compute(Operation.LEADING_ZEROS, bits, 7, 0, (Node) a);
  }

  @Override
  public Value countTrailingZeros(int bits, Value a) {
    return compute(Operation.TRAILING_ZEROS, bits, 7, 0, (Node) a);
  }

  @Override
  public Value popCount(int bits, Value a) {
    return compute(Operation.POP_COUNT, bits, 7, 0, (Node) a);
  }

  @Override
  public Value compare(Condition condition, int bits, Value a, Value b) {
    Node x = (Node) a;
    Node y = (Node) b;
    if (x == y) {
      boolean holds = Arithmetic.compare(condition, bits, 0, 0);
      return constant(holds ? 1 : 0);
    }
    return compute(Operation.COMPARE, bits, 1, Arithmetic.number(condition), x, y);
  }

  @Override
  public Value select(Value condition, Value ifTrue, Value ifFalse) {
    Node choice = (Node) condition;
    if (choice.constant()) {
      return choice.immediate() != 0 ? ifTrue : ifFalse;
    }
    Node x = (Node) ifTrue;
    Node y = (Node) ifFalse;
    return x == y
        ? x
        : compute(Operation.SELECT, 64, Math.max(x.width(), y.width()), 0, choice, x, y);
  }

  @Override
  public Value load(int bits, Value gva, AccessType access) {
    Operation operation = access.writes() ? Operation.LOAD_UPDATE : Operation.LOAD;
    return append(operation, bits, bits, 0, (Node) gva);
  }

  @Override
  public void store(int bits, Value gva, Value value) {
    append(Operation.STORE, bits, 0, 0, (Node) gva, (Node) value);
  }

  @Override
  public Value call(Helper helper, Helper.Effect effect, Value... arguments) {
    Operation operation =
        switch (effect) {
          case PURE -> Operation.CALL_PURE;
          case READS -> Operation.CALL_READS;
          case CHECK -> Operation.CALL_CHECK;
          case STATE -> Operation.CALL_STATE;
        };
    Node[] of = new Node[3];
    fillArguments(of, 0, arguments);
    Node call = append(operation, 64, 64, 0, of).calling(helper);
    forgetSlots(operation);
    return call;
  }

  @Override
  public void callIf(Value condition, Helper helper, Value... arguments) {
    conditional(Operation.CALL_IF, (Node) condition, helper, arguments);
  }

  @Override
  public void checkIf(Value condition, Helper helper, Value... arguments) {
    conditional(Operation.CHECK_IF, (Node) condition, helper, arguments);
  }

  private void conditional(Operation operation, Node condition, Helper helper, Value[] arguments) {
    if (condition.is(0)) {
      return;
    }
    Node[] of = new Node[4];
    of[0] = condition;
    fillArguments(of, 1, arguments);
    append(operation, 64, 64, 0, of).calling(helper);
    forgetSlots(operation);
  }

  private void fillArguments(Node[] target, int from, Value[] arguments) {
    for (int i = from; i < target.length; i++) {
      target[i] = i - from < arguments.length ? (Node) arguments[i - from] : constant(0);
    }
  }

  private void forgetSlots(Operation operation) {
    if (operation.mayWriteSlots()) {
      epoch++;
    }
  }

  @Override
  public void jump(Value pc, long codeOffset) {
    append(Operation.JUMP, 64, 64, codeOffset, (Node) pc);
  }

  @Override
  public void jumpIndirect(Value pc) {
    append(Operation.JUMP_INDIRECT, 64, 64, 0, (Node) pc);
  }

  @Override
  public void branch(
      Value condition, Value takenPc, long takenOffset, Value otherPc, long otherOffset) {
    Node when = (Node) condition;
    if (when.constant()) {
      boolean taken = when.immediate() != 0;
      jump(taken ? takenPc : otherPc, taken ? takenOffset : otherOffset);
      return;
    }
    append(Operation.BRANCH, 64, 64, takenOffset, when, (Node) takenPc, (Node) otherPc)
        .with(otherOffset);
  }

  @Override
  public void exit() {
    append(Operation.EXIT, 64, 64, 0, NONE);
  }
}
