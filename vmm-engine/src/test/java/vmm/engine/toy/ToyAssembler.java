package vmm.engine.toy;

import vmm.api.memory.HostMemory;

/** Writes the toy's instructions into memory. */
public final class ToyAssembler {
  private final HostMemory memory;
  private long at;

  public ToyAssembler(HostMemory memory, long at) {
    this.memory = memory;
    this.at = at;
  }

  /** Address of the next instruction. */
  public long here() {
    return at;
  }

  public ToyAssembler at(long hpa) {
    at = hpa;
    return this;
  }

  private ToyAssembler bytes(int... bytes) {
    for (int b : bytes) {
      memory.write(at++, 1, b);
    }
    return this;
  }

  private ToyAssembler word(long value) {
    memory.write(at, 4, value);
    at += 4;
    return this;
  }

  private ToyAssembler op(int operation, int d, int s) {
    return bytes(operation, d | s << 4);
  }

  public ToyAssembler nop() {
    return bytes(ToyTranslator.NOP);
  }

  public ToyAssembler move(int d, long value) {
    return op(ToyTranslator.MOVE_IMMEDIATE, d, 0).word(value);
  }

  public ToyAssembler add(int d, int s) {
    return op(ToyTranslator.ADD, d, s);
  }

  public ToyAssembler sub(int d, int s) {
    return op(ToyTranslator.SUB, d, s);
  }

  public ToyAssembler load(int d, int s, long displacement) {
    return op(ToyTranslator.LOAD, d, s).word(displacement);
  }

  public ToyAssembler store(int d, long displacement, int s) {
    return op(ToyTranslator.STORE, d, s).word(displacement);
  }

  public ToyAssembler loadByte(int d, int s, long displacement) {
    return op(ToyTranslator.LOAD_BYTE, d, s).word(displacement);
  }

  public ToyAssembler storeByte(int d, long displacement, int s) {
    return op(ToyTranslator.STORE_BYTE, d, s).word(displacement);
  }

  public ToyAssembler increment(int d, long displacement) {
    return op(ToyTranslator.INCREMENT, d, 0).word(displacement);
  }

  public ToyAssembler exchange(int d, int s) {
    return op(ToyTranslator.EXCHANGE, d, s);
  }

  public ToyAssembler swap(int d, int s) {
    return op(ToyTranslator.SWAP, d, s);
  }

  /** Loads a stack pointer from [r6], swaps it with d and pushes the old d, which r5 gets too. */
  public ToyAssembler loadSwapPush(int d) {
    return op(ToyTranslator.LOAD_SWAP_PUSH, d, 0);
  }

  public ToyAssembler push(int d, int s) {
    return op(ToyTranslator.PUSH, d, s);
  }

  public ToyAssembler readFlag(int d) {
    return op(ToyTranslator.READ_FLAG, d, 0);
  }

  public ToyAssembler branchNonzero(int d, long target) {
    return op(ToyTranslator.BRANCH_NONZERO, d, 0).word(target - (at + 4));
  }

  public ToyAssembler branchZeroFlag(long target) {
    return op(ToyTranslator.BRANCH_ZERO_FLAG, 0, 0).word(target - (at + 4));
  }

  public ToyAssembler jump(long target) {
    return op(ToyTranslator.JUMP, 0, 0).word(target - (at + 4));
  }

  public ToyAssembler jumpRegister(int d) {
    return op(ToyTranslator.JUMP_REGISTER, d, 0);
  }

  public ToyAssembler trap(int d, int s) {
    return op(ToyTranslator.TRAP, d, s);
  }

  /** A trap that does not end its block. */
  public ToyAssembler trapInline(int d, int s) {
    return op(ToyTranslator.TRAP_INLINE, d, s);
  }

  public ToyAssembler halt() {
    return op(ToyTranslator.HALT, 0, 0);
  }

  public ToyAssembler flush(int d) {
    return op(ToyTranslator.FLUSH, d, 0);
  }

  public ToyAssembler setRoot(int d) {
    return op(ToyTranslator.SET_ROOT, d, 0);
  }

  public ToyAssembler interruptsOn(int d) {
    return op(ToyTranslator.INTERRUPTS_ON, d, 0);
  }

  public ToyAssembler fill() {
    return op(ToyTranslator.FILL, 0, 0);
  }

  public ToyAssembler illegal() {
    return op(0xFF, 0, 0);
  }
}
