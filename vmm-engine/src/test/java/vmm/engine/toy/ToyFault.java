package vmm.engine.toy;

import vmm.api.cpu.GuestFault;

/** A fault of the toy: a cause and an address. */
public final class ToyFault extends GuestFault {
  private static final long serialVersionUID = 1L;

  public static final int ILLEGAL = 1;
  public static final int PAGE = 2;

  final int cause;
  final long address;

  ToyFault(int cause, long address) {
    super("cause " + cause + " at 0x" + Long.toHexString(address));
    this.cause = cause;
    this.address = address;
  }
}
