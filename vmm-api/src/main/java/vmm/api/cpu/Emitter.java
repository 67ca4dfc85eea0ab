package vmm.api.cpu;

import vmm.api.mmu.AccessType;

/**
 * Through which an instruction's meaning is written, once. The engine decides whether the calls
 * build operations that an interpreter runs or bytecode.
 *
 * <p><b>Widths.</b> {@code bits} is 8, 16, 32 or 64. Operations use the low {@code bits} of their
 * operands, whatever stands above, and yield a value zero-extended from {@code bits}.
 *
 * <p><b>Precision.</b> The state at a fault, trap or helper call is that of all {@link #put}s
 * emitted before it. So an instruction computes, accesses memory, and only then commits registers;
 * what it has committed before an access that faults stays committed. Behind an instruction that
 * accessed memory or called a helper the engine may leave the block, so that by the beginning of
 * the next instruction everything must be committed.
 *
 * <p><b>The program counter's slot</b> holds the address of the block's first instruction until the
 * block ends. At a fault the engine sets it to the instruction's own address; helpers that need it
 * get it from {@link CpuContext#pc()}. Only {@link #jump}, {@link #branch} and helpers write it.
 */
public interface Emitter {
  /** A constant. */
  Value constant(long value);

  /** What the slot holds now. */
  Value get(int slot);

  /** Writes the slot. */
  void put(int slot, Value value);

  /** a + b. */
  Value add(int bits, Value a, Value b);

  /** a - b. */
  Value sub(int bits, Value a, Value b);

  /** Low half of a * b. */
  Value mul(int bits, Value a, Value b);

  /** Bitwise and. */
  Value and(int bits, Value a, Value b);

  /** Bitwise or. */
  Value or(int bits, Value a, Value b);

  /** Bitwise exclusive or. */
  Value xor(int bits, Value a, Value b);

  /** a shifted left; the count is taken modulo 64, and counts of {@code bits} or more yield 0. */
  Value shl(int bits, Value a, Value count);

  /** a shifted right, zeros in; the count is taken modulo 64. */
  Value shrU(int bits, Value a, Value count);

  /** a shifted right, sign in; the count is taken modulo 64. */
  Value shrS(int bits, Value a, Value count);

  /** a rotated left by count modulo {@code bits}. */
  Value rotl(int bits, Value a, Value count);

  /**
   * The low {@code fromBits} (1 to 64) of a, sign-extended, then zero-extended from {@code bits}.
   */
  Value signExtend(int fromBits, int bits, Value a);

  /** The {@code bits} (any number, 1 to 64) of a from bit {@code low} on, zero-extended. */
  Value extract(Value a, int low, int bits);

  /** {@code base} with its {@code bits} from bit {@code low} on replaced by the low bits of a. */
  Value deposit(Value base, int low, int bits, Value a);

  /** The bytes of a in reverse order; 16, 32 or 64 bits. */
  Value byteSwap(int bits, Value a);

  /** Number of leading zeros; {@code bits} for zero. */
  Value countLeadingZeros(int bits, Value a);

  /** Number of trailing zeros; {@code bits} for zero. */
  Value countTrailingZeros(int bits, Value a);

  /** Number of ones. */
  Value popCount(int bits, Value a);

  /** 1 if the relation holds, else 0. */
  Value compare(Condition condition, int bits, Value a, Value b);

  /** {@code ifTrue} if {@code condition} is not 0, else {@code ifFalse}. Both are evaluated. */
  Value select(Value condition, Value ifTrue, Value ifFalse);

  /**
   * Loads, with the privilege of the translated mode.
   *
   * @param access {@link AccessType#READ}, or {@link AccessType#UPDATE} if a store to the same
   *     place follows in this instruction: then the load faults as the store would
   */
  Value load(int bits, Value gva, AccessType access);

  /** Stores, with the privilege of the translated mode. */
  void store(int bits, Value gva, Value value);

  /** Calls a helper with up to three arguments; those left out are 0. */
  Value call(Helper helper, Helper.Effect effect, Value... arguments);

  /** Calls a helper, of {@link Helper.Effect#STATE}, only if {@code condition} is not 0. */
  void callIf(Value condition, Helper helper, Value... arguments);

  /**
   * Calls a helper, of {@link Helper.Effect#CHECK}, only if {@code condition} is not 0: the usual
   * way to a rare fault.
   */
  void checkIf(Value condition, Helper helper, Value... arguments);

  /**
   * Ends the block: goes on at {@code pc}.
   *
   * @param codeOffset distance in bytes, in the space that code is fetched from, from the block's
   *     first byte to the target; the same whenever this block runs
   */
  void jump(Value pc, long codeOffset);

  /** Ends the block: goes on at a {@code pc} that only the run tells. */
  void jumpIndirect(Value pc);

  /**
   * Ends the block: goes on at {@code takenPc} if {@code condition} is not 0, else at {@code
   * otherPc}. Offsets as in {@link #jump}.
   */
  void branch(Value condition, Value takenPc, long takenOffset, Value otherPc, long otherOffset);

  /**
   * Ends the block after a helper that has written the program counter, or may have changed the
   * mode or the mapping of code: the engine looks everything up anew.
   */
  void exit();
}
