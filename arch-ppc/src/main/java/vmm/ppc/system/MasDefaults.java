package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PID0;
import static vmm.ppc.PpcRegisters.PID1;
import static vmm.ppc.PpcRegisters.PID2;

import vmm.api.mmu.AccessType;
import vmm.api.mmu.Translation;
import vmm.ppc.Msr;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.MasTlb;

/**
 * What a TLB error and a search without a match leave in the MAS registers, so that a handler has
 * little left to do (e500 Core Family Reference Manual, table "MAS register updates"; Power ISA
 * 2.06 Book III-E, table "MAS register update summary").
 */
final class MasDefaults {
  private static final int MAS1 = MAS0 + 1;
  private static final int MAS2 = MAS0 + 2;
  private static final int MAS3 = MAS0 + 3;
  private static final int MAS4 = MAS0 + 4;
  private static final int MAS5 = MAS0 + 5;
  private static final int MAS6 = MAS0 + 6;
  private static final int MAS7 = MAS0 + 7;

  private static final long VALID = 0x8000_0000L;
  private static final long SELECT = 0x3000_0000L;
  private static final long PAGE = 0xFFFF_F000L;

  private MasDefaults() {}

  /**
   * MAS0[HES] and MAS0[WQ] for what a handler does next: hardware selects entries of TLB0 where it
   * can, and the write is conditional where it can be (A2 Processor User's Manual, section 12.2.3).
   *
   * @param hypervisor whether the model is of category E.HV
   */
  static long selection(boolean hypervisor, boolean tlb0) {
    return hypervisor ? Mas.MAS0_WQ_CONDITIONAL | (tlb0 ? Mas.MAS0_HES : 0) : 0;
  }

  /** A TLB error at an address. */
  static void load(
      long[] slots, MasTlb tlb, boolean hypervisor, Translation.Fault fault, Regimes regimes) {
    boolean fetch = fault.access() == AccessType.EXECUTE;
    boolean one = fetch ? (slots[MSR] & Msr.IS) != 0 : regimes.dataSpace(slots);
    long space = one ? 1 : 0;
    ExternalPid external = fetch ? null : regimes.external();
    long pid = external == null ? defaultPid(slots) : external.pid();
    load(slots, tlb, hypervisor, fault.gva(), pid, space, VALID);
    slots[MAS6] = pid << 16 | (hypervisor ? slots[MAS4] & Mas.MAS1_TSIZE : 0) | space;
    if (external != null) {
      slots[MAS5] = (external.guestState() ? 0x8000_0000L : 0) | external.partition();
    }
  }

  /** A search that found nothing; with category E.HV it leaves MAS2[EPN] alone. */
  static void missed(
      long[] slots, MasTlb tlb, boolean hypervisor, long address, long pid, long space) {
    load(slots, tlb, hypervisor, hypervisor ? slots[MAS2] : address, pid, space, 0);
  }

  private static void load(
      long[] slots,
      MasTlb tlb,
      boolean hypervisor,
      long address,
      long pid,
      long space,
      long valid) {
    long defaults = slots[MAS4];
    boolean tlb0 = (defaults & SELECT) == 0;
    long victim = tlb.victim();
    long way = victim << 16 | (victim + 1) % MasTlb.WAYS;
    slots[MAS0] = defaults & SELECT | (tlb0 ? way : 0) | selection(hypervisor, tlb0);
    slots[MAS1] = valid | pid << 16 | space << 12 | defaults & Mas.MAS1_TSIZE;
    slots[MAS2] = address & PAGE | defaults & Mas.MAS2_ATTRIBUTES;
    slots[MAS3] = 0;
    slots[MAS7] = 0;
  }

  /** The PID that MAS4[TIDSELD] selects; 3 selects none. */
  private static long defaultPid(long[] slots) {
    return switch ((int) (slots[MAS4] >>> 16) & 3) {
      case 0 -> slots[PID0];
      case 1 -> slots[PID1];
      case 2 -> slots[PID2];
      default -> 0;
    };
  }
}
