package vmm.x86.fpu;

/** Fields of the control word: SDM vol. 1, "x87 FPU Control Word". */
final class ControlWord {
  /** What FINIT loads: every exception masked, 64-bit precision, rounding to nearest. */
  static final int INITIAL = 0x037F;

  /** What RESET loads: SDM vol. 3, "IA-32 and Intel 64 Processor States Following Power-up". */
  static final int RESET = 0x0040;

  /** Bit 6 is reserved and reads as one. */
  static final int ALWAYS_ONE = 0x0040;

  /**
   * Exception masks, rounding and precision control, and the infinity control that nothing reads.
   */
  static final int WRITABLE = 0x1F3F;

  static final int ROUND_NEAREST = 0;
  static final int ROUND_DOWN = 1;
  static final int ROUND_UP = 2;
  static final int ROUND_TO_ZERO = 3;

  private static final int PRECISION_SHIFT = 8;
  private static final int ROUNDING_SHIFT = 10;

  private ControlWord() {}

  static int masks(int controlWord) {
    return controlWord & StatusWord.EXCEPTIONS;
  }

  /** One of the {@code ROUND_} constants. */
  static int rounding(int controlWord) {
    return controlWord >> ROUNDING_SHIFT & 3;
  }

  /** Significand bits that basic arithmetic delivers: 24, 53 or 64 (also for the reserved code). */
  static int precision(int controlWord) {
    return switch (controlWord >> PRECISION_SHIFT & 3) {
      case 0 -> 24;
      case 2 -> 53;
      default -> 64;
    };
  }
}
