package vmm.engine.ir;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Value;

/** One node of a block: an operation, and the value that it yields if it yields one. */
public final class Node implements Value {
  private final Operation operation;
  private final int index;
  private final int instruction;
  private final int bits;
  private final int width;
  private final long immediate;
  private final Node[] arguments;
  private long otherImmediate;
  private @Nullable Helper helper;

  /**
   * Makes node number {@code index}.
   *
   * @param arguments not a copy; it must not change any more
   */
  Node(
      Operation operation,
      int index,
      int instruction,
      int bits,
      int width,
      long immediate,
      Node... arguments) {
    this.operation = operation;
    this.index = index;
    this.instruction = instruction;
    this.bits = bits;
    this.width = width;
    this.immediate = immediate;
    this.arguments = arguments;
  }

  /** Sets what a call calls, while the node is made. */
  Node calling(Helper newHelper) {
    helper = newHelper;
    return this;
  }

  /** Sets the second number, while the node is made. */
  Node with(long newOtherImmediate) {
    otherImmediate = newOtherImmediate;
    return this;
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

  /** Number of values that it works on. */
  public int argumentCount() {
    return arguments.length;
  }

  /** Argument number {@code i}. */
  public Node argument(int i) {
    return arguments[i];
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
    for (Node argument : arguments) {
      text.append(" %").append(argument.index);
    }
    return text.toString();
  }
}
