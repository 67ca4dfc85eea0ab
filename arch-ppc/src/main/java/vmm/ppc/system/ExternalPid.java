package vmm.ppc.system;

import vmm.ppc.mmu.Mas;

/**
 * What EPLC or EPSC says of loads or stores by external PID (Power ISA 2.06 Book III-E, section
 * 5.3.7, "External process ID registers").
 *
 * @param user EPR: with the rights of user code
 * @param addressSpace EAS
 * @param guestState EGS
 * @param partition ELPID
 * @param pid EPID
 */
record ExternalPid(boolean user, boolean addressSpace, boolean guestState, int partition, int pid) {
  /** EGS and ELPID, which guest state cannot change. */
  static final long OF_HYPERVISOR = 0x2FFF_0000L;

  /** Reads a register. */
  static ExternalPid of(long register) {
    int bits = (int) register;
    return new ExternalPid(
        (bits & 0x8000_0000) != 0,
        (bits & 0x4000_0000) != 0,
        (bits & 0x2000_0000) != 0,
        bits >>> 16 & Mas.MAS8_TLPID,
        bits & Mas.TID_MASK);
  }
}
