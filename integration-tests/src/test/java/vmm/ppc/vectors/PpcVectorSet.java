package vmm.ppc.vectors;

/** A file of vectors, and the processor model that has its instructions. */
public enum PpcVectorSet {
  /** Fixed-point and condition-register instructions. */
  FIXED(Kind.FIXED, "440ep"),
  /** isel. */
  ISEL(Kind.FIXED, "ehv"),
  /** Loads and stores. */
  STORAGE(Kind.STORAGE, "440ep"),
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
    FIXED(3, 0, 0),
    /** Floating-point registers and FPSCR. */
    FLOATING(0, 4, 0),
    /** Both kinds of registers, memory and XER. */
    STORAGE(3, 4, 8);

    private final int general;
    private final int floating;
    private final int memory;

    Kind(int general, int floating, int memory) {
      this.general = general;
      this.floating = floating;
      this.memory = memory;
    }

    /** Number of general registers, from r3 on. */
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
