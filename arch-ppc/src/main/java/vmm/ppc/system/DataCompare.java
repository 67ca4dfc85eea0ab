package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.DAC1;
import static vmm.ppc.PpcRegisters.DBCR0;
import static vmm.ppc.PpcRegisters.DVC1;
import static vmm.ppc.PpcRegisters.MSR;

import vmm.api.memory.Frame;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcRegisters;

/**
 * Data address compare (PPC440x5 User's Manual, "DAC debug event"; e500 Core Family Reference
 * Manual, "Data address compare debug event"): DAC1 and DAC2 alone, as a masked address, or as
 * bounds. On a 440, values count too (section 8.3.3): if some bytes are enabled for it, an access
 * is an event only if its data match DVC1 or DVC2.
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

  // DBCR2[DVCnM].
  private static final int ALL_BYTES = 1;
  private static final int ANY_BYTE = 2;
  private static final int EITHER_HALF = 3;

  private static final int HIGH_HALF = 12;
  private static final int LOW_HALF = 3;

  /** What an access transfers. */
  @FunctionalInterface
  interface Data {
    /** Nothing is known of it. */
    Data UNKNOWN = _ -> -1;

    /** A value that stands from an address on, its lowest byte first. */
    static Data of(long gva, long value) {
      return at -> (int) (value >>> 8 * (at - gva)) & 0xFF;
    }

    /** The byte at an address, 0 to 255; -1 if it is not known. */
    int byteAt(long gva);
  }

  /** An access within a page. */
  record Access(long gva, int size, boolean write, Data data) {
    boolean covers(long address) {
      return gva <= address && address < gva + size;
    }
  }

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
  static void check(Regimes regimes, long[] slots, Access access) {
    boolean exact = kind(slots) == EXACT;
    boolean met = !exact && meets(slots, access.gva, access.size);
    long events = 0;
    for (int n = 0; n < 2; n++) {
      events |= event(regimes, slots, n, exact ? access.covers(slots[DAC1 + n]) : met, access);
    }
    if (events != 0) {
      DebugEvents.note(slots, events);
      if (DebugEvents.areOn(slots)) {
        throw PpcFault.of(InterruptType.DEBUG);
      }
    }
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
  private static long event(Regimes regimes, long[] slots, int n, boolean met, Access access) {
    int wanted = access.write ? 1 : 2;
    if (!met
        || (enables(slots, n) & wanted) == 0
        || !admits(regimes, slots, n)
        || !matches(slots, n, access)) {
      return 0;
    }
    return DebugEvents.DAC1_READ >>> (2 * n + (access.write ? 1 : 0));
  }

  /** Whether the data are those of DVC n + 1, if any are asked for. */
  private static boolean matches(long[] slots, int n, Access access) {
    int enabled = (int) slots[DBCR2] >>> (8 - 8 * n) & 15;
    if (enabled == 0) {
      return true;
    }
    for (long word = access.gva & -4; word < access.gva + access.size; word += 4) {
      if (matches(
          (int) slots[DBCR2] >>> (18 - 2 * n) & 3, enabled, equal(slots, n, word, access))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(int mode, int enabled, int equal) {
    return switch (mode) {
      case ALL_BYTES -> (equal & enabled) == enabled;
      case ANY_BYTE -> (equal & enabled) != 0;
      case EITHER_HALF ->
          halfMatches(enabled & HIGH_HALF, equal) || halfMatches(enabled & LOW_HALF, equal);
      default -> false;
    };
  }

  private static boolean halfMatches(int enabled, int equal) {
    return enabled != 0 && (equal & enabled) == enabled;
  }

  /** The bytes of a word that are transferred and equal, the first as the highest of four bits. */
  private static int equal(long[] slots, int n, long word, Access access) {
    int equal = 0;
    for (int lane = 0; lane < 4; lane++) {
      int expected = (int) slots[DVC1 + n] >>> (24 - 8 * lane) & 0xFF;
      boolean same = access.covers(word + lane) && access.data.byteAt(word + lane) == expected;
      equal |= same ? 8 >>> lane : 0;
    }
    return equal;
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
