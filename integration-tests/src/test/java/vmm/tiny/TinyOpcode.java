package vmm.tiny;

import java.util.Arrays;

/** The instruction set as a table; {@link TinyTranslator} gives each row its meaning. */
enum TinyOpcode {
  /** Every code that has no other meaning. */
  ILLEGAL(0x00, false),
  /** d = immediate. */
  SET(0x01, false),
  /** d = d * 65536 + immediate, the latter unsigned. */
  APPEND(0x02, false),
  /** d = d + s. */
  ADD(0x03, false),
  /** d = the 8 bytes at s + immediate. */
  LOAD(0x04, false),
  /** The 8 bytes at s + immediate = d. */
  STORE(0x05, false),
  /** The byte at s + immediate = low byte of d. */
  STORE_BYTE(0x06, false),
  /** If d differs from s, goes on {@code immediate} instructions behind the next one. */
  BRANCH_NOT_EQUAL(0x07, false),
  /** Faults, for the supervisor to do something. */
  SYSCALL(0x08, false),
  /** Control register {@code immediate} = d. */
  TO_CONTROL(0x10, true),
  /** d = control register {@code immediate}. */
  FROM_CONTROL(0x11, true),
  /** Drops what the processor remembers of the translation of d. */
  INVALIDATE(0x12, true),
  /** Goes on at {@code epc} with the privilege {@code previous}. */
  RETURN(0x13, true),
  /** Stops for good. */
  HALT(0x14, true);

  private static final TinyOpcode[] BY_CODE = new TinyOpcode[256];

  static {
    Arrays.fill(BY_CODE, ILLEGAL);
    for (TinyOpcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;
  private final boolean privileged;

  TinyOpcode(int code, boolean privileged) {
    this.code = code;
    this.privileged = privileged;
  }

  static TinyOpcode of(int code) {
    return BY_CODE[code];
  }

  int code() {
    return code;
  }

  /** Whether user code must not use it. */
  boolean privileged() {
    return privileged;
  }
}
