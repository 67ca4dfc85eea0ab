package vmm.ppc;

import java.util.OptionalInt;
import vmm.api.cpu.GuestFault;

/** An interrupt that an instruction causes, on its way to be delivered. */
public final class PpcFault extends GuestFault {
  private static final long serialVersionUID = 1L;

  // Bits of ESR (PPC440x5 User's Manual, "Exception syndrome register"; e500 CFRM, "ESR"). AP is
  // not among them: no core here has an auxiliary processor but the FPU, which has a bit of its
  // own.

  /** MCI (440): a machine check of an instruction; it stays until software clears it. */
  public static final long ESR_MCI = 1L << 31;

  /** PIL: illegal instruction. */
  public static final int ESR_PIL = 1 << 27;

  /** PPR: privileged instruction. */
  public static final int ESR_PPR = 1 << 26;

  /** PTR: trap instruction. */
  public static final int ESR_PTR = 1 << 25;

  /** FP: a floating-point load or store. */
  public static final int ESR_FP = 1 << 24;

  /** ST: a store. */
  public static final int ESR_ST = 1 << 23;

  /** DLK of e500 as the cache-locking exception of user code. */
  public static final int ESR_DLK = 1 << 21;

  /** PUO: unimplemented operation. */
  public static final int ESR_PUO = 1 << 18;

  /** BO: byte ordering. */
  public static final int ESR_BO = 1 << 17;

  /** PIE: imprecise exception. */
  public static final int ESR_PIE = 1 << 16;

  /** PCRE (440): compare. */
  public static final int ESR_PCRE = 1 << 15;

  /** SPV (e500): a signal-processing instruction. */
  public static final int ESR_SPV = 1 << 7;

  /** EPID (category External PID): a load or store by external PID. */
  public static final int ESR_EPID = 1 << 6;

  private final InterruptType type;
  private final int esr;
  private final boolean addressed;
  private final int dear;
  private final boolean after;
  private final boolean forHypervisor;

  private PpcFault(InterruptType type, int esr, boolean addressed, int dear, boolean after) {
    this(type, esr, addressed, dear, after, false);
  }

  private PpcFault(
      InterruptType type,
      int esr,
      boolean addressed,
      int dear,
      boolean after,
      boolean forHypervisor) {
    super(type.toString());
    this.type = type;
    this.esr = esr;
    this.addressed = addressed;
    this.dear = dear;
    this.after = after;
    this.forHypervisor = forHypervisor;
  }

  /** A fault that sets ESR to 0, or leaves it alone if its kind does not set it. */
  public static PpcFault of(InterruptType type) {
    return new PpcFault(type, 0, false, 0, false);
  }

  /** A fault that sets ESR. */
  public static PpcFault of(InterruptType type, int esr) {
    return new PpcFault(type, esr, false, 0, false);
  }

  /** A fault of a data access at {@code dear}. */
  public static PpcFault at(InterruptType type, int esr, long dear) {
    return new PpcFault(type, esr, true, (int) dear, false);
  }

  /** A fault that saves the address of the next instruction, as a system call does. */
  public static PpcFault after(InterruptType type) {
    return new PpcFault(type, 0, false, 0, true);
  }

  /** A fault as {@link #after(InterruptType)}, that sets ESR. */
  public static PpcFault after(InterruptType type, int esr) {
    return new PpcFault(type, esr, false, 0, true);
  }

  /** A program interrupt. */
  public static PpcFault program(int esr) {
    return of(InterruptType.PROGRAM, esr);
  }

  /** The same, which goes to the embedded hypervisor even if its kind is the guest's. */
  public PpcFault toHypervisor() {
    return new PpcFault(type, esr, addressed, dear, after, true);
  }

  /** The kind. */
  public InterruptType type() {
    return type;
  }

  /** What ESR gets, where the kind sets it. */
  public int esr() {
    return esr;
  }

  /** What DEAR gets, where the kind sets it. */
  public OptionalInt dear() {
    return addressed ? OptionalInt.of(dear) : OptionalInt.empty();
  }

  /** Whether the instruction was completed, so that the saved address is the next one's. */
  public boolean isAfter() {
    return after;
  }

  /** Whether the embedded hypervisor gets it whatever EPCR says. */
  public boolean isForHypervisor() {
    return forHypervisor;
  }
}
