package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.x86.X86Fault;
import vmm.x86.X86Registers;

/** Division, and rotation through carry. */
final class ArithmeticHelpers {
  private ArithmeticHelpers() {}

  /** DIV of AX, DX:AX or EDX:EAX by a divisor, zero-extended. */
  static long divide(CpuContext cpu, long bits, long divisor, long unused) {
    long[] slots = cpu.slots();
    long dividend = dividend(slots, (int) bits);
    if (divisor == 0) {
      throw X86Fault.of(X86Fault.DE);
    }
    long quotient = Long.divideUnsigned(dividend, divisor);
    if (quotient >>> bits != 0) {
      throw X86Fault.of(X86Fault.DE);
    }
    putQuotient(slots, (int) bits, quotient, Long.remainderUnsigned(dividend, divisor));
    return 0;
  }

  /** IDIV of AX, DX:AX or EDX:EAX by a divisor, sign-extended. */
  static long divideSigned(CpuContext cpu, long bits, long divisor, long unused) {
    long[] slots = cpu.slots();
    int spare = 64 - 2 * (int) bits;
    long dividend = dividend(slots, (int) bits) << spare >> spare;
    if (divisor == 0 || (dividend == Long.MIN_VALUE && divisor == -1)) {
      throw X86Fault.of(X86Fault.DE);
    }
    long quotient = dividend / divisor;
    if (quotient != quotient << (64 - bits) >> (64 - bits)) {
      throw X86Fault.of(X86Fault.DE);
    }
    putQuotient(slots, (int) bits, quotient, dividend % divisor);
    return 0;
  }

  private static long dividend(long[] slots, int bits) {
    long low = slots[X86Registers.EAX];
    if (bits == 8) {
      return low & 0xFFFF;
    }
    long mask = mask(bits);
    return (slots[X86Registers.EDX] & mask) << bits | (low & mask);
  }

  private static void putQuotient(long[] slots, int bits, long quotient, long remainder) {
    if (bits == 8) {
      long ax = (quotient & 0xFF) | (remainder & 0xFF) << 8;
      slots[X86Registers.EAX] = (slots[X86Registers.EAX] & ~0xFFFFL) | ax;
    } else {
      put(slots, X86Registers.EAX, bits, quotient);
      put(slots, X86Registers.EDX, bits, remainder);
    }
  }

  private static void put(long[] slots, int slot, int bits, long value) {
    long mask = mask(bits);
    slots[slot] = (slots[slot] & ~mask) | (value & mask);
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
