package vmm.ppc;

import static vmm.ppc.PpcRegisters.XER_CA;
import static vmm.ppc.PpcRegisters.XER_COUNT;
import static vmm.ppc.PpcRegisters.XER_OV;
import static vmm.ppc.PpcRegisters.XER_SO;

/**
 * The integer exception register, which is kept in parts (Book I, "Fixed-point exception
 * register").
 */
public final class Xer {
  private static final int COUNT_MASK = 0x7F;

  private Xer() {}

  /** The whole register. */
  public static int read(long[] slots) {
    return (int)
        (slots[XER_SO] << 31 | slots[XER_OV] << 30 | slots[XER_CA] << 29 | slots[XER_COUNT]);
  }

  /** Sets the whole register; reserved bits are dropped. */
  public static void write(long[] slots, long value) {
    slots[XER_SO] = value >>> 31 & 1;
    slots[XER_OV] = value >>> 30 & 1;
    slots[XER_CA] = value >>> 29 & 1;
    slots[XER_COUNT] = value & COUNT_MASK;
  }
}
