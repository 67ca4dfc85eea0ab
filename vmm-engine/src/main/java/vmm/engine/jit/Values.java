package vmm.engine.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.engine.ir.Node;
import vmm.engine.ir.Operation;

/**
 * The values of a block, as they are computed on the JVM's stack and kept in local variables. A
 * value that is used once is computed where it is used; one that is used more often, or that an
 * effect yields, has a home: a variable of its own, or that of a slot that holds it just now.
 */
final class Values {
  private static final int NOWHERE = -1;

  private final CodeBuilder code;
  private final Variables variables;
  private final Computing computing;

  private List<Node> nodes = List.of();
  private boolean[] live = new boolean[0];

  /** Number of uses to come. */
  private int[] uses = new int[0];

  private int[] home = new int[0];

  /** Whether the home is a variable of the value's own. */
  private boolean[] own = new boolean[0];

  /** For each slot, the value whose home its variable is. */
  private final @Nullable Node[] resident;

  Values(CodeBuilder code, Variables variables, int slots) {
    this.code = code;
    this.variables = variables;
    computing = new Computing(code, this);
    resident = new Node[slots];
  }

  void begin(BlockFlow flow) {
    nodes = flow.nodes;
    live = flow.liveness.live;
    uses = flow.liveness.uses.clone();
    home = new int[nodes.size()];
    Arrays.fill(home, NOWHERE);
    own = new boolean[nodes.size()];
    Arrays.fill(resident, null);
  }

  /** Whether the node's value is computed when it is used for the first time, or is no work. */
  private boolean late(Node node) {
    return node.constant() || (computes(node) && (uses[node.index()] == 1 || putNext(node)));
  }

  private static boolean computes(Node node) {
    return switch (node.operation()) {
      case CALL_PURE, GET, CONSTANT, PUT -> false;
      default -> !node.operation().observes() && !node.operation().ends();
    };
  }

  /** Whether the next thing that happens is a put of the value: then the slot is its home. */
  private boolean putNext(Node node) {
    for (int i = node.index() + 1; i < nodes.size(); i++) {
      Node next = nodes.get(i);
      if (!live[i] || next.constant() || (computes(next) && uses[i] == 1)) {
        continue;
      }
      return next.operation() == Operation.PUT && next.argument(0) == node;
    }
    return false;
  }

  /** A node that computes has been reached: computes it now if it must be. */
  void define(Node node) {
    if (!late(node)) {
      computing.compute(node);
      store(node);
    }
  }

  /** Takes a value from the stack. */
  void store(Node node) {
    if (uses[node.index()] == 0) {
      code.pop2();
      return;
    }
    settle(node);
  }

  /** Moves a value from the stack to a variable of its own. */
  private void settle(Node node) {
    home[node.index()] = variables.take();
    own[node.index()] = true;
    code.lstore(home[node.index()]);
  }

  /** A slot is read: its variable is the value's home. */
  void get(Node node) {
    evict(node.slot());
    home[node.index()] = variables.slot(node.slot());
    resident[node.slot()] = node;
  }

  /** A slot is written. */
  void put(Node node) {
    Node value = node.argument(0);
    int variable = variables.slot(node.slot());
    boolean homeless = home[value.index()] == NOWHERE && !value.constant();
    push(value);
    if (resident[node.slot()] != value) {
      evict(node.slot());
    }
    code.lstore(variable);
    if (homeless && uses[value.index()] > 0) {
      home[value.index()] = variable;
      resident[node.slot()] = value;
    }
  }

  /** Saves the value that lives in a slot's variable, if it is needed later. */
  private void evict(int slot) {
    Node value = resident[slot];
    resident[slot] = null;
    if (value != null && uses[value.index()] > 0) {
      code.lload(home[value.index()]);
      settle(value);
    }
  }

  /** Saves all of them: slots' variables are about to change. */
  void evictAll() {
    for (int slot = 0; slot < resident.length; slot++) {
      evict(slot);
    }
  }

  /** Pushes a value. */
  void push(Node node) {
    int i = node.index();
    uses[i]--;
    if (node.constant()) {
      code.loadConstant(node.immediate());
    } else if (home[i] != NOWHERE) {
      code.lload(home[i]);
      release(node);
    } else {
      computing.compute(node);
    }
  }

  private void release(Node node) {
    int i = node.index();
    if (uses[i] == 0 && own[i]) {
      variables.give(home[i]);
    }
  }

  /** Makes a value ready to be pushed several times for one use. */
  Operand operand(Node node) {
    if (node.constant()) {
      uses[node.index()]--;
      return new Operand(node, NOWHERE, false);
    }
    if (home[node.index()] != NOWHERE) {
      return new Operand(node, home[node.index()], false);
    }
    push(node);
    int variable = variables.take();
    code.lstore(variable);
    return new Operand(node, variable, true);
  }

  /** A value that can be pushed several times. */
  final class Operand {
    private final Node node;
    private final int variable;
    private final boolean temporary;

    private Operand(Node node, int variable, boolean temporary) {
      this.node = node;
      this.variable = variable;
      this.temporary = temporary;
    }

    void push() {
      if (variable == NOWHERE) {
        code.loadConstant(node.immediate());
      } else {
        code.lload(variable);
      }
    }

    /** It is used up. */
    void done() {
      if (temporary) {
        variables.give(variable);
      } else if (variable != NOWHERE) {
        uses[node.index()]--;
        release(node);
      }
    }
  }

  /** Goes to {@code target} if the value is not 0. */
  void jumpIf(Node condition, Label target) {
    boolean fresh = home[condition.index()] == NOWHERE;
    if (fresh && condition.operation() == Operation.COMPARE) {
      uses[condition.index()]--;
      computing.jumpIf(condition, target);
    } else {
      push(condition);
      code.loadConstant(0L).lcmp().ifne(target);
    }
  }
}
