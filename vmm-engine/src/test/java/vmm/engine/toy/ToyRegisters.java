package vmm.engine.toy;

import vmm.api.cpu.RegisterFile;

/** The toy's registers. */
public final class ToyRegisters {
  public static final int R0;
  public static final int PC;

  /** Root of the page table; 0 turns translation off. */
  public static final int ROOT;

  /** 1 for user, 0 for supervisor. */
  public static final int USER;

  public static final int VECTOR;
  public static final int EPC;
  public static final int CAUSE;
  public static final int ADDRESS;
  public static final int HALTED;
  public static final int INTERRUPTS_ON;

  /** Lazy flags, as real architectures have them: the last operation, its result and operand. */
  public static final int FLAG_OP;

  public static final int FLAG_RESULT;
  public static final int FLAG_SOURCE;

  public static final RegisterFile FILE;

  static {
    var file = RegisterFile.builder();
    R0 = file.add("r0", 32, "general");
    for (int i = 1; i < 8; i++) {
      file.add("r" + i, 32, "general");
    }
    PC = file.addPc("pc", 32, "general");
    ROOT = file.add("root", 32, "control");
    USER = file.add("user", 1, "control");
    VECTOR = file.add("vector", 32, "control");
    EPC = file.add("epc", 32, "control");
    CAUSE = file.add("cause", 32, "control");
    ADDRESS = file.add("address", 32, "control");
    HALTED = file.add("halted", 1, "control");
    INTERRUPTS_ON = file.add("interrupts", 1, "control");
    FLAG_OP = file.addHidden();
    FLAG_RESULT = file.addHidden();
    FLAG_SOURCE = file.addHidden();
    FILE = file.build();
  }

  private ToyRegisters() {}
}
