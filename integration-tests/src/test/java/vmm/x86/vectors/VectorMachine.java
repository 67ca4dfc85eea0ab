package vmm.x86.vectors;

import java.util.Optional;
import java.util.SortedMap;
import vmm.x86.vectors.VectorCase.Fpu;
import vmm.x86.vectors.VectorCase.Raised;

/** A processor with memory that can run one case after another. */
public interface VectorMachine {
  /** The mode that a case runs in. */
  enum Mode {
    /** 16-bit real mode, vector table at 0; an exception runs its handler up to a HLT. */
    REAL,
    /** Protected mode at CPL 3, IOPL 0, segments flat unless set; an exception ends the case. */
    USER
  }

  /** Begins a case: no pending events, memory as {@link #filler} says. */
  void begin(Mode mode);

  /** What a byte of memory holds that no case sets; see the READMEs of the sets. */
  static int filler(long address) {
    return address >= 0x100000 && address < 0x110000 ? 0xF4 : 0;
  }

  /** Sets a register by the name that the vectors use. */
  void setRegister(String name, long value);

  /** The value of a register, zero-extended; after an exception in user mode, as it pushed it. */
  long register(String name);

  /** Sets a byte of memory. */
  void write(long address, int value);

  /** Loads the floating-point unit. */
  void setFpu(Fpu fpu);

  /** The state of the floating-point unit, all eight registers. */
  Fpu fpu();

  /**
   * Runs to the first HLT that executes, or in {@link Mode#USER} to an exception.
   *
   * @return the exception that ended the case
   * @throws IllegalStateException if neither comes soon
   */
  Optional<Raised> run();

  /** Bytes of memory that {@link #run} changed, by address. */
  SortedMap<Long, Integer> changes();
}
