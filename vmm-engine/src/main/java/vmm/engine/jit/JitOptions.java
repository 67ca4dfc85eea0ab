package vmm.engine.jit;

/**
 * How code is compiled.
 *
 * @param heat how often a block is interpreted before it is compiled
 * @param retryHeat how often more before it is looked at again, if nothing came of it
 * @param rewrites how often compiled code of a frame may change before the frame is left to the
 *     interpreter
 * @param background whether another thread compiles while the guest goes on
 * @param strict whether code that cannot be compiled is an error; else it is interpreted
 */
public record JitOptions(
    int heat, int retryHeat, int rewrites, boolean background, boolean strict) {
  /** Everything at once. */
  public static final JitOptions EVERYTHING = new JitOptions(0, 0, Integer.MAX_VALUE, false, false);

  /**
   * What is hot, in the background. Measured on boots of Linux: with a heat of 50,000, HotSpot
   * spends more on the regions of a short boot than they give back; with one of 500,000, a kernel
   * that unpacks itself waits for them.
   */
  public static final JitOptions HOT = new JitOptions(100_000, 2000, 8, true, false);

  /** The same, but code that cannot be compiled is an error. */
  public JitOptions strictly() {
    return new JitOptions(heat, retryHeat, rewrites, background, true);
  }
}
