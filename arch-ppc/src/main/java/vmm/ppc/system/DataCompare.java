package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DAC1;
import static vmm.ppc.PpcRegisters.DBCR0;
import static vmm.ppc.PpcRegisters.DBSR;
import static vmm.ppc.PpcRegisters.MSR;

import vmm.api.memory.Frame;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcRegisters;

/**
 * Data address compare (PPC440x5 User's Manual, "DAC debug event"; e500 Core Family Reference
 * Manual, "Data address compare debug event"): DAC1 and DAC2 alone, as a masked address, or as
 * bounds. Values are not compared: DVC1 and DVC2 are kept and mean nothing.
 */
final class DataCompare {
  private static final int DBCR2 = PpcRegisters.DBCR0 + 2;
  private static final int DAC2 = DAC1 + 1;

  // DBCR2[DAC12M].
  private static final int EXACT = 0;
  private static final int MASKED = 1;
  private static final int INSIDE = 2;

  // DBCR2[DACnUS] and [DACnER].
  private static final int FOR_USER = 3;
  private static final int FOR_SUPERVISOR = 2;
  private static final int SPACE_0 = 2;
  private static final int SPACE_1 = 3;

  private DataCompare() {}

  /** Whether some accesses are compared. */
  static boolean enabled(long[] slots) {
    return (slots[DBCR0] & DebugEvents.IDM) != 0 && (slots[DBCR0] & DebugEvents.DATA) != 0;
  }

  private static int kind(long[] slots) {
    return (int) slots[DBCR2] >>> 22 & 3;
  }

  /** Whether an access to the frame of an address may be an event. */
  static boolean watches(long[] slots, long gva) {
    if (!enabled(slots)) {
      return false;
    }
    long frame = Frame.base(gva);
    return switch (kind(slots)) {
      case EXACT ->
          (enables(slots, 0) != 0 && Frame.base(slots[DAC1]) == frame)
              || (enables(slots, 1) != 0 && Frame.base(slots[DAC2]) == frame);
      case MASKED -> ((frame ^ slots[DAC1]) & Frame.base(slots[DAC2])) == 0;
      case INSIDE -> frame < slots[DAC2] && slots[DAC1] < frame + Frame.SIZE;
      default -> true;
    };
  }

  /** DACnR and DACnW of register n, from 0 on, as two bits. */
  private static int enables(long[] slots, int n) {
    return (int) (slots[DBCR0] >>> (18 - 2 * n)) & 3;
  }

  /**
   * An access is about to be made. If it is an event while MSR[DE] is set, the debug interrupt
   * comes before it; else DBSR says that there was one.
   */
  static void check(Regimes regimes, long[] slots, long gva, int size, boolean write) {
    if (!enabled(slots)) {
      return;
    }
    long events = 0;
    if (kind(slots) == EXACT) {
      events = event(regimes, slots, 0, within(slots[DAC1], gva, size), write);
      events |= event(regimes, slots, 1, within(slots[DAC2], gva, size), write);
    } else {
      events = event(regimes, slots, 0, meets(slots, gva, size), write);
    }
    if (events != 0) {
      report(slots, events);
    }
  }

  private static void report(long[] slots, long events) {
    boolean precise = (slots[MSR] & Msr.DE) != 0;
    slots[DBSR] |= events | (precise ? 0 : DebugEvents.IMPRECISE);
    if (precise) {
      throw PpcFault.of(InterruptType.DEBUG);
    }
  }

  private static boolean within(long address, long gva, int size) {
    return gva <= address && address < gva + size;
  }

  private static boolean meets(long[] slots, long gva, int size) {
    long last = gva + size - 1;
    boolean inside = gva < slots[DAC2] && last >= slots[DAC1];
    return switch (kind(slots)) {
      case MASKED -> meetsMasked(slots, gva, size);
      case INSIDE -> inside;
      default -> gva < slots[DAC1] || last >= slots[DAC2];
    };
  }

  private static boolean meetsMasked(long[] slots, long gva, int size) {
    for (int i = 0; i < size; i++) {
      if (((gva + i ^ slots[DAC1]) & slots[DAC2]) == 0) {
        return true;
      }
    }
    return false;
  }

  /** The bit of DBSR if register n, from 0 on, wants such an access, else 0. */
  private static long event(Regimes regimes, long[] slots, int n, boolean met, boolean write) {
    int wanted = write ? 1 : 2;
    if (!met || (enables(slots, n) & wanted) == 0 || !admits(regimes, slots, n)) {
      return 0;
    }
    return DebugEvents.DAC1_READ >>> (2 * n + (write ? 1 : 0));
  }

  private static boolean admits(Regimes regimes, long[] slots, int n) {
    int control = (int) slots[DBCR2] >>> (28 - 4 * n);
    boolean user = (slots[MSR] & Msr.PR) != 0;
    boolean byPrivilege =
        switch (control >>> 2 & 3) {
          case FOR_USER -> user;
          case FOR_SUPERVISOR -> !user;
          default -> true;
        };
    boolean bySpace =
        switch (control & 3) {
          case SPACE_0 -> !regimes.dataSpace(slots);
          case SPACE_1 -> regimes.dataSpace(slots);
          default -> true;
        };
    return byPrivilege && bySpace;
  }
}
