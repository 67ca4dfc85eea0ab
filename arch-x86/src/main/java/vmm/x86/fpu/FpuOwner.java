package vmm.x86.fpu;

/** The core of a processor that has a floating-point unit. */
public interface FpuOwner {
  /** The unit. */
  Fpu fpu();

  /** Tells that an exception was pending and is no longer: FERR# goes inactive. */
  void numericErrorCleared();
}
