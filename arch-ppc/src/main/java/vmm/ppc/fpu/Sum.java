package vmm.ppc.fpu;

import static vmm.ppc.fpu.Binary64.SIGN;
import static vmm.ppc.fpu.Binary64.isInfinity;
import static vmm.ppc.fpu.Binary64.isZero;

/** Exact sums, of two numbers or of a product and a number. Neither is a NaN. */
final class Sum {
  private Sum() {}

  /** Delivers a + b. */
  static void deliver(FpOperation operation, long a, long b) {
    if (!settles(operation, a, b)) {
      deliver(
          operation,
          new Term(a & SIGN, Binary64.exponent(a), Binary64.significand(a), 0),
          new Term(b & SIGN, Binary64.exponent(b), Binary64.significand(b), 0));
    }
  }

  /** Delivers a * c + b, where neither a nor c is infinite if the other is zero. */
  static void deliverProduct(FpOperation operation, long a, long c, long b) {
    long sign = (a ^ c) & SIGN;
    if (isInfinity(a) || isInfinity(c)) {
      settles(operation, sign | Binary64.INFINITY, b);
    } else if (isZero(a) || isZero(c)) {
      settles(operation, sign, b);
    } else if (isInfinity(b)) {
      operation.deliver(b);
    } else {
      Term product = product(sign, a, c);
      if (isZero(b)) {
        operation.round(sign, product.exponent, product.high, product.low);
      } else {
        deliver(
            operation,
            product,
            new Term(b & SIGN, Binary64.exponent(b), Binary64.significand(b), 0));
      }
    }
  }

  /**
   * A number other than zero, {@code high:low * 2^(exponent - 127)}; the two highest bits of {@code
   * high} are not both 0.
   */
  private record Term(long sign, int exponent, long high, long low) {
    /** The same number with half the significand, so that a sum has room; no bit is lost. */
    Term withRoom() {
      return new Term(sign, exponent + 1, high >>> 1, high << 63 | low >>> 1);
    }
  }

  private static Term product(long sign, long a, long c) {
    long first = Binary64.significand(a);
    long second = Binary64.significand(c);
    int exponent = Binary64.exponent(a) + Binary64.exponent(c) + 1;
    return new Term(sign, exponent, Math.unsignedMultiplyHigh(first, second), first * second);
  }

  /** Delivers the sum if an operand is infinite or zero. */
  private static boolean settles(FpOperation operation, long a, long b) {
    if (isInfinity(a) && isInfinity(b) && a != b) {
      operation.invalid(Fpscr.VXISI);
    } else if (isInfinity(a) || isInfinity(b)) {
      operation.deliver(isInfinity(a) ? a : b);
    } else if (isZero(a) && isZero(b)) {
      if (a == b) {
        operation.deliver(a);
      } else {
        operation.cancelled();
      }
    } else if (isZero(a) || isZero(b)) {
      long other = isZero(a) ? b : a;
      operation.round(other & SIGN, Binary64.exponent(other), Binary64.significand(other), 0);
    } else {
      return false;
    }
    return true;
  }

  private static void deliver(FpOperation operation, Term first, Term second) {
    Term a = first.withRoom();
    Term b = second.withRoom();
    boolean firstIsLarger =
        a.exponent != b.exponent
            ? a.exponent > b.exponent
            : Wide.compare(a.high, a.low, b.high, b.low) >= 0;
    if (firstIsLarger) {
      deliverOrdered(operation, a, b);
    } else {
      deliverOrdered(operation, b, a);
    }
  }

  /**
   * The sum, where a is the larger unless the product among them lacks its highest bit. Bits of b
   * that are shifted out become a sticky bit; where there are any, at most two leading bits cancel,
   * and far more than that lie below what rounding keeps.
   */
  private static void deliverOrdered(FpOperation operation, Term a, Term b) {
    int distance = a.exponent - b.exponent;
    long high = Wide.shiftRightHigh(b.high, distance);
    long low = Wide.shiftRightLow(b.high, b.low, distance);
    if (a.sign == b.sign) {
      long sum = a.low + low;
      long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
      operation.round(a.sign, a.exponent, a.high + high + carry, sum);
      return;
    }
    long difference = a.low - low;
    long borrow = Long.compareUnsigned(a.low, low) < 0 ? 1 : 0;
    long rest = a.high - high - borrow;
    if ((rest | difference) == 0) {
      operation.cancelled();
    } else if (rest < 0) {
      operation.round(b.sign, a.exponent, ~rest + (difference == 0 ? 1 : 0), -difference);
    } else {
      operation.round(a.sign, a.exponent, rest, difference);
    }
  }
}
