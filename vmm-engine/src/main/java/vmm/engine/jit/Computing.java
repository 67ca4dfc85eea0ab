package vmm.engine.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import vmm.api.cpu.Condition;
import vmm.engine.ir.Arithmetic;
import vmm.engine.ir.Node;

/** Bytecode for the nodes that compute: leaves a value, zero-extended, on the stack. */
final class Computing {
  private final CodeBuilder code;
  private final Values values;

  Computing(CodeBuilder code, Values values) {
    this.code = code;
    this.values = values;
  }

  void compute(Node node) {
    switch (node.operation()) {
      case ADD -> {
        arithmetic(node).ladd();
        mask(node.bits());
      }
      case SUB -> {
        arithmetic(node).lsub();
        mask(node.bits());
      }
      case MUL -> {
        arithmetic(node).lmul();
        mask(node.bits());
      }
      case AND -> {
        arithmetic(node).land();
        maskIf(Math.min(width(node, 0), width(node, 1)) > node.bits(), node.bits());
      }
      case OR -> {
        arithmetic(node).lor();
        maskIf(Math.max(width(node, 0), width(node, 1)) > node.bits(), node.bits());
      }
      case XOR -> {
        arithmetic(node).lxor();
        maskIf(Math.max(width(node, 0), width(node, 1)) > node.bits(), node.bits());
      }
      case SHL -> {
        values.push(node.argument(0));
        count(node).lshl();
        mask(node.bits());
      }
      case SHR_U -> {
        narrow(node, 0);
        count(node).lushr();
      }
      case SHR_S -> {
        values.push(node.argument(0));
        extend(node.bits());
        count(node).lshr();
        mask(node.bits());
      }
      case ROTL -> rotate(node);
      case SIGN_EXTEND -> {
        values.push(node.argument(0));
        extend((int) node.immediate());
        mask(node.bits());
      }
      case EXTRACT -> extract(node);
      case DEPOSIT -> deposit(node);
      case BYTE_SWAP -> byteSwap(node);
      case LEADING_ZEROS -> bits(node, "leadingZeros");
      case TRAILING_ZEROS -> bits(node, "trailingZeros");
      case POP_COUNT -> {
        narrow(node, 0);
        code.invokestatic(Types.LONG, "bitCount", Types.LONG_TO_INT).i2l();
      }
      case COMPARE -> compare(node);
      case SELECT -> select(node);
      default -> throw new IllegalStateException(node + " does not compute");
    }
  }

  private static int width(Node node, int argument) {
    return node.argument(argument).width();
  }

  private CodeBuilder arithmetic(Node node) {
    values.push(node.argument(0));
    values.push(node.argument(1));
    return code;
  }

  private void maskIf(boolean needed, int bits) {
    if (needed) {
      mask(bits);
    }
  }

  private void mask(int bits) {
    if (bits < 64) {
      code.loadConstant(Arithmetic.mask(bits)).land();
    }
  }

  /** Pushes an argument, without what stands above the operation's bits. */
  private void narrow(Node node, int argument) {
    values.push(node.argument(argument));
    maskIf(width(node, argument) > node.bits(), node.bits());
  }

  /** Sign-extends what is on the stack from so many bits. */
  private void extend(int bits) {
    switch (bits) {
      case 8 -> code.l2i().i2b().i2l();
      case 16 -> code.l2i().i2s().i2l();
      case 32 -> code.l2i().i2l();
      case 64 -> {}
      default -> code.loadConstant(64 - bits).lshl().loadConstant(64 - bits).lshr();
    }
  }

  /** Pushes a shift's count. */
  private CodeBuilder count(Node node) {
    Node count = node.argument(1);
    values.push(count);
    return code.l2i();
  }

  private void rotate(Node node) {
    arithmetic(node).loadConstant(node.bits());
    code.invokestatic(Types.GUEST, "rotateLeft", Types.ROTATE);
  }

  private void bits(Node node, String method) {
    values.push(node.argument(0));
    code.loadConstant(node.bits()).invokestatic(Types.GUEST, method, Types.OF_BITS);
  }

  private void extract(Node node) {
    int low = (int) node.immediate();
    values.push(node.argument(0));
    if (low != 0) {
      code.loadConstant(low).lushr();
    }
    maskIf(width(node, 0) - low > node.bits(), node.bits());
  }

  private void deposit(Node node) {
    int low = (int) node.immediate();
    long field = Arithmetic.mask(node.bits()) << low;
    values.push(node.argument(0));
    code.loadConstant(~field).land();
    values.push(node.argument(1));
    if (low != 0) {
      code.loadConstant(low).lshl();
    }
    if (width(node, 1) > node.bits() || low + node.bits() > 64) {
      code.loadConstant(field).land();
    }
    code.lor();
  }

  private void byteSwap(Node node) {
    values.push(node.argument(0));
    if (node.bits() == 32) {
      code.l2i().invokestatic(Types.INTEGER, "reverseBytes", Types.INT_TO_INT).i2l();
      mask(32);
      return;
    }
    code.invokestatic(Types.LONG, "reverseBytes", Types.LONG_TO_LONG);
    if (node.bits() < 64) {
      code.loadConstant(64 - node.bits()).lushr();
    }
  }

  private void select(Node node) {
    Label taken = code.newLabel();
    Label end = code.newLabel();
    values.jumpIf(node.argument(0), taken);
    values.push(node.argument(2));
    code.goto_(end).labelBinding(taken);
    values.push(node.argument(1));
    code.labelBinding(end);
  }

  private void compare(Node node) {
    Label taken = code.newLabel();
    Label end = code.newLabel();
    jumpIf(node, taken);
    code.loadConstant(0L).goto_(end);
    code.labelBinding(taken).loadConstant(1L);
    code.labelBinding(end);
  }

  /** Goes to {@code target} if the relation of a comparison holds. */
  void jumpIf(Node node, Label target) {
    Condition condition = Arithmetic.condition((int) node.immediate());
    int bits = node.bits();
    boolean narrow = Math.max(width(node, 0), width(node, 1)) <= Math.min(bits, 63);
    boolean unsigned = condition == Condition.LT_U || condition == Condition.LE_U;
    boolean signed = condition == Condition.LT_S || condition == Condition.LE_S;
    if (bits == 32 && !unsigned && (signed || !narrow)) {
      compareInts(node, condition, target);
      return;
    }
    // Moved to the top of the word, values of any width compare as 64-bit ones do.
    int shift = bits < 64 && (signed || !narrow) ? 64 - bits : 0;
    shifted(node.argument(0), shift);
    shifted(node.argument(1), shift);
    if (unsigned && !narrow) {
      code.invokestatic(Types.LONG, "compareUnsigned", Types.COMPARE);
    } else {
      code.lcmp();
    }
    switch (condition) {
      case EQ -> code.ifeq(target);
      case NE -> code.ifne(target);
      case LT_U, LT_S -> code.iflt(target);
      case LE_U, LE_S -> code.ifle(target);
    }
  }

  private void shifted(Node argument, int shift) {
    values.push(argument);
    if (shift != 0) {
      code.loadConstant(shift).lshl();
    }
  }

  private void compareInts(Node node, Condition condition, Label target) {
    values.push(node.argument(0));
    code.l2i();
    values.push(node.argument(1));
    code.l2i();
    switch (condition) {
      case EQ -> code.if_icmpeq(target);
      case NE -> code.if_icmpne(target);
      case LT_S -> code.if_icmplt(target);
      case LE_S -> code.if_icmple(target);
      case LT_U, LE_U -> throw new IllegalStateException("unsigned: " + node);
    }
  }
}
