package vmm.ppc.board;

/**
 * One source of interrupts of an {@link Mpic}: its vector/priority and destination registers, its
 * input, and where its present interrupt stands.
 */
final class MpicSource {
  /** Vector/priority register: the source is masked. */
  static final int MASK = 1 << 31;

  /** Vector/priority register: an interrupt is pending or in service; read-only. */
  static final int ACTIVITY = 1 << 30;

  /** Vector/priority register: active-high or rising edge. */
  static final int POLARITY = 1 << 23;

  /** Vector/priority register: level-sensitive. */
  static final int SENSE = 1 << 22;

  /** Destination register: goes to the processor's critical input. */
  static final int TO_CRITICAL = 1 << 30;

  /** Destination register: goes to the processor's external input. */
  static final int TO_EXTERNAL = 1;

  private static final int PRIORITY_SHIFT = 16;
  private static final int PRIORITY = 0xF << PRIORITY_SHIFT;
  private static final int VECTOR = 0xFFFF;
  private static final int TO_PIN = 1 << 31;

  private final Kind kind;
  private int vectorPriority;
  private int destination;
  private boolean asserted;
  private boolean latched;
  private boolean inService;

  /** What a source is connected to. */
  enum Kind {
    /** A pin, level- or edge-sensitive. */
    PIN(POLARITY | SENSE),
    /** A device on the chip, level-sensitive. */
    DEVICE(POLARITY),
    /** A timer or a processor: momentary. */
    EVENT(0);

    private final int senseBits;

    Kind(int senseBits) {
      this.senseBits = senseBits;
    }
  }

  MpicSource(Kind kind) {
    this.kind = kind;
    reset();
  }

  /** The state after a reset of the controller; inputs stay as they are. */
  void reset() {
    vectorPriority = MASK | (kind == Kind.DEVICE ? POLARITY : 0);
    destination = TO_EXTERNAL;
    latched = false;
    inService = false;
  }

  /** Sets the level of the input. Returns whether it is another one now. */
  boolean drive(boolean level) {
    boolean changed = level != asserted;
    latched |= level && changed;
    asserted = level;
    return changed;
  }

  /** Something happened. */
  void trigger() {
    latched = true;
  }

  private boolean levelSensitive() {
    return switch (kind) {
      case PIN -> (vectorPriority & SENSE) != 0;
      case DEVICE -> true;
      case EVENT -> false;
    };
  }

  private boolean pending() {
    return levelSensitive() ? asserted : latched;
  }

  private boolean goesTo(int target) {
    boolean toCritical = (destination & TO_CRITICAL) != 0;
    return (destination & target) != 0 && toCritical == (target == TO_CRITICAL);
  }

  /** Whether it asks for an external interrupt and none of it is in service. */
  boolean requests() {
    return pending() && !inService && (vectorPriority & MASK) == 0 && goesTo(TO_EXTERNAL);
  }

  /** Whether it drives the critical input: without mask, priority, acknowledge or end. */
  boolean critical() {
    return pending() && goesTo(TO_CRITICAL);
  }

  boolean inService() {
    return inService;
  }

  /** Priority, 0 (never taken) to 15. */
  int priority() {
    return (vectorPriority & PRIORITY) >> PRIORITY_SHIFT;
  }

  /** The processor takes the interrupt. Returns its vector. */
  int acknowledge() {
    inService = true;
    latched = false;
    return vectorPriority & VECTOR;
  }

  /** The processor is done with the interrupt. */
  void end() {
    inService = false;
  }

  int readVectorPriority() {
    boolean active = inService || pending() && (vectorPriority & MASK) == 0;
    return vectorPriority | (active ? ACTIVITY : 0);
  }

  void writeVectorPriority(int value) {
    vectorPriority = value & (MASK | PRIORITY | VECTOR | kind.senseBits);
  }

  int readDestination() {
    return destination;
  }

  void writeDestination(int value) {
    destination = value & (TO_PIN | TO_CRITICAL | TO_EXTERNAL);
  }
}
