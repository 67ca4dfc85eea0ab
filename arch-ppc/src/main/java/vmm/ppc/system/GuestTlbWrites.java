package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.EPCR;
import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.TLB_RESERVED;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.TlbEntry;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcRegisters;
import vmm.ppc.mmu.Lrat;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.MasTlb;

/**
 * tlbwe with category E.HV.LRAT: the hypervisor's writes to the LRAT, and guest state's own writes,
 * which the LRAT translates (Power ISA 2.06 Book III-E, sections 6.9 and 6.11.4).
 */
final class GuestTlbWrites {
  /** EPCR[DGTMI]: guest state may not manage the TLB. */
  private static final long EPCR_DGTMI = 0x0080_0000L;

  private static final int MAS1 = MAS0 + 1;
  private static final int MAS2 = MAS0 + 2;
  private static final int MAS3 = MAS0 + 3;
  private static final int MAS7 = MAS0 + 7;
  private static final int MAS8 = MAS0 + 8;

  private GuestTlbWrites() {}

  /** TGS and TLPID of an entry that is written: in guest state those of the partition. */
  static int partition(long[] slots) {
    return (slots[MSR] & Msr.GS) != 0 ? Mas.MAS8_TGS | (int) slots[LPIDR] : (int) slots[MAS8];
  }

  /** Raises a hypervisor privilege interrupt where the hypervisor keeps the TLB to itself. */
  static void requireManagement(CpuContext cpu) {
    if ((cpu.slots()[EPCR] & EPCR_DGTMI) != 0) {
      throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
    }
  }

  /**
   * Whether a tlbwe writes at all, as MAS0[WQ] says: a conditional one only if the reservation of
   * tlbsrx. stands, which is gone then (Power ISA 2.06 Book III-E, section 6.11.4.2.1).
   */
  static boolean qualified(CpuContext cpu) {
    long[] slots = cpu.slots();
    int qualifier = (int) slots[MAS0] & Mas.MAS0_WQ;
    if (qualifier == 0) {
      return true;
    }
    if (Privileges.guestState(cpu)) {
      requireManagement(cpu);
    }
    boolean reserved = slots[TLB_RESERVED] != 0;
    slots[TLB_RESERVED] = 0;
    return reserved && qualifier == Mas.MAS0_WQ_CONDITIONAL;
  }

  /** Does what is special about a tlbwe; false if it is an ordinary one of the hypervisor. */
  static boolean handled(CpuContext cpu) {
    long[] slots = cpu.slots();
    boolean toLrat = ((int) slots[MAS0] & Mas.MAS0_ATSEL) != 0;
    if (!Privileges.guestState(cpu)) {
      if (toLrat) {
        writeLrat(cpu);
      } else if ((slots[MAS0] & Mas.MAS0_HES) != 0) {
        MasTlbUnit.write(cpu, selected(cpu), MasTlbUnit.wordsOf(cpu));
      } else {
        return false;
      }
      return true;
    }
    requireManagement(cpu);
    if (toLrat || (slots[MAS0] & Mas.MAS0_HES) == 0 || Mas.tlbSelect((int) slots[MAS0]) != 0) {
      throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
    }
    writeTranslated(cpu);
    return true;
  }

  private static void writeLrat(CpuContext cpu) {
    long[] slots = cpu.slots();
    long real = (slots[MAS7] & 15) << 32 | slots[MAS3] & 0xFFFF_F000L;
    int shift = 10 + ((int) slots[MAS1] >>> 7 & 31);
    boolean valid = ((int) slots[MAS1] & Mas.MAS1_V) != 0;
    lrat(cpu)
        .write(
            Mas.entrySelect((int) slots[MAS0]),
            valid,
            slots[MAS2] & 0xFFFF_F000L,
            shift,
            real,
            (int) slots[MAS8] & Mas.MAS8_TLPID);
  }

  /** The guest wrote a logical page; the entry gets the real one. */
  private static void writeTranslated(CpuContext cpu) {
    MasTlb.Words words = MasTlbUnit.wordsOf(cpu);
    int slot = selected(cpu);
    MasTlb tlb = (MasTlb) PpcCore.of(cpu).mmu().guest();
    TlbEntry logical = tlb.after(slot, words);
    if (logical != null) {
      long real = lrat(cpu).translate(logical.address(), logical.pageShift(), words.partitionId());
      if (real < 0) {
        cpu.slots()[PpcRegisters.LPER] = logical.address();
        throw PpcFault.at(InterruptType.LRAT_ERROR, PpcFault.ESR_ST, logical.gva());
      }
      words = words.withReal(real);
    }
    MasTlbUnit.write(cpu, slot, words);
  }

  /** HES: hardware takes the way of TLB0 that comes next. */
  private static int selected(CpuContext cpu) {
    MasTlb tlb = (MasTlb) PpcCore.of(cpu).mmu().guest();
    int way = tlb.victim();
    tlb.setVictim(way + 1);
    return MasTlb.tlb0Slot(cpu.slots()[MAS2], way);
  }

  private static Lrat lrat(CpuContext cpu) {
    return PpcCore.of(cpu).lrat();
  }
}
