package vmm.x86;

/**
 * What a processor model may have or lack, with its bit in EDX of CPUID leaf 1 (SDM vol 2, "CPUID",
 * table "Feature information returned in EDX").
 */
public enum X86Feature {
  /** x87 on the chip. */
  FPU(0),
  /** Extensions of V86 mode. */
  VME(1),
  /** Debugging extensions. */
  DE(2),
  /** Pages of 4 MiB. */
  PSE(3),
  /** RDTSC. */
  TSC(4),
  /** RDMSR and WRMSR. */
  MSR(5),
  /** Physical address extension. */
  PAE(6),
  /** CMPXCHG8B. */
  CX8(8),
  /** SYSENTER and SYSEXIT. */
  SEP(11),
  /** Global pages. */
  PGE(13),
  /** CMOVcc, and the other additions of the P6 family to the integer instructions. */
  CMOV(15),
  /** Page attribute table. */
  PAT(16),
  /** 36-bit addresses of 4 MiB pages. */
  PSE36(17),
  /** FXSAVE and FXRSTOR. */
  FXSR(24);

  private final int bit;

  X86Feature(int bit) {
    this.bit = bit;
  }

  /** The bit in EDX of CPUID leaf 1, as a mask. */
  public int mask() {
    return 1 << bit;
  }
}
