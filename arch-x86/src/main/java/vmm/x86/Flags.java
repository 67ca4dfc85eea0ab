package vmm.x86;

import static vmm.x86.X86Registers.CC_LEFT;
import static vmm.x86.X86Registers.CC_OP;
import static vmm.x86.X86Registers.CC_RESULT;
import static vmm.x86.X86Registers.CC_RIGHT;

/**
 * EFLAGS (SDM vol 1, "EFLAGS register"), whose six arithmetic flags are kept as the operation that
 * set them: {@link X86Registers#CC_OP} holds a kind and a size, and the other CC slots hold what
 * that kind says, of which only the low bits of that size count.
 */
public final class Flags {
  /** Carry. */
  public static final int CF = 1;

  /** Bit 1, which is always set. */
  public static final int FIXED = 1 << 1;

  /** Parity of the result's low byte. */
  public static final int PF = 1 << 2;

  /** Carry out of bit 3. */
  public static final int AF = 1 << 4;

  /** Zero. */
  public static final int ZF = 1 << 6;

  /** Sign. */
  public static final int SF = 1 << 7;

  /** Single step. */
  public static final int TF = 1 << 8;

  /** Interrupts enabled. */
  public static final int IF = 1 << 9;

  /** Strings go down. */
  public static final int DF = 1 << 10;

  /** Overflow. */
  public static final int OF = 1 << 11;

  /** The two bits of the I/O privilege level. */
  public static final int IOPL = 3 << 12;

  /** Nested task. */
  public static final int NT = 1 << 14;

  /** Resume. */
  public static final int RF = 1 << 16;

  /** V86 mode. */
  public static final int VM = 1 << 17;

  /** Alignment check. */
  public static final int AC = 1 << 18;

  /** Virtual interrupt flag. */
  public static final int VIF = 1 << 19;

  /** Virtual interrupt pending. */
  public static final int VIP = 1 << 20;

  /** CPUID can be used. */
  public static final int ID = 1 << 21;

  /** The six arithmetic flags. */
  public static final int ARITHMETIC = CF | PF | AF | ZF | SF | OF;

  /** Kind: the flags are in the slot of EFLAGS. The whole CC_OP is 0. */
  public static final int PLAIN = 0;

  /** Kind: and, or, xor, test: CC_RESULT. */
  public static final int LOGIC = 1 << 2;

  /** Kind: CC_LEFT + CC_RIGHT. */
  public static final int ADD = 2 << 2;

  /** Kind: CC_LEFT - CC_RIGHT. */
  public static final int SUB = 3 << 2;

  /** Kind: CC_LEFT + CC_RIGHT + carry = CC_RESULT. */
  public static final int ADC = 4 << 2;

  /** Kind: CC_LEFT - CC_RIGHT - carry = CC_RESULT. */
  public static final int SBB = 5 << 2;

  /** Kind: CC_RESULT is one more than it was; CC_LEFT is CF, 0 or 1. */
  public static final int INC = 6 << 2;

  /** Kind: CC_RESULT is one less than it was; CC_LEFT is CF, 0 or 1. */
  public static final int DEC = 7 << 2;

  /** Kind: CC_LEFT shifted left by one = CC_RESULT. */
  public static final int SHL = 8 << 2;

  /** Kind: CC_LEFT shifted right by one, in whichever way, = CC_RESULT. */
  public static final int SHR = 9 << 2;

  /** Kind: CC_RESULT is the low half of a product, CC_LEFT is CF and OF, 0 or 1. */
  public static final int MUL = 10 << 2;

  private Flags() {}

  /** CC_OP of a kind at a size of 8, 16, 32 or 64 bits. */
  public static int operation(int kind, int bits) {
    return kind | (Integer.numberOfTrailingZeros(bits) - 3);
  }

  /** IOPL, 0 to 3. */
  public static int iopl(long flags) {
    return ((int) flags >>> 12) & 3;
  }

  /** The whole of EFLAGS. */
  public static long read(long[] slots) {
    long flags = slots[X86Registers.EFLAGS];
    if (slots[CC_OP] == PLAIN) {
      return flags;
    }
    int arithmetic =
        arithmetic((int) slots[CC_OP], slots[CC_RESULT], slots[CC_LEFT], slots[CC_RIGHT]);
    return (flags & ~ARITHMETIC) | arithmetic;
  }

  /** Sets the whole of EFLAGS; bits that the architecture fixes are the caller's affair. */
  public static void write(long[] slots, long flags) {
    slots[X86Registers.EFLAGS] = flags;
    slots[CC_OP] = PLAIN;
  }

  /** Puts the arithmetic flags into the slot of EFLAGS, so that it can be read directly. */
  public static void settle(long[] slots) {
    write(slots, read(slots));
  }

  /** CF of a state, 0 or 1. */
  public static long carry(long[] slots) {
    int operation = (int) slots[CC_OP];
    return operation == PLAIN
        ? slots[X86Registers.EFLAGS] & CF
        : carry(operation, slots[CC_RESULT], slots[CC_LEFT], slots[CC_RIGHT]);
  }

  /** The six arithmetic flags after an operation that is not {@link #PLAIN}. */
  public static int arithmetic(int operation, long storedResult, long left, long right) {
    int bits = bits(operation);
    long result = result(operation, storedResult, left, right);
    int flags = parity(result);
    if (result == 0) {
      flags |= ZF;
    }
    if ((result >>> (bits - 1) & 1) != 0) {
      flags |= SF;
    }
    if (overflow(operation, result, left, right) != 0) {
      flags |= OF;
    }
    return flags
        | auxiliary(operation, result, left, right)
        | carry(operation, result, left, right);
  }

  /**
   * Whether a condition holds.
   *
   * @param code the number that Jcc, SETcc and CMOVcc encode it by, 0 to 15 (SDM vol 1, appendix B,
   *     "EFLAGS condition codes")
   */
  public static boolean condition(int code, long flags) {
    boolean signUnlikeOverflow = ((flags & SF) != 0) != ((flags & OF) != 0);
    boolean holds =
        switch (code >> 1) {
          case 0 -> (flags & OF) != 0;
          case 1 -> (flags & CF) != 0;
          case 2 -> (flags & ZF) != 0;
          case 3 -> (flags & (CF | ZF)) != 0;
          case 4 -> (flags & SF) != 0;
          case 5 -> (flags & PF) != 0;
          case 6 -> signUnlikeOverflow;
          default -> signUnlikeOverflow || (flags & ZF) != 0;
        };
    return holds == ((code & 1) == 0);
  }

  /** PF of a result. */
  public static int parity(long result) {
    return (Integer.bitCount((int) result & 0xFF) & 1) == 0 ? PF : 0;
  }

  private static int bits(int operation) {
    return 8 << (operation & 3);
  }

  private static long result(int operation, long stored, long left, long right) {
    return switch (operation & ~3) {
      case ADD -> truncate(left + right, bits(operation));
      case SUB -> truncate(left - right, bits(operation));
      default -> truncate(stored, bits(operation));
    };
  }

  /** CF, 0 or 1, after an operation that is not {@link #PLAIN}. */
  public static int carry(int operation, long stored, long left, long right) {
    int top = bits(operation) - 1;
    return (int)
        switch (operation & ~3) {
          case ADD -> below(result(operation, stored, left, right), left, bits(operation));
          case SUB -> below(left, right, bits(operation));
          case ADC -> ((left & right) | ((left | right) & ~stored)) >>> top & 1;
          case SBB -> ((~left & right) | ((~left | right) & stored)) >>> top & 1;
          case INC, DEC, MUL -> left & 1;
          case SHL -> left >>> top & 1;
          case SHR -> left & 1;
          default -> 0;
        };
  }

  private static int overflow(int operation, long result, long left, long right) {
    int top = bits(operation) - 1;
    long vector =
        switch (operation & ~3) {
          case ADD, ADC -> (left ^ result) & (right ^ result);
          case SUB, SBB -> (left ^ right) & (left ^ result);
          case INC -> result & ~(result - 1);
          case DEC -> ~result & (result + 1);
          case SHL -> left ^ result;
          case SHR -> result ^ result << 1;
          case MUL -> left << top;
          default -> 0;
        };
    return (int) (vector >>> top) & 1;
  }

  private static int auxiliary(int operation, long result, long left, long right) {
    long vector =
        switch (operation & ~3) {
          case ADD, ADC, SUB, SBB -> left ^ right ^ result;
          case INC -> result ^ (result - 1);
          case DEC -> result ^ (result + 1);
          default -> 0;
        };
    return (int) vector & AF;
  }

  private static int below(long a, long b, int bits) {
    return Long.compareUnsigned(truncate(a, bits), truncate(b, bits)) < 0 ? 1 : 0;
  }

  private static long truncate(long value, int bits) {
    return bits == 64 ? value : value & (1L << bits) - 1;
  }
}
