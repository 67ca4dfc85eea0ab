package vmm.api.mmu;

/**
 * Access rights as a set of six bits in an {@code int}: read, write and execute, for user and for
 * supervisor. Tables of every architecture decode to them, and rights along a walk, or of the two
 * stages of a nested one, combine by AND.
 */
public final class Rights {
  /** Supervisor may read. */
  public static final int SR = 1;

  /** Supervisor may write. */
  public static final int SW = 1 << 1;

  /** Supervisor may execute. */
  public static final int SX = 1 << 2;

  /** User may read. */
  public static final int UR = 1 << 3;

  /** User may write. */
  public static final int UW = 1 << 4;

  /** User may execute. */
  public static final int UX = 1 << 5;

  /** No right at all. */
  public static final int NONE = 0;

  /** Every right. */
  public static final int ALL = SR | SW | SX | UR | UW | UX;

  /** The rights of both privileges to write. */
  public static final int WRITE = SW | UW;

  /** The rights of the supervisor. */
  public static final int SUPERVISOR = SR | SW | SX;

  /** The rights of the user. */
  public static final int USER = UR | UW | UX;

  private Rights() {}

  /** The single right that an access needs. */
  public static int needed(AccessType access, Privilege privilege) {
    int right = access.writes() ? SW : access == AccessType.READ ? SR : SX;
    return privilege == Privilege.USER ? right << 3 : right;
  }

  /** Whether {@code rights} allow the access. */
  public static boolean allow(int rights, AccessType access, Privilege privilege) {
    return (rights & needed(access, privilege)) != 0;
  }

  /** A reading for people: {@code s:rwx u:r-x}. */
  public static String format(int rights) {
    return "s:" + triple(rights) + " u:" + triple(rights >> 3);
  }

  private static String triple(int r) {
    return ((r & SR) != 0 ? "r" : "-") + ((r & SW) != 0 ? "w" : "-") + ((r & SX) != 0 ? "x" : "-");
  }
}
