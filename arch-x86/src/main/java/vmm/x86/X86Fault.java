package vmm.x86;

import vmm.api.cpu.GuestFault;

/** An exception on its way to be delivered (SDM vol 3, "Exception and interrupt reference"). */
public final class X86Fault extends GuestFault {
  private static final long serialVersionUID = 1L;

  /** #DE. */
  public static final int DE = 0;

  /** #DB. */
  public static final int DB = 1;

  /** NMI. */
  public static final int NMI = 2;

  /** #BP. */
  public static final int BP = 3;

  /** #OF. */
  public static final int OF = 4;

  /** #BR. */
  public static final int BR = 5;

  /** #UD. */
  public static final int UD = 6;

  /** #NM. */
  public static final int NM = 7;

  /** #DF. */
  public static final int DF = 8;

  /** #TS. */
  public static final int TS = 10;

  /** #NP. */
  public static final int NP = 11;

  /** #SS. */
  public static final int SS = 12;

  /** #GP. */
  public static final int GP = 13;

  /** #PF. */
  public static final int PF = 14;

  /** #MF. */
  public static final int MF = 16;

  /** #AC. */
  public static final int AC = 17;

  private final int vector;
  private final boolean hasErrorCode;
  private final int errorCode;
  private final long cr2;
  private final boolean trap;

  private X86Fault(int vector, boolean hasErrorCode, int errorCode, long cr2, boolean trap) {
    super("exception " + vector);
    this.vector = vector;
    this.hasErrorCode = hasErrorCode;
    this.errorCode = errorCode;
    this.cr2 = cr2;
    this.trap = trap;
  }

  /** A fault without an error code. */
  public static X86Fault of(int vector) {
    return new X86Fault(vector, false, 0, 0, false);
  }

  /** A fault with an error code. */
  public static X86Fault of(int vector, int errorCode) {
    return new X86Fault(vector, true, errorCode, 0, false);
  }

  /** A trap: reported after its instruction, with the address of the next one. */
  public static X86Fault trap(int vector) {
    return new X86Fault(vector, false, 0, 0, true);
  }

  /** A page fault; {@code cr2} is the linear address. */
  public static X86Fault page(int errorCode, long cr2) {
    return new X86Fault(PF, true, errorCode, cr2, false);
  }

  /** #UD. */
  public static X86Fault undefined() {
    return of(UD);
  }

  /** #GP(errorCode). */
  public static X86Fault generalProtection(int errorCode) {
    return of(GP, errorCode);
  }

  /** #GP(0). */
  public static X86Fault generalProtection() {
    return of(GP, 0);
  }

  /** The vector. */
  public int vector() {
    return vector;
  }

  /** Whether {@link #errorCode} is pushed. */
  public boolean hasErrorCode() {
    return hasErrorCode;
  }

  /** The error code; 0 if there is none. */
  public int errorCode() {
    return errorCode;
  }

  /** The linear address that CR2 gets; only for #PF. */
  public long cr2() {
    return cr2;
  }

  /** Whether the instruction was completed, so that the saved EIP is the next one's. */
  public boolean isTrap() {
    return trap;
  }
}
