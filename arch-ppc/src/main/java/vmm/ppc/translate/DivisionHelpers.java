package vmm.ppc.translate;

import vmm.api.cpu.CpuContext;

/**
 * Quotients. Where the manual leaves the quotient undefined (division by 0, and the one signed
 * overflow) it is the dividend.
 */
final class DivisionHelpers {
  private DivisionHelpers() {}

  /** divw. */
  static long signed(CpuContext cpu, long a, long b, long unused) {
    return signedOverflows(cpu, a, b, unused) != 0 ? a : ((int) a / (int) b) & 0xFFFF_FFFFL;
  }

  /** 1 if the signed quotient is undefined, else 0. */
  static long signedOverflows(CpuContext cpu, long a, long b, long unused) {
    return (int) b == 0 || ((int) a == Integer.MIN_VALUE && (int) b == -1) ? 1 : 0;
  }

  /** divwu. */
  static long unsigned(CpuContext cpu, long a, long b, long unused) {
    return b == 0 ? a : a / b;
  }

  /** 1 if the unsigned quotient is undefined, else 0. */
  static long unsignedOverflows(CpuContext cpu, long a, long b, long unused) {
    return b == 0 ? 1 : 0;
  }
}
