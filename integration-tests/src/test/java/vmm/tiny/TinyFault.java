package vmm.tiny;

import vmm.api.cpu.GuestFault;

/** A fault on its way to the guest's handler. */
final class TinyFault extends GuestFault {
  private static final long serialVersionUID = 1L;

  /** Why an instruction faults. */
  enum Cause {
    /** No instruction. */
    ILLEGAL(1),
    /** An instruction of the supervisor in user code. */
    PRIVILEGE(2),
    /** The instruction that asks the supervisor for a service. */
    SYSCALL(3),
    /** No entry maps the address. */
    NOT_PRESENT(4),
    /** The tables do not allow the access. */
    PROTECTION(5),
    /** An entry sets reserved bits. */
    MALFORMED(6);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    /** What the guest finds in its register {@code cause}. */
    int code() {
      return code;
    }
  }

  private final int code;
  private final long address;

  TinyFault(Cause cause, long address) {
    this(cause.code, address);
  }

  TinyFault(int code, long address) {
    super("cause " + code + " at 0x" + Long.toHexString(address));
    this.code = code;
    this.address = address;
  }

  int code() {
    return code;
  }

  long address() {
    return address;
  }
}
