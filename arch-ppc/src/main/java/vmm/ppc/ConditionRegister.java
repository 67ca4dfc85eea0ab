package vmm.ppc;

import static vmm.ppc.PpcRegisters.CR_FIELD;
import static vmm.ppc.PpcRegisters.CR_SO;

/**
 * How the condition register is kept. Compares are frequent and most of their results are read by
 * one branch or by nobody, so a field is the signed difference of what was compared, in 64 bits,
 * and its SO bit has a slot of its own:
 *
 * <ul>
 *   <li>LT is bit 62 (counted from the least significant);
 *   <li>GT: the whole is greater than 0;
 *   <li>EQ: the low 32 bits are 0.
 * </ul>
 *
 * <p>Differences of two signed or two unsigned 32-bit numbers read so without further work, and
 * each of the eight combinations that {@code mtcrf} can load has a form too.
 */
public final class ConditionRegister {
  /** Number of the bit (from the least significant) that is LT. */
  public static final int LT_BIT = 62;

  private static final int LT = 8;
  private static final int GT = 4;
  private static final int EQ = 2;
  private static final int SO = 1;

  private ConditionRegister() {}

  /** The difference form of the upper three bits of a field of four. */
  public static long encode(int field) {
    long value = (field & EQ) != 0 ? 0 : 1;
    if ((field & LT) != 0) {
      value |= 1L << LT_BIT;
    }
    if ((field & GT) == 0) {
      value |= Long.MIN_VALUE;
    } else {
      // Keeps the whole above 0 where neither LT nor the low half does.
      value |= 1L << 32;
    }
    return value;
  }

  /** The upper three bits of a field (8 LT, 4 GT, 2 EQ) from its difference form. */
  public static int decode(long value) {
    return (int) (value >>> LT_BIT & 1) * LT | (value > 0 ? GT : 0) | ((int) value == 0 ? EQ : 0);
  }

  /** Field {@code n} (0 to 7) as four bits: 8 LT, 4 GT, 2 EQ, 1 SO. */
  public static int field(long[] slots, int n) {
    return decode(slots[CR_FIELD + n]) | (slots[CR_SO + n] != 0 ? SO : 0);
  }

  /** Sets field {@code n} to four bits. */
  public static void setField(long[] slots, int n, int field) {
    slots[CR_FIELD + n] = encode(field);
    slots[CR_SO + n] = field & SO;
  }

  /** The whole register, field 0 in the most significant bits. */
  public static int read(long[] slots) {
    int value = 0;
    for (int n = 0; n < 8; n++) {
      value = value << 4 | field(slots, n);
    }
    return value;
  }

  /** Sets the whole register. */
  public static void write(long[] slots, int value) {
    for (int n = 0; n < 8; n++) {
      setField(slots, n, value >>> (28 - 4 * n) & 15);
    }
  }
}
