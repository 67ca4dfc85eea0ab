package vmm.engine.code;

import org.jspecify.annotations.Nullable;
import vmm.engine.ir.IrBuilder;
import vmm.engine.ir.Node;
import vmm.engine.ir.Operation;

/** Turns blocks into operations of the interpreter. */
public final class Lowering {
  /** Room for values between operations; more than a block of the permitted length can need. */
  public static final int TEMPORARIES = 1536;

  private static final int NO_RECOVERY = 0;

  /** Recoveries of a block that needs none, and where its short tables say that they are. */
  private static final int[] NO_RECOVERIES = {0};

  private static final int[] NOWHERE = new int[64];

  private final CodeBuffer code = new CodeBuffer();
  private final IntList pointInstructions = new IntList();
  private final IntList pointRecoveries = new IntList();
  private final IntList recoveries = new IntList();
  private final Locations locations;
  private final Liveness liveness;

  /** Index of an element of the frame that is always 0: the last temporary. */
  private final int zero;

  private final IntList boundaries = new IntList();
  private final IntList boundaryRecoveries = new IntList();
  private final long[] linkOffsets = new long[2];
  private int instruction;
  private boolean observed;
  private boolean[] fused = new boolean[0];
  private @Nullable Node[] loadSwaps = new Node[0];
  private boolean[] storeSwaps = new boolean[0];

  /**
   * Makes a lowering for frames whose first {@code slots} elements are the guest's slots, followed
   * by the temporaries.
   */
  public Lowering(ConstantPool pool, int slots) {
    liveness = new Liveness(slots);
    zero = slots + TEMPORARIES - 1;
    locations = new Locations(code, pool, slots, slots, TEMPORARIES - 1);
  }

  /** Lowers the block that has just been built. */
  public Code lower(IrBuilder block) {
    block.checkEnded();
    begin();
    Node[] nodes = block.nodes();
    int size = block.size();
    liveness.look(nodes, size);
    fused = liveness.fused;
    loadSwaps = liveness.loadSwaps;
    storeSwaps = liveness.storeSwaps;
    locations.begin(liveness, size);
    for (int i = 0; i < size; i++) {
      if (liveness.live[i]) {
        Node node = nodes[i];
        boundariesBefore(node);
        locations.at(node);
        lower(node);
      }
    }
    return finish(block.offsets());
  }

  private void begin() {
    code.clear();
    pointInstructions.clear();
    pointRecoveries.clear();
    recoveries.clear();
    recoveries.add(0);
    boundaries.clear();
    boundaries.add(0);
    boundaryRecoveries.clear();
    boundaryRecoveries.add(NO_RECOVERY);
    linkOffsets[0] = 0;
    linkOffsets[1] = 0;
    instruction = 0;
    observed = false;
  }

  private Code finish(int[] offsets) {
    boolean plain =
        recoveries.size() == NO_RECOVERIES.length
            && pointRecoveries.size() <= NOWHERE.length
            && boundaries.size() <= NOWHERE.length;
    return new Code(
        code.words(),
        offsets,
        boundaries.toArray(),
        plain ? NOWHERE : boundaryRecoveries.toArray(),
        pointInstructions.toArray(),
        plain ? NOWHERE : pointRecoveries.toArray(),
        plain ? NO_RECOVERIES : recoveries.toArray(),
        linkOffsets.clone(),
        code.helpers());
  }

  /** Notes where the instructions up to that of {@code node} begin. */
  private void boundariesBefore(Node node) {
    if (node.instruction() == instruction) {
      return;
    }
    int recovery = NO_RECOVERY;
    if (observed) {
      locations.prepareRecovery();
      recovery = locations.recovery(recoveries);
    }
    observed = false;
    while (instruction < node.instruction()) {
      instruction++;
      boundaries.add(code.label());
      boundaryRecoveries.add(recovery);
    }
  }

  private void lower(Node node) {
    switch (node.operation()) {
      case CONSTANT -> {}
      case GET -> locations.defineInPlace(node);
      case PUT -> locations.put(node);
      case LOAD, LOAD_UPDATE -> load(node);
      case STORE -> store(node);
      case CALL_PURE -> call(Opcode.CALL_QUIET, node);
      case CALL_READS -> {
        locations.flush();
        call(Opcode.CALL_QUIET, node);
      }
      case CALL_STATE -> {
        locations.flush();
        call(Opcode.CALL, node);
      }
      case CALL_CHECK -> callCheck(node);
      case CALL_IF -> callIf(node);
      case CHECK_IF -> checkIf(node);
      case JUMP -> jump(node.argument(0), 0, node.immediate());
      case JUMP_INDIRECT -> jumpIndirect(node);
      case BRANCH -> branch(node);
      case EXIT -> {
        locations.flush();
        code.op(Opcode.EXIT, 0, 0, 0, 0);
      }
      default -> {
        if (!fused[node.index()]) {
          compute(node);
        }
      }
    }
  }

  // Computing

  private void compute(Node node) {
    int bits = node.bits();
    int low = (int) node.immediate();
    switch (node.operation()) {
      case ADD -> sum(node, Opcode.ADD_64);
      case SUB -> sum(node, Opcode.SUB_64);
      case AND -> logic(node, Opcode.AND, Opcode.AND_32);
      case OR -> logic(node, Opcode.OR, Opcode.OR_32);
      case XOR -> logic(node, Opcode.XOR, Opcode.XOR_32);
      case MUL -> whole(node, Opcode.MUL_64, Opcode.MUL_32);
      case SHL -> whole(node, Opcode.SHL_64, Opcode.SHL_32);
      case ROTL -> only32(node, Opcode.ROTL_32);
      case SHR_S -> only32(node, Opcode.SHR_S_32);
      case SHR_U -> {
        if (node.argument(0).width() <= bits) {
          binary(Opcode.SHR_U, node, 0);
        } else {
          only32(node, Opcode.SHR_U_32);
        }
      }
      case EXTRACT -> unary(Opcode.EXTRACT, node, low, bits);
      case SIGN_EXTEND -> unary(Opcode.SIGN_EXTEND, node, 64 - low, 64 - bits);
      case DEPOSIT -> binary(Opcode.DEPOSIT, node, low + 64 * (bits - 1));
      case COMPARE -> binary(Opcode.COMPARE + low, node, 64 - bits);
      case BYTE_SWAP -> unary(Opcode.BYTE_SWAP, node, 0, 64 - bits);
      case SELECT -> select(node);
      default -> any(node);
    }
  }

  private void binary(int opcode, Node node, int c) {
    int a = locations.use(node.argument(0));
    int b = locations.use(node.argument(1));
    code.op(opcode, locations.define(node), a, b, c);
    locations.done(node);
  }

  private void unary(int opcode, Node node, int b, int c) {
    int a = locations.use(node.argument(0));
    code.op(opcode, locations.define(node), a, b, c);
    locations.done(node);
  }

  /** Sums have three operations each, for 64 bits, 32 and any number. */
  private void sum(Node node, int opcode64) {
    int bits = node.bits();
    int variant = bits == 64 ? 0 : bits == 32 ? 1 : 2;
    binary(opcode64 + variant, node, 64 - bits);
  }

  private void logic(Node node, int opcode, int opcode32) {
    int x = node.argument(0).width();
    int y = node.argument(1).width();
    int width = opcode == Opcode.AND ? Math.min(x, y) : Math.max(x, y);
    if (width <= node.bits()) {
      binary(opcode, node, 0);
    } else {
      only32(node, opcode32);
    }
  }

  private void whole(Node node, int opcode64, int opcode32) {
    if (node.bits() == 64) {
      binary(opcode64, node, 0);
    } else {
      only32(node, opcode32);
    }
  }

  private void only32(Node node, int opcode) {
    if (node.bits() == 32) {
      binary(opcode, node, 0);
    } else {
      any(node);
    }
  }

  private void select(Node node) {
    int a = locations.use(node.argument(0));
    int b = locations.use(node.argument(1));
    int c = locations.use(node.argument(2));
    code.op(Opcode.SELECT, locations.define(node), a, b, c);
    locations.done(node);
  }

  private void any(Node node) {
    int a = locations.use(node.argument(0));
    int b = node.argumentCount() > 1 ? locations.use(node.argument(1)) : a;
    code.op(Opcode.COMPUTE, locations.define(node), a, b, 0);
    code.data(Computation.pack(node.operation(), node.bits(), node.immediate()));
    locations.done(node);
  }

  // Memory and helpers

  private int point(boolean current) {
    observed = true;
    pointInstructions.add(instruction);
    pointRecoveries.add(current ? NO_RECOVERY : locations.recovery(recoveries));
    return pointInstructions.size() - 1;
  }

  private static int sizeIndex(int bits) {
    return Integer.numberOfTrailingZeros(bits) - 3;
  }

  private void load(Node node) {
    Node swap = loadSwaps[node.index()];
    Node result = swap == null ? node : swap;
    boolean wide = Liveness.wide(node);
    locations.prepareRecovery();
    int a = useBase(node);
    int b = useOffset(node);
    int d = locations.define(result);
    int opcode =
        node.operation() == Operation.LOAD_UPDATE
            ? Opcode.LOAD_UPDATE
            : wide ? Opcode.LOAD_WIDE : swap == null ? Opcode.LOAD : Opcode.LOAD_SWAPPED;
    code.op(opcode + sizeIndex(node.bits()), d, a, b, point(false));
    locations.done(result);
  }

  private void store(Node node) {
    Node value = node.argument(1);
    boolean swap = storeSwaps[node.index()];
    boolean wide = Liveness.wide(node);
    locations.prepareRecovery();
    int a = useBase(node);
    int b = useOffset(node);
    int d = locations.use(swap ? value.argument(0) : value);
    int opcode = wide ? Opcode.STORE_WIDE : swap ? Opcode.STORE_SWAPPED : Opcode.STORE;
    code.op(opcode + sizeIndex(node.bits()), d, a, b, point(false));
    locations.done(null);
  }

  private int useBase(Node access) {
    Node gva = access.argument(0);
    return locations.use(doneByUser(gva, Operation.ADD) ? gva.argument(0) : gva);
  }

  private int useOffset(Node access) {
    Node gva = access.argument(0);
    return doneByUser(gva, Operation.ADD) ? locations.use(gva.argument(1)) : zero;
  }

  private boolean doneByUser(Node node, Operation operation) {
    return node.operation() == operation && fused[node.index()];
  }

  /** Calls a helper; what it may look at has been flushed. */
  private void call(int opcode, Node node) {
    int a = locations.use(node.argument(0));
    int b = locations.use(node.argument(1));
    int c = locations.use(node.argument(2));
    if (opcode == Opcode.CALL) {
      locations.evictAll();
    }
    code.op(opcode, locations.define(node), a, b, c);
    callData(node, true);
    if (opcode == Opcode.CALL) {
      locations.forgetSlots(node);
    }
    locations.done(node);
  }

  /** Calls a helper that finds the slots up to date by recovery, and leaves them alone. */
  private void callCheck(Node node) {
    int a = locations.use(node.argument(0));
    int b = locations.use(node.argument(1));
    int c = locations.use(node.argument(2));
    locations.prepareRecovery();
    code.op(Opcode.CALL, locations.define(node), a, b, c);
    callData(node, false);
    locations.done(node);
  }

  private void checkIf(Node node) {
    int condition = locations.use(node.argument(0));
    int a = locations.use(node.argument(1));
    int b = locations.use(node.argument(2));
    int c = locations.use(node.argument(3));
    locations.prepareRecovery();
    code.op(Opcode.CALL_IF, condition, a, b, c);
    callData(node, false);
    locations.done(null);
  }

  private void callIf(Node node) {
    locations.flush();
    int condition = locations.use(node.argument(0));
    int a = locations.use(node.argument(1));
    int b = locations.use(node.argument(2));
    int c = locations.use(node.argument(3));
    locations.evictAll();
    code.op(Opcode.CALL_IF, condition, a, b, c);
    callData(node, true);
    locations.forgetSlots(node);
    locations.done(null);
  }

  private void callData(Node node, boolean current) {
    // A pure helper looks at nothing, so there is no point in knowing where: the first instruction.
    long point = node.operation() == Operation.CALL_PURE ? ~0L : point(current);
    code.data(code.helper(node.helper()) | point << 32);
  }

  // Ends

  private void jump(Node pc, int exit, long offset) {
    locations.flush();
    linkOffsets[exit] = offset;
    if (pc.constant()) {
      CodeBuffer.Copies copies = code.takeCopies(zero);
      code.op(Opcode.GOTO, 0, exit, 0, 0);
      code.data(copies.word());
      for (int i = 0; i <= exit; i++) {
        code.data(pc.immediate());
      }
    } else {
      code.op(Opcode.GOTO_VALUE, 0, locations.use(pc), exit, 0);
      locations.done(null);
    }
  }

  private void jumpIndirect(Node node) {
    locations.flush();
    int pc = locations.use(node.argument(0));
    CodeBuffer.Copies copies = code.takeCopies(zero);
    code.op(Opcode.GOTO_INDIRECT, 0, copies.before(pc), 0, 0);
    code.data(copies.word());
    locations.done(null);
  }

  private void branch(Node node) {
    locations.flush();
    if (node.argument(1).constant() && node.argument(2).constant()) {
      branchToConstants(node);
      return;
    }
    int condition = locations.use(node.argument(0));
    int place = code.label();
    code.op(Opcode.BRANCH_IF, 0, condition, 0, 0);
    jump(node.argument(2), 1, node.otherImmediate());
    code.patchTarget(place, code.label());
    jump(node.argument(1), 0, node.immediate());
  }

  private void branchToConstants(Node node) {
    Node condition = node.argument(0);
    linkOffsets[0] = node.immediate();
    linkOffsets[1] = node.otherImmediate();
    if (doneByUser(condition, Operation.COMPARE)) {
      int a = locations.use(condition.argument(0));
      int b = locations.use(condition.argument(1));
      branch(Opcode.BRANCH + (int) condition.immediate(), a, b, 64 - condition.bits());
    } else {
      branch(Opcode.BRANCH_NE, locations.use(condition), zero, 0);
    }
    code.data(node.argument(1).immediate());
    code.data(node.argument(2).immediate());
    locations.done(null);
  }

  private void branch(int opcode, int a, int b, int c) {
    CodeBuffer.Copies copies = code.takeCopies(zero);
    code.op(opcode, 0, copies.before(a), copies.before(b), c);
    code.data(copies.word());
  }
}
