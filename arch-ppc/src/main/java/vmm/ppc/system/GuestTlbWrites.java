package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.EPCR;
import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.TLB_RESERVED;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.TlbEntry;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.mmu.Lrat;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.MasTlb;

/**
 * tlbwe and tlbre with category E.HV.LRAT: the hypervisor's accesses to the LRAT, and guest state's
 * own writes, which the LRAT translates (Power ISA 2.06 Book III-E, sections 6.9 and 6.11.4).
 */
final class GuestTlbWrites {
  /** EPCR[DGTMI]: guest state may not manage the TLB. */
  private static final long EPCR_DGTMI = 0x0080_0000L;

  private static final int MAS1 = MAS0 + 1;
  private static final int MAS2 = MAS0 + 2;
  private static final int MAS3 = MAS0 + 3;
  private static final int MAS7 = MAS0 + 7;
  private static final int MAS8 = MAS0 + 8;

  private static final long VALID = 0x8000_0000L;
  private static final long PAGE = 0xFFFF_F000L;
  private static final long WORD = 0xFFFF_FFFFL;

  private GuestTlbWrites() {}

  /** Raises a hypervisor privilege interrupt where the hypervisor keeps the TLB to itself. */
  static void requireManagement(CpuContext cpu) {
    if ((cpu.slots()[EPCR] & EPCR_DGTMI) != 0) {
      throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
    }
  }

  /**
   * Whether a tlbwe writes at all, as MAS0[WQ] says: a conditional one only if the reservation of
   * tlbsrx. stands (Power ISA 2.06 Book III-E, section 6.11.4.2.1). {@link #made} follows the
   * write.
   */
  static boolean qualified(CpuContext cpu) {
    int qualifier = qualifier(cpu);
    if (qualifier == 0) {
      return true;
    }
    if (Privileges.guestState(cpu)) {
      requireManagement(cpu);
    }
    if (qualifier == Mas.MAS0_WQ_CONDITIONAL && cpu.slots()[TLB_RESERVED] != 0) {
      return true;
    }
    cpu.slots()[TLB_RESERVED] = 0;
    return false;
  }

  private static int qualifier(CpuContext cpu) {
    return (int) cpu.slots()[MAS0] & Mas.MAS0_WQ;
  }

  /**
   * A write was made, and took the reservation with it if it was conditional. One that was
   * interrupted, as by an LRAT error, has not been.
   */
  static void made(CpuContext cpu) {
    if (qualifier(cpu) != 0) {
      cpu.slots()[TLB_RESERVED] = 0;
    }
  }

  /** Does what is special about a tlbwe; false if it is an ordinary one of the hypervisor. */
  static boolean handled(CpuContext cpu) {
    int mas0 = (int) cpu.slots()[MAS0];
    boolean selects = (mas0 & Mas.MAS0_HES) != 0 && Mas.tlbSelect(mas0) == 0;
    if (Privileges.guestState(cpu)) {
      requireManagement(cpu);
      if (!selects || ((int) cpu.slots()[MAS1] & Mas.MAS1_IPROT) != 0) {
        throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
      }
      writeSelected(cpu, translated(cpu));
    } else if (ofLrat(cpu)) {
      writeLrat(cpu);
    } else if (selects) {
      writeSelected(cpu, MasTlbUnit.wordsOf(cpu));
    } else {
      return false;
    }
    return true;
  }

  /** Whether MAS0 names the LRAT, as it can in the hypervisor's state only. */
  static boolean ofLrat(CpuContext cpu) {
    return ((int) cpu.slots()[MAS0] & Mas.MAS0_ATSEL) != 0;
  }

  private static void writeLrat(CpuContext cpu) {
    long[] slots = cpu.slots();
    int mas1 = (int) slots[MAS1];
    lrat(cpu)
        .write(
            Mas.entrySelect((int) slots[MAS0]),
            new Lrat.Entry(
                (mas1 & Mas.MAS1_V) != 0,
                slots[MAS2] & PAGE,
                Mas.size(mas1),
                (slots[MAS7] & 15) << 32 | slots[MAS3] & PAGE,
                (int) slots[MAS8] & Mas.MAS8_TLPID));
  }

  /** tlbre of the LRAT: fields that its entries do not have read as 0. */
  static void readLrat(CpuContext cpu) {
    long[] slots = cpu.slots();
    Lrat.Entry entry = lrat(cpu).read(Mas.entrySelect((int) slots[MAS0]));
    slots[MAS1] = (entry.valid() ? VALID : 0) | (long) entry.size() << 7;
    slots[MAS2] = entry.logical() & WORD;
    slots[MAS3] = entry.real() & WORD;
    slots[MAS7] = entry.real() >>> 32;
    slots[MAS8] = entry.lpid();
  }

  /**
   * The guest wrote a logical page; the entry gets the real one, of the partition that the
   * hypervisor has left in MAS8. The error of a page without one leaves LPER alone, which tells of
   * page tables only: the guest's MAS registers have the page.
   */
  private static MasTlb.Words translated(CpuContext cpu) {
    MasTlb.Words words = MasTlbUnit.wordsOf(cpu);
    TlbEntry logical = tlb(cpu).after(tlb(cpu).selectable(cpu.slots()[MAS2]), words);
    if (logical == null) {
      return words;
    }
    long real = lrat(cpu).translate(logical.address(), logical.pageShift(), words.partitionId());
    if (real < 0) {
      throw PpcFault.of(InterruptType.LRAT_ERROR);
    }
    return words.withReal(real);
  }

  private static void writeSelected(CpuContext cpu, MasTlb.Words words) {
    MasTlbUnit.write(cpu, tlb(cpu).select(cpu.slots()[MAS2]), words);
  }

  private static MasTlb tlb(CpuContext cpu) {
    return (MasTlb) PpcCore.of(cpu).mmu().guest();
  }

  private static Lrat lrat(CpuContext cpu) {
    return PpcCore.of(cpu).lrat();
  }
}
