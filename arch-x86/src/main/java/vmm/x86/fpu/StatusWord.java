package vmm.x86.fpu;

/** Bits of the status word: SDM vol. 1, "x87 FPU Status Register". */
final class StatusWord {
  /** Invalid operation. */
  static final int IE = 1;

  /** Denormal operand. */
  static final int DE = 1 << 1;

  /** Division by zero. */
  static final int ZE = 1 << 2;

  /** Overflow. */
  static final int OE = 1 << 3;

  /** Underflow. */
  static final int UE = 1 << 4;

  /** Precision: the result is inexact. */
  static final int PE = 1 << 5;

  /** Stack fault: the invalid operation was an overflow or underflow of the register stack. */
  static final int SF = 1 << 6;

  /** Error summary: an exception that is not masked is pending. */
  static final int ES = 1 << 7;

  static final int C0 = 1 << 8;
  static final int C1 = 1 << 9;
  static final int C2 = 1 << 10;
  static final int C3 = 1 << 14;

  /** Busy: a copy of {@link #ES} since the Intel 387. */
  static final int B = 1 << 15;

  static final int TOP_SHIFT = 11;
  static final int TOP = 7 << TOP_SHIFT;
  static final int CONDITIONS = C0 | C1 | C2 | C3;

  /** The six exception flags, which have the places of their masks in the control word. */
  static final int EXCEPTIONS = IE | DE | ZE | OE | UE | PE;

  /** Exceptions found before anything is computed: unmasked, they leave every operand unchanged. */
  static final int FAULTS = IE | DE | ZE;

  private StatusWord() {}
}
