package vmm.x86.fpu;

/**
 * What the x87 needs of the processor around it while it runs one instruction: the memory operand
 * and the few registers that x87 instructions share with the integer unit.
 */
public interface FpuHost {
  /**
   * Reads from the memory operand.
   *
   * @param displacement bytes from the effective address
   * @param bytes 1, 2, 4 or 8
   * @return the value, not sign-extended
   */
  long read(int displacement, int bytes);

  /**
   * Writes to the memory operand.
   *
   * @param displacement bytes from the effective address
   * @param bytes 1, 2, 4 or 8
   */
  void write(int displacement, int bytes, long value);

  /** Faults if a write to any of the operand's first {@code bytes} bytes would. */
  void checkWritable(int bytes);

  /** ZF, PF and CF at their places in EFLAGS; other bits are of no concern. */
  int flags();

  /** Sets ZF, PF and CF to those of the argument and clears OF, SF and AF. */
  void setFlags(int zeroParityCarry);

  void setAx(int value);

  /** CS of this instruction. */
  int codeSelector();

  /** Offset in CS of this instruction's first prefix or opcode byte. */
  long instructionOffset();

  /** Selector of the memory operand's segment. */
  int dataSelector();

  /** Effective address of the memory operand. */
  long dataOffset();

  /** True if the operand size is 32 bits, which decides the size of environments. */
  boolean wideOperands();

  /** True in real and virtual-8086 mode, where environments hold linear addresses. */
  boolean realAddresses();
}
