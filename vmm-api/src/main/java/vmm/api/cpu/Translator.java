package vmm.api.cpu;

/**
 * Decodes guest code and emits its meaning. One per processor; it keeps what it knows of the block
 * at hand (such as how flags were last set) between {@link #begin} and {@link #end}.
 */
public interface Translator {
  /**
   * Begins a block.
   *
   * @param mode the mode word that the block is translated for; see {@link Core#mode}
   * @param pc the pc of its first instruction: the block runs only at this pc, so that translators
   *     may emit pcs as constants
   */
  void begin(long mode, long pc, Emitter emitter);

  /**
   * Translates one instruction. A byte sequence that is no instruction is translated to a helper
   * that raises the prescribed fault.
   *
   * @param offset distance in bytes from the block's first byte to this instruction
   * @return true if the block may go on with the next instruction; false if a block-ending
   *     operation was emitted
   * @throws GuestFault that {@code code} raised. Nothing must have been emitted for the instruction
   */
  boolean translate(CodeReader code, long offset);

  /** Ends a block that was cut before an instruction at {@code offset}: emits a jump there. */
  void end(long offset);
}
