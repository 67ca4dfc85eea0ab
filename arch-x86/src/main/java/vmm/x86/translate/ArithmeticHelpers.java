package vmm.x86.translate;

import vmm.api.cpu.CpuContext;

/** Division, and rotation through carry. */
final class ArithmeticHelpers {
  private ArithmeticHelpers() {}

  /** dividend / divisor, unsigned; by 0, any number. */
  static long quotient(CpuContext cpu, long dividend, long divisor, long unused) {
    return divisor == 0 ? 0 : Long.divideUnsigned(dividend, divisor);
  }

  /** dividend / divisor; by 0, a number that fits in no register. */
  static long signedQuotient(CpuContext cpu, long dividend, long divisor, long unused) {
    return divisor == 0 ? Long.MIN_VALUE : dividend / divisor;
  }

  private static long mask(int bits) {
    return (1L << bits) - 1;
  }

  /**
   * RCL by 1 to 31 of a value of up to 32 bits: the result, and the new CF in bit 32.
   *
   * @param countAndBits count, and from bit 8 on the size in bits
   */
  static long rotateLeftThroughCarry(CpuContext cpu, long value, long carry, long countAndBits) {
    int bits = (int) countAndBits >> 8;
    int count = (int) (countAndBits & 0xFF) % (bits + 1);
    long whole = carry << bits | (value & mask(bits));
    long turned = whole << count | whole >>> (bits + 1 - count);
    return (turned & mask(bits)) | (turned >>> bits & 1) << 32;
  }

  /** RCR, as {@link #rotateLeftThroughCarry}. */
  static long rotateRightThroughCarry(CpuContext cpu, long value, long carry, long countAndBits) {
    int bits = (int) countAndBits >> 8;
    int count = (int) (countAndBits & 0xFF) % (bits + 1);
    int left = bits + 1 - count;
    return rotateLeftThroughCarry(cpu, value, carry, left % (bits + 1) | (bits << 8));
  }
}
