package vmm.engine.ir;

/** What a {@link Node} does. The meaning of those that compute is {@link Arithmetic#apply}. */
public enum Operation {
  /** The node's immediate. */
  CONSTANT(Kind.LEAF),
  /** What the slot {@code immediate} holds at this point. */
  GET(Kind.LEAF),
  /** Writes argument 0 to the slot {@code immediate}. */
  PUT(Kind.EFFECT),

  ADD(Kind.COMPUTE),
  SUB(Kind.COMPUTE),
  MUL(Kind.COMPUTE),
  AND(Kind.COMPUTE),
  OR(Kind.COMPUTE),
  XOR(Kind.COMPUTE),
  SHL(Kind.COMPUTE),
  SHR_U(Kind.COMPUTE),
  SHR_S(Kind.COMPUTE),
  ROTL(Kind.COMPUTE),
  /** Sign-extends from {@code immediate} bits. */
  SIGN_EXTEND(Kind.COMPUTE),
  /** {@code bits} bits of argument 0 from bit {@code immediate} on. */
  EXTRACT(Kind.COMPUTE),
  /** Argument 0 with {@code bits} bits from bit {@code immediate} on replaced by argument 1. */
  DEPOSIT(Kind.COMPUTE),
  BYTE_SWAP(Kind.COMPUTE),
  LEADING_ZEROS(Kind.COMPUTE),
  TRAILING_ZEROS(Kind.COMPUTE),
  POP_COUNT(Kind.COMPUTE),
  /** 1 if the relation with number {@code immediate} holds between the arguments, else 0. */
  COMPARE(Kind.COMPUTE),
  /** Argument 1 if argument 0 is not 0, else argument 2. */
  SELECT(Kind.COMPUTE),
  /** Calls a helper that is a function of its arguments. */
  CALL_PURE(Kind.COMPUTE),

  /** Calls a helper that reads slots. */
  CALL_READS(Kind.OBSERVE),
  /** Calls a helper that may fault and trap, but writes no slot if it returns. */
  CALL_CHECK(Kind.OBSERVE),
  /** Does so if argument 0 is not 0; the helper's arguments follow. */
  CHECK_IF(Kind.OBSERVE),
  /** Calls a helper that may do anything. */
  CALL_STATE(Kind.OBSERVE),
  /** Does so if argument 0 is not 0; the helper's arguments follow. */
  CALL_IF(Kind.OBSERVE),
  /** Loads from the gva that argument 0 is. */
  LOAD(Kind.OBSERVE),
  /** Loads, with the faults of a store. */
  LOAD_UPDATE(Kind.OBSERVE),
  /** Stores argument 1 to the gva that argument 0 is. */
  STORE(Kind.OBSERVE),

  /** Goes on at pc argument 0; {@code immediate} is its distance from the block's first byte. */
  JUMP(Kind.END),
  /** Goes on at pc argument 0. */
  JUMP_INDIRECT(Kind.END),
  /**
   * Goes on at pc argument 1 if argument 0 is not 0, else at pc argument 2; the distances are
   * {@code immediate} and {@code otherImmediate}.
   */
  BRANCH(Kind.END),
  /** Goes on where the state says. */
  EXIT(Kind.END);

  private enum Kind {
    LEAF,
    COMPUTE,
    EFFECT,
    OBSERVE,
    END
  }

  private final Kind kind;

  Operation(Kind kind) {
    this.kind = kind;
  }

  /** Whether a node that nobody uses can be left out. */
  public boolean removable() {
    return kind == Kind.LEAF || kind == Kind.COMPUTE || this == CALL_READS;
  }

  /** Whether someone else (a fault's handler, the VMM, a helper) may look at the slots then. */
  public boolean observes() {
    return kind == Kind.OBSERVE;
  }

  /** Whether it ends the block. */
  public boolean ends() {
    return kind == Kind.END;
  }

  /** Whether a helper runs that may write any slot. */
  public boolean mayWriteSlots() {
    return this == CALL_STATE || this == CALL_IF;
  }
}
