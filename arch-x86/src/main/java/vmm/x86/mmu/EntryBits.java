package vmm.x86.mmu;

import vmm.api.mmu.Rights;

/**
 * The bits that entries of 32-bit and PAE paging share (SDM vol. 3, "32-bit paging", tables 4-4 to
 * 4-6, and "PAE paging", tables 4-9 to 4-11).
 */
final class EntryBits {
  static final long PRESENT = 1;
  static final long WRITABLE = 1 << 1;
  static final long USER = 1 << 2;
  static final long ACCESSED = 1 << 5;
  static final long DIRTY = 1 << 6;
  static final long PAGE_SIZE = 1 << 7;
  static final long GLOBAL = 1 << 8;

  /** The PAT bit of a 4-KByte page, reserved on processors without PAT: all of ours. */
  static final long PAT_SMALL = 1 << 7;

  /** The PAT bit of a large page. */
  static final long PAT_LARGE = 1 << 12;

  /** The low bits of a leaf from the most to the least permissive. */
  private static final long[] LEAVES = {
    USER | WRITABLE, WRITABLE, USER, 0,
  };

  private EntryBits() {}

  /**
   * Rights of an entry (SDM vol. 3, "Determination of access rights").
   *
   * @param writeProtect whether the supervisor is bound by read-only entries (CR0.WP)
   * @param executable false if the entry disables execution
   */
  static int rights(long raw, boolean writeProtect, boolean executable) {
    int rights = Rights.SR | Rights.UR;
    if ((raw & WRITABLE) != 0) {
      rights |= Rights.WRITE;
    } else if (!writeProtect) {
      rights |= Rights.SW;
    }
    if (executable) {
      rights |= Rights.SX | Rights.UX;
    }
    return (raw & USER) != 0 ? rights : rights & ~Rights.USER;
  }

  /** The bits of an entry that leads to a table and grants at least {@code rights}. */
  static long table(int rights) {
    return PRESENT
        | ACCESSED
        | ((rights & Rights.WRITE) != 0 ? WRITABLE : 0)
        | ((rights & Rights.USER) != 0 ? USER : 0);
  }

  /**
   * The bits of a leaf that grants {@code needed} and never more than {@code allowed}.
   *
   * @param noExecute the bit that disables execution, 0 if the format has none
   */
  static long leaf(int allowed, int needed, boolean writeProtect, long noExecute) {
    for (long bits : LEAVES) {
      for (long disable = 0; ; disable = noExecute) {
        int granted = rights(bits, writeProtect, disable == 0);
        if ((granted & needed) != 0 && (granted & ~allowed) == 0) {
          return PRESENT | ACCESSED | DIRTY | bits | disable;
        }
        if (disable == noExecute) {
          break;
        }
      }
    }
    throw new IllegalArgumentException(
        "no entry grants " + Rights.format(needed) + " within " + Rights.format(allowed));
  }
}
