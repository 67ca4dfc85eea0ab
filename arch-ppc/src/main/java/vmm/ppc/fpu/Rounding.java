package vmm.ppc.fpu;

/** The four rounding modes (Book I, 4.3.6). */
final class Rounding {
  private Rounding() {}

  /**
   * Whether a magnitude grows when it is rounded.
   *
   * @param mode RN of FPSCR
   * @param negative its sign
   * @param rest what rounding drops, unsigned
   * @param half half a unit of what is kept
   * @param odd the lowest bit of what is kept
   */
  static boolean grows(int mode, boolean negative, long rest, long half, boolean odd) {
    return switch (mode) {
      case Fpscr.NEAREST -> {
        int order = Long.compareUnsigned(rest, half);
        yield order > 0 || (order == 0 && odd);
      }
      case Fpscr.UP -> !negative && rest != 0;
      case Fpscr.DOWN -> negative && rest != 0;
      default -> false;
    };
  }

  /** Whether an overflow gives infinity rather than the greatest finite number. */
  static boolean overflowsToInfinity(int mode, boolean negative) {
    return mode == Fpscr.NEAREST || mode == (negative ? Fpscr.DOWN : Fpscr.UP);
  }
}
