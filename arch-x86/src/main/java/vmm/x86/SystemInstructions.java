package vmm.x86;

import vmm.api.cpu.CpuContext;

/**
 * The instructions that touch descriptors, privilege, control registers and the delivery of
 * interrupts. Each method has the shape of a {@link vmm.api.cpu.Helper}; the translator emits calls
 * of them and has already
 *
 * <ul>
 *   <li>checked that CPL is 0 where the manual asks for it, and that the mode has the instruction;
 *   <li>loaded what the instruction takes from memory through segments.
 * </ul>
 *
 * <p>Methods that transfer control, or halt, write EIP; after all others the translator goes on at
 * the next instruction. A block ends after each instruction that could change the mode. Unused
 * arguments are 0.
 */
public interface SystemInstructions {
  /** Kind of {@link #interrupt}: INT n, which V86 mode may forbid. */
  int INTERRUPT_SOFTWARE = 0;

  /** Kind of {@link #interrupt}: INT3 and INTO. */
  int INTERRUPT_TRAP = 1;

  /** Kind of {@link #interrupt}: INT1, which checks no gate's DPL. */
  int INTERRUPT_ICE = 2;

  /**
   * Loads a data or stack segment register (MOV, POP, LDS ...), in any mode.
   *
   * @param segment segment number
   * @param selector 16 bits
   */
  long loadSegment(CpuContext cpu, long segment, long selector, long unused);

  /**
   * JMP to a far pointer.
   *
   * @param offset truncated to the operand size
   * @param nextEip EIP of the next instruction, which a task switch saves
   */
  long farJump(CpuContext cpu, long selector, long offset, long nextEip);

  /**
   * CALL of a far pointer.
   *
   * @param selectorAndBits selector, and from bit 16 on the operand size in bits
   * @param nextEip EIP to return to
   */
  long farCall(CpuContext cpu, long selectorAndBits, long offset, long nextEip);

  /**
   * RET to a far pointer.
   *
   * @param popBytes what to add to the stack pointer besides
   */
  long farReturn(CpuContext cpu, long operandBits, long popBytes, long unused);

  /**
   * IRET.
   *
   * @param nextEip EIP of the next instruction, which a task switch saves
   */
  long interruptReturn(CpuContext cpu, long operandBits, long nextEip, long unused);

  /**
   * INT n, INT3, INTO (when OF is set) and INT1.
   *
   * @param nextEip EIP to return to
   * @param kind one of the constants of this interface
   */
  long interrupt(CpuContext cpu, long vector, long nextEip, long kind);

  /** HLT: EIP is to become {@code nextEip}. */
  long halt(CpuContext cpu, long nextEip, long unused, long unused2);

  /** CLTS. */
  long clearTaskSwitched(CpuContext cpu, long unused, long unused2, long unused3);

  /** LMSW. */
  long loadMachineStatus(CpuContext cpu, long value, long unused, long unused2);

  /** MOV to CRn; raises #UD if there is no such register. */
  long moveToControl(CpuContext cpu, long register, long value, long unused);

  /** MOV from CRn: returns its value; raises #UD if there is no such register. */
  long moveFromControl(CpuContext cpu, long register, long unused, long unused2);

  /** MOV to DRn. */
  long moveToDebug(CpuContext cpu, long register, long value, long unused);

  /** MOV from DRn: returns its value. */
  long moveFromDebug(CpuContext cpu, long register, long unused, long unused2);

  /** LLDT. */
  long loadLocalTable(CpuContext cpu, long selector, long unused, long unused2);

  /** LTR. */
  long loadTask(CpuContext cpu, long selector, long unused, long unused2);

  /** LAR: returns the access rights, or -1 if the selector does not qualify. */
  long accessRights(CpuContext cpu, long selector, long unused, long unused2);

  /** LSL: returns the limit in bytes, or -1 if the selector does not qualify. */
  long segmentLimit(CpuContext cpu, long selector, long unused, long unused2);

  /** VERR: returns 1 if the segment can be read, else 0. */
  long verifyRead(CpuContext cpu, long selector, long unused, long unused2);

  /** VERW: returns 1 if the segment can be written, else 0. */
  long verifyWrite(CpuContext cpu, long selector, long unused, long unused2);

  /** INVLPG. */
  long invalidatePage(CpuContext cpu, long linear, long unused, long unused2);

  /** CPUID, registers included. */
  long identify(CpuContext cpu, long unused, long unused2, long unused3);

  /** RDTSC, registers and CR4.TSD included. */
  long readTimeStamp(CpuContext cpu, long unused, long unused2, long unused3);

  /** RDPMC, registers and CR4.PCE included. */
  long readCounter(CpuContext cpu, long unused, long unused2, long unused3);

  /** RDMSR, registers included. */
  long readModelSpecific(CpuContext cpu, long unused, long unused2, long unused3);

  /** WRMSR. */
  long writeModelSpecific(CpuContext cpu, long unused, long unused2, long unused3);

  /** SYSENTER. */
  long systemEnter(CpuContext cpu, long unused, long unused2, long unused3);

  /** SYSEXIT. */
  long systemExit(CpuContext cpu, long unused, long unused2, long unused3);

  /**
   * Checks the I/O permission map of the task; called where IOPL alone does not allow the access
   * and in V86 mode.
   *
   * @param port first port
   * @param bytes number of ports
   */
  long checkPort(CpuContext cpu, long port, long bytes, long unused);

  /** An x87 exception waits that is not masked: raises #MF or whatever CR0.NE says. */
  long numericError(CpuContext cpu, long unused, long unused2, long unused3);

  /**
   * Called before an instruction while DR7 enables an instruction breakpoint: clears RF, or if it
   * was not set raises #DB if a breakpoint is at the instruction.
   */
  long instructionBreakpoint(CpuContext cpu, long unused, long unused2, long unused3);

  /**
   * Called after an instruction that began with TF set, or while DR7 enables breakpoints on data or
   * ports; EIP is the next one's. Delivers #DB if there is a reason.
   *
   * @param stepped 1 if TF was set, else 0
   */
  long debugTrap(CpuContext cpu, long stepped, long unused, long unused2);

  /**
   * Called at an access to ports while DR7 enables breakpoints on data or ports.
   *
   * @param port first port
   * @param bytes number of ports
   */
  long portBreakpoint(CpuContext cpu, long port, long bytes, long unused);
}
