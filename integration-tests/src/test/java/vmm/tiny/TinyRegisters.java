package vmm.tiny;

import vmm.api.cpu.RegisterFile;

/** The registers, and the slots that hold them. */
final class TinyRegisters {
  /** The bits of an address that count. */
  static final long ADDRESS_MASK = (1L << 30) - 1;

  /** In the root register: translation is on. */
  static final long ROOT_ON = 1;

  static final int GENERAL = 16;

  /** r0; the others follow. */
  static final int R0;

  static final int PC;

  /** 1 while user code runs. */
  static final int USER;

  static final int HALTED;

  /** The root of the tables; the control registers follow in the order of their numbers. */
  static final int ROOT;

  /** Where the fault handler begins; 0 before the guest has one. */
  static final int VECTOR;

  /** pc of the instruction that faulted. */
  static final int EPC;

  /** Why: a code of {@link TinyFault.Cause}. */
  static final int CAUSE;

  /** gva whose translation failed. */
  static final int ADDRESS;

  /** What {@link #USER} was before the fault, and will be after the return. */
  static final int PREVIOUS;

  static final RegisterFile FILE;

  static {
    var file = RegisterFile.builder();
    R0 = file.add("r0", 64, "general");
    for (int i = 1; i < GENERAL; i++) {
      file.add("r" + i, 64, "general");
    }
    PC = file.addPc("pc", 30, "general");
    USER = file.add("user", 1, "control");
    HALTED = file.add("halted", 1, "control");
    ROOT = file.add("root", 64, "control");
    VECTOR = file.add("vector", 64, "control");
    EPC = file.add("epc", 64, "control");
    CAUSE = file.add("cause", 64, "control");
    ADDRESS = file.add("address", 64, "control");
    PREVIOUS = file.add("previous", 64, "control");
    FILE = file.build();
  }

  private TinyRegisters() {}

  /** Whether there is a control register of that number. */
  static boolean isControl(int number) {
    return number >= 0 && number <= PREVIOUS - ROOT;
  }
}
