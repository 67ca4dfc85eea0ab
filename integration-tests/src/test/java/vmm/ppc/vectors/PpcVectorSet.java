package vmm.ppc.vectors;

/** A file of vectors, and the processor model that has its instructions. */
public enum PpcVectorSet {
  /** Fixed-point and condition-register instructions. */
  FIXED(Kind.FIXED, "440ep"),
  /** isel. */
  ISEL(Kind.FIXED, "ehv"),
  /** tw and twi. */
  TRAPS(Kind.TRAP, "440ep"),
  /** The 440's multiply-accumulate instructions, and dlmzb. */
  ACCUMULATIONS(Kind.FIXED, "440ep"),
  /** Loads and stores. */
  STORAGE(Kind.STORAGE, "440ep"),
  /** lmw and stmw. */
  MULTIPLE(Kind.MULTIPLE, "440ep"),
  /** lwarx and stwcx. */
  RESERVATIONS(Kind.RESERVATION, "440ep"),
  /** Signal processing and embedded floating point. */
  SPE(Kind.SPE, "e500v2"),
  /** Floating-point instructions. */
  FLOATING(Kind.FLOATING, "440ep"),
  /** frsqrte. */
  FRSQRTE(Kind.FLOATING, "ehv");

  private final Kind kind;
  private final String model;

  PpcVectorSet(Kind kind, String model) {
    this.kind = kind;
    this.model = model;
  }

  /** What records hold: numbers of registers, and of doublewords of memory. */
  public enum Kind {
    /** General registers and XER. */
    FIXED(3, 3, 0, 0),
    /** The same, and whether the instruction trapped. */
    TRAP(3, 3, 0, 0),
    /** Floating-point registers and FPSCR, and whether an enabled exception was raised. */
    FLOATING(3, 0, 4, 0),
    /** Both kinds of registers, memory and XER. */
    STORAGE(3, 3, 4, 8),
    /** The same; {@code lwarx r3,0,r4} precedes the instruction. */
    RESERVATION(3, 3, 4, 8),
    /** Registers from r28 on, and memory. */
    MULTIPLE(28, 4, 0, 8),
    /** General registers of 64 bits, the accumulator, memory and SPEFSCR. */
    SPE(3, 3, 0, 2);

    private static final int NAME_BYTES = 8;
    private static final int LONG_NAME_BYTES = 16;

    private final int firstGeneral;
    private final int general;
    private final int floating;
    private final int memory;

    Kind(int firstGeneral, int general, int floating, int memory) {
      this.firstGeneral = firstGeneral;
      this.general = general;
      this.floating = floating;
      this.memory = memory;
    }

    /** Number of bytes of a mnemonic. */
    int nameBytes() {
      return this == SPE ? LONG_NAME_BYTES : NAME_BYTES;
    }

    /** The first general register. */
    int firstGeneral() {
      return firstGeneral;
    }

    /** Number of general registers. */
    int general() {
      return general;
    }

    /** Number of floating-point registers, from f0 on. */
    int floating() {
      return floating;
    }

    /** Number of doublewords of memory. */
    int memory() {
      return memory;
    }

    /** Whether the status is FPSCR, not XER. */
    boolean hasFpscr() {
      return this == FLOATING;
    }

    /** Whether registers have 64 bits, the accumulator follows, and the status is SPEFSCR. */
    boolean isWide() {
      return this == SPE;
    }

    /** Whether records say that an interrupt was raised. */
    boolean raises() {
      return this == FLOATING || this == TRAP;
    }
  }

  /** What its records hold. */
  public Kind kind() {
    return kind;
  }

  /** The model that runs it. */
  public String model() {
    return model;
  }
}
