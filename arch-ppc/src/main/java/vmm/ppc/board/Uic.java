package vmm.ppc.board;

import vmm.api.device.InterruptLine;
import vmm.ppc.DcrBus;

/**
 * The universal interrupt controller of the 4xx family (PPC440EP User's Manual, chapter "Interrupt
 * Controller"): 32 inputs, of which input 0 is the most significant bit of each register.
 *
 * <p>A status bit stays set until software clears it, and is set again at once while a
 * level-sensitive input is asserted. The polarity register is kept but means nothing here: the
 * inputs say whether they are asserted, whatever their voltage.
 */
final class Uic implements DcrBus {
  /** How many register numbers it takes. */
  static final int REGISTERS = 9;

  private static final int STATUS = 0;
  private static final int STATUS_SET = 1;
  private static final int ENABLE = 2;
  private static final int CRITICAL = 3;
  private static final int POLARITY = 4;
  private static final int TRIGGER = 5;
  private static final int MASKED_STATUS = 6;
  private static final int VECTOR = 7;
  private static final int VECTOR_CONFIGURATION = 8;

  /** Vector configuration: input 0 has the highest priority, not input 31. */
  private static final int FIRST_IS_HIGHEST = 1;

  private static final int VECTOR_BASE = ~3;
  private static final int VECTOR_DISTANCE = 512;

  private final InterruptLine normalOutput;
  private final InterruptLine criticalOutput;
  private int lines;
  private int status;
  private int enable;
  private int critical;
  private int polarity;
  private int edgeSensitive;
  private int vectorConfiguration;

  Uic(InterruptLine normalOutput, InterruptLine criticalOutput) {
    this.normalOutput = normalOutput;
    this.criticalOutput = criticalOutput;
  }

  /**
   * An input.
   *
   * @param input 0 to 31
   */
  InterruptLine line(int input) {
    int bit = Integer.MIN_VALUE >>> input;
    return asserted -> drive(bit, asserted);
  }

  private void drive(int bit, boolean asserted) {
    int before = lines;
    lines = asserted ? lines | bit : lines & ~bit;
    status |= lines & ~before & edgeSensitive;
    update();
  }

  private void update() {
    status |= lines & ~edgeSensitive;
    int active = status & enable;
    normalOutput.set((active & ~critical) != 0);
    criticalOutput.set((active & critical) != 0);
  }

  /** Where the handler of the most important critical interrupt is, or 0 if there is none. */
  private int vector() {
    int active = status & enable & critical;
    if (active == 0) {
      return 0;
    }
    int distance =
        (vectorConfiguration & FIRST_IS_HIGHEST) != 0
            ? Integer.numberOfLeadingZeros(active)
            : Integer.numberOfTrailingZeros(active);
    return (vectorConfiguration & VECTOR_BASE) + distance * VECTOR_DISTANCE;
  }

  @Override
  public long read(int dcr) {
    int value =
        switch (dcr) {
          case STATUS, STATUS_SET -> status;
          case ENABLE -> enable;
          case CRITICAL -> critical;
          case POLARITY -> polarity;
          case TRIGGER -> edgeSensitive;
          case MASKED_STATUS -> status & enable;
          case VECTOR -> vector();
          case VECTOR_CONFIGURATION -> vectorConfiguration;
          default -> 0;
        };
    return Integer.toUnsignedLong(value);
  }

  @Override
  public void write(int dcr, long value) {
    int bits = (int) value;
    switch (dcr) {
      case STATUS -> status &= ~bits;
      case STATUS_SET -> status |= bits;
      case ENABLE -> enable = bits;
      case CRITICAL -> critical = bits;
      case POLARITY -> polarity = bits;
      case TRIGGER -> edgeSensitive = bits;
      case VECTOR_CONFIGURATION -> vectorConfiguration = bits & (VECTOR_BASE | FIRST_IS_HIGHEST);
      default -> {} // the masked status and the vector are read-only
    }
    update();
  }
}
