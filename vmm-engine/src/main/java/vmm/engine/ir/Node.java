package vmm.engine.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Value;

/** One node of a block: an operation, and the value that it yields if it yields one. */
public final class Node implements Value {
  private static final List<Node> NONE = List.of();

  private final Operation operation;
  private final int index;
  private final int instruction;
  private final int bits;
  private final int width;
  private final List<Node> arguments;
  private final long immediate;
  private final long otherImmediate;
  private final @Nullable Helper helper;

  private Node(Builder from) {
    operation = from.operation;
    index = from.index;
    instruction = from.instruction;
    bits = from.bits;
    width = from.width;
    arguments = from.arguments;
    immediate = from.immediate;
    otherImmediate = from.otherImmediate;
    helper = from.helper;
  }

  /** What it does. */
  public Operation operation() {
    return operation;
  }

  /** Its place in the block. */
  public int index() {
    return index;
  }

  /** Number of the guest instruction, in its block, that it belongs to. */
  public int instruction() {
    return instruction;
  }

  /** The width of the operation. */
  public int bits() {
    return bits;
  }

  /** Upper bound of the number of significant bits of the value: those above are 0. */
  public int width() {
    return width;
  }

  /** What it works on. */
  public List<Node> arguments() {
    return arguments;
  }

  /** Argument number {@code i}. */
  public Node argument(int i) {
    return arguments.get(i);
  }

  /** A number that is part of the operation. */
  public long immediate() {
    return immediate;
  }

  /** A second one. */
  public long otherImmediate() {
    return otherImmediate;
  }

  /** The helper of a call. */
  public Helper helper() {
    if (helper == null) {
      throw new IllegalStateException(operation + " calls no helper");
    }
    return helper;
  }

  /** The slot of a get or put. */
  public int slot() {
    return (int) immediate;
  }

  /** Whether it is a constant. */
  public boolean constant() {
    return operation == Operation.CONSTANT;
  }

  /** Whether it is this constant. */
  public boolean is(long value) {
    return constant() && immediate == value;
  }

  @Override
  public String toString() {
    var text = new StringBuilder("%" + index + " = " + operation + "/" + bits + " " + immediate);
    arguments.forEach(argument -> text.append(" %").append(argument.index));
    return text.toString();
  }

  /** Collects the parts of a node. */
  static final class Builder {
    private final Operation operation;
    private final int index;
    private final int instruction;
    private int bits = 64;
    private int width = 64;
    private List<Node> arguments = NONE;
    private long immediate;
    private long otherImmediate;
    private @Nullable Helper helper;

    Builder(Operation operation, int index, int instruction) {
      this.operation = operation;
      this.index = index;
      this.instruction = instruction;
    }

    Builder bits(int newBits, int newWidth) {
      bits = newBits;
      width = newWidth;
      return this;
    }

    Builder arguments(Node... newArguments) {
      arguments = List.of(newArguments);
      return this;
    }

    Builder immediate(long newImmediate) {
      immediate = newImmediate;
      return this;
    }

    Builder otherImmediate(long newImmediate) {
      otherImmediate = newImmediate;
      return this;
    }

    Builder helper(Helper newHelper) {
      helper = newHelper;
      return this;
    }

    Node build() {
      return new Node(this);
    }
  }
}
