package vmm.engine.ir;

import java.util.List;
import vmm.api.cpu.Condition;

/** The meaning of every operation that computes, in one place and without regard to speed. */
public final class Arithmetic {
  private static final List<Condition> CONDITIONS = List.of(Condition.values());

  private Arithmetic() {}

  /** The number by which {@link Operation#COMPARE} names a relation. */
  public static int number(Condition condition) {
    return CONDITIONS.indexOf(condition);
  }

  /** The relation of that number. */
  public static Condition condition(int number) {
    return CONDITIONS.get(number);
  }

  /** The low {@code bits} (1 to 64) set. */
  public static long mask(int bits) {
    return -1L >>> (64 - bits);
  }

  /** The low {@code bits} (1 to 64) of {@code value}, sign-extended. */
  public static long signed(int bits, long value) {
    return value << (64 - bits) >> (64 - bits);
  }

  /**
   * The value that {@code operation} yields.
   *
   * @param immediate the node's
   * @param c argument 2, for {@link Operation#SELECT}
   */
  public static long apply(Operation operation, int bits, long immediate, long a, long b, long c) {
    return switch (operation) {
      case SIGN_EXTEND -> signed((int) immediate, a) & mask(bits);
      case EXTRACT -> a >>> immediate & mask(bits);
      case DEPOSIT -> deposit(a, (int) immediate, bits, b);
      case COMPARE -> compare(condition((int) immediate), bits, a, b) ? 1 : 0;
      case SELECT -> a != 0 ? b : c;
      default -> apply(operation, bits, a & mask(bits), b) & mask(bits);
    };
  }

  private static long apply(Operation operation, int bits, long a, long b) {
    return switch (operation) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case AND -> a & b;
      case OR -> a | b;
      case XOR -> a ^ b;
      case SHL -> a << b;
      case SHR_U -> a >>> b;
      case SHR_S -> signed(bits, a) >> b;
      case ROTL -> rotateLeft(bits, a, (int) b & (bits - 1));
      case BYTE_SWAP -> Long.reverseBytes(a) >>> (64 - bits);
      case LEADING_ZEROS -> Long.numberOfLeadingZeros(a) - (64 - bits);
      case TRAILING_ZEROS -> Math.min(Long.numberOfTrailingZeros(a), bits);
      case POP_COUNT -> Long.bitCount(a);
      default -> throw new IllegalArgumentException(operation + " does not compute");
    };
  }

  private static long rotateLeft(int bits, long a, int count) {
    return count == 0 ? a : a << count | a >>> (bits - count);
  }

  private static long deposit(long base, int low, int bits, long value) {
    long mask = mask(bits) << low;
    return (base & ~mask) | (value << low & mask);
  }

  /** Whether the relation holds between the low {@code bits} of a and b. */
  public static boolean compare(Condition condition, int bits, long a, long b) {
    // Moved to the top of the word, values of any width compare as 64-bit ones do.
    long x = a << (64 - bits);
    long y = b << (64 - bits);
    return switch (condition) {
      case EQ -> x == y;
      case NE -> x != y;
      case LT_U -> Long.compareUnsigned(x, y) < 0;
      case LE_U -> Long.compareUnsigned(x, y) <= 0;
      case LT_S -> x < y;
      case LE_S -> x <= y;
    };
  }
}
