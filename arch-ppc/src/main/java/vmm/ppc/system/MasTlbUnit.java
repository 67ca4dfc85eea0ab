package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.HID0;
import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.MMUCSR0;
import static vmm.ppc.PpcRegisters.TLB_RESERVED;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import vmm.api.cpu.CpuContext;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.MasTlb;

/**
 * tlbwe, tlbre, tlbsx, tlbivax and tlbilx by the MAS registers (e500 Core Family Reference Manual,
 * section 12.6; Power ISA 2.06 Book III-E, section 6.11.4).
 */
final class MasTlbUnit {
  private static final int MAS1 = MAS0 + 1;
  private static final int MAS2 = MAS0 + 2;
  private static final int MAS3 = MAS0 + 3;
  private static final int MAS5 = MAS0 + 5;
  private static final int MAS6 = MAS0 + 6;
  private static final int MAS7 = MAS0 + 7;
  private static final int MAS8 = MAS0 + 8;

  private static final long WORD = 0xFFFF_FFFFL;
  private static final long PAGE = 0xFFFF_F000L;

  /** MAS0[TLBSEL] = 1. */
  private static final long TLB1 = 0x1000_0000L;

  /** MAS2 and MAS3 of TLB0 keep every bit but those between page and attributes. */
  private static final int MAS2_KEPT = 0xFFFF_F07F;

  private static final int MAS3_KEPT = 0xFFFF_F3FF;

  /** HID0[EN_MAS7_UPDATE] of an e500. */
  private static final long EN_MAS7_UPDATE = 0x80;

  // tlbivax: bits of the address.
  private static final long TLBSEL_BIT = 8;
  private static final long INVALIDATE_ALL = 4;

  // MMUCSR0.
  private static final long FLASH_TLB0 = 4;
  private static final long FLASH_TLB1 = 2;

  /** Also those of the arrays that no model has. */
  private static final long FLASH = 0x66;

  private MasTlbUnit() {}

  private static MasTlb tlb(CpuContext cpu) {
    return (MasTlb) PpcCore.of(cpu).mmu().guest();
  }

  private static boolean hasHypervisor(CpuContext cpu) {
    return PpcCore.of(cpu).model().has(PpcModel.Feature.EHV);
  }

  /** The slot that MAS0 and MAS2 name. */
  private static int slot(long[] slots) {
    int mas0 = (int) slots[MAS0];
    return switch (Mas.tlbSelect(mas0)) {
      case 0 -> MasTlb.tlb0Slot(slots[MAS2], Mas.entrySelect(mas0));
      case 1 -> MasTlb.tlb1Slot(Mas.entrySelect(mas0));
      default -> throw PpcFault.program(PpcFault.ESR_PIL);
    };
  }

  static long write(CpuContext cpu) {
    Privileges.supervisor(cpu);
    if (!hasHypervisor(cpu)) {
      writeNamed(cpu);
    } else if (GuestTlbWrites.qualified(cpu)) {
      if (!GuestTlbWrites.handled(cpu)) {
        writeNamed(cpu);
      }
      GuestTlbWrites.made(cpu);
    }
    return 0;
  }

  private static void writeNamed(CpuContext cpu) {
    long[] slots = cpu.slots();
    int slot = slot(slots);
    if (!MasTlb.inTlb1(slot)) {
      tlb(cpu).setVictim((int) slots[MAS0]);
    }
    write(cpu, slot, wordsOf(cpu));
  }

  /** What the MAS registers say an entry is to hold. */
  static MasTlb.Words wordsOf(CpuContext cpu) {
    long[] slots = cpu.slots();
    return new MasTlb.Words(
        (int) slots[MAS1],
        (int) slots[MAS2] & MAS2_KEPT,
        (int) slots[MAS3] & MAS3_KEPT,
        (int) slots[MAS7],
        (int) slots[MAS8] & Mas.MAS8_BITS);
  }

  static void write(CpuContext cpu, int slot, MasTlb.Words words) {
    MasTlb tlb = tlb(cpu);
    if (cpu.trapping(TrapKind.TLB_WRITE)) {
      cpu.trap(new Trap.TlbWrite(slot, Optional.ofNullable(tlb.after(slot, words))));
    }
    TlbEntry old = tlb.entry(slot);
    tlb.write(slot, words);
    TlbChanges.settle(cpu, slot, old);
  }

  static long read(CpuContext cpu) {
    Privileges.hypervisor(cpu);
    if (hasHypervisor(cpu) && GuestTlbWrites.ofLrat(cpu)) {
      GuestTlbWrites.readLrat(cpu);
      return 0;
    }
    long[] slots = cpu.slots();
    MasTlb tlb = tlb(cpu);
    int slot = slot(slots);
    if (cpu.trapping(TrapKind.TLB_READ)) {
      cpu.trap(new Trap.TlbRead(slot, tlb.words(slot).mas1() & WORD));
    }
    load(slots, tlb, slot, hasHypervisor(cpu));
    slots[MAS0] = slots[MAS0] & ~3L | tlb.victim();
    return 0;
  }

  /** An e500 updates MAS7 only if it is told to (e500 CFRM, section 12.7.1.1). */
  private static void load(long[] slots, MasTlb tlb, int slot, boolean hypervisor) {
    MasTlb.Words words = tlb.words(slot);
    slots[MAS1] = words.mas1() & WORD;
    slots[MAS2] = words.mas2() & WORD;
    slots[MAS3] = words.mas3() & WORD;
    if (hypervisor || (slots[HID0] & EN_MAS7_UPDATE) != 0) {
      slots[MAS7] = words.mas7() & 15;
    }
    if (hypervisor) {
      slots[MAS8] = words.mas8() & WORD;
    }
  }

  static long search(CpuContext cpu, long address) {
    Privileges.hypervisor(cpu);
    long[] slots = cpu.slots();
    MasTlb tlb = tlb(cpu);
    long pid = slots[MAS6] >>> 16 & Mas.TID_MASK;
    int space = (int) slots[MAS6] & Mas.MAS6_SAS;
    int found = tlb.find(address & WORD, searched(cpu, space, (int) pid));
    if (cpu.trapping(TrapKind.TLB_SEARCH)) {
      cpu.trap(new Trap.TlbSearch(address & WORD, found));
    }
    if (found < 0) {
      MasDefaults.missed(slots, tlb, hasHypervisor(cpu), address & WORD, pid, space);
    } else {
      boolean tlb1 = MasTlb.inTlb1(found);
      long array = (tlb1 ? TLB1 : 0) | MasDefaults.selection(hasHypervisor(cpu), !tlb1);
      slots[MAS0] = array | (long) MasTlb.select(found) << 16 | tlb.victim();
      load(slots, tlb, found, hasHypervisor(cpu));
    }
    return 0;
  }

  /**
   * tlbsrx.: whether there is an entry for an address in the space and of the id that MAS1 says; a
   * reservation stands then for the handler's conditional tlbwe.
   */
  static long searchAndReserve(CpuContext cpu, long address) {
    Privileges.supervisor(cpu);
    if (Privileges.guestState(cpu)) {
      GuestTlbWrites.requireManagement(cpu);
    }
    long[] slots = cpu.slots();
    int mas1 = (int) slots[MAS1];
    int space = (mas1 & Mas.MAS1_TS) != 0 ? 1 : 0;
    int pid = mas1 >>> 16 & Mas.TID_MASK;
    slots[TLB_RESERVED] = 1;
    int found = tlb(cpu).find(address & WORD, searched(cpu, space, pid));
    if (cpu.trapping(TrapKind.TLB_SEARCH)) {
      cpu.trap(new Trap.TlbSearch(address & WORD, found));
    }
    return found < 0 ? 0 : 1;
  }

  /** With category E.HV, MAS5 says in whose entries to search. */
  private static TlbSpace searched(CpuContext cpu, int addressSpace, int pid) {
    if (!hasHypervisor(cpu)) {
      return TlbSpace.of(addressSpace, pid);
    }
    int mas5 = (int) cpu.slots()[MAS5];
    int lpid = mas5 & Mas.MAS5_SLPID;
    return new TlbSpace(
        Mas.space(addressSpace != 0, mas5 < 0),
        IntStream.of(Mas.id(pid, lpid), Mas.id(0, lpid), pid).distinct().boxed().toList());
  }

  static long invalidateAddress(CpuContext cpu, long address) {
    Privileges.hypervisor(cpu);
    cpu.slots()[TLB_RESERVED] = 0;
    if (hasHypervisor(cpu)) {
      invalidatePage(cpu, address & PAGE);
      return 0;
    }
    boolean tlb1 = (address & TLBSEL_BIT) != 0;
    boolean all = (address & INVALIDATE_ALL) != 0;
    long gva = address & PAGE;
    MasTlb tlb = tlb(cpu);
    announce(cpu, all ? Trap.Invalidation.Scope.ALL : Trap.Invalidation.Scope.PAGE, gva);
    if (all) {
      invalidate(cpu, slot -> MasTlb.inTlb1(slot) == tlb1);
    } else {
      invalidate(cpu, slot -> MasTlb.inTlb1(slot) == tlb1 && covers(tlb, slot, gva));
    }
    return 0;
  }

  /**
   * tlbilx: 0 all of the partition that MAS5 names, 1 those of a PID in it, 3 those of an address.
   */
  static long invalidateLocal(CpuContext cpu, long type, long address) {
    Privileges.supervisor(cpu);
    if (Privileges.guestState(cpu)) {
      GuestTlbWrites.requireManagement(cpu);
    }
    cpu.slots()[TLB_RESERVED] = 0;
    switch ((int) type) {
      case 0 -> invalidatePartition(cpu, words -> true);
      case 1 -> {
        int pid = pid(cpu);
        invalidatePartition(cpu, words -> words.tid() == pid);
      }
      case 3 -> invalidatePage(cpu, address & PAGE);
      default -> throw PpcFault.program(PpcFault.ESR_PIL);
    }
    return 0;
  }

  private static int pid(CpuContext cpu) {
    return (int) (cpu.slots()[MAS6] >>> 16) & Mas.TID_MASK;
  }

  private static int partition(CpuContext cpu) {
    return (int) cpu.slots()[MAS5] & Mas.MAS5_SLPID;
  }

  private static void invalidatePartition(CpuContext cpu, Predicate<MasTlb.Words> chosen) {
    MasTlb tlb = tlb(cpu);
    int lpid = partition(cpu);
    announce(cpu, Trap.Invalidation.Scope.ALL, 0);
    invalidate(cpu, slot -> tlb.words(slot).partitionId() == lpid && chosen.test(tlb.words(slot)));
  }

  /** What MAS5 and MAS6 say must be equal, the size of the page too (MMU architecture 2.0). */
  private static void invalidatePage(CpuContext cpu, long gva) {
    long[] slots = cpu.slots();
    MasTlb tlb = tlb(cpu);
    int mas6 = (int) slots[MAS6];
    int shift = 10 + Mas.size(mas6);
    int id = Mas.id(pid(cpu), partition(cpu));
    int space = Mas.space((mas6 & Mas.MAS6_SAS) != 0, ((int) slots[MAS5] & Mas.MAS5_SGS) != 0);
    announce(cpu, Trap.Invalidation.Scope.PAGE, gva);
    invalidate(
        cpu,
        slot -> {
          TlbEntry entry = tlb.entry(slot);
          return entry != null
              && entry.covers(gva)
              && entry.pageShift() == shift
              && entry.id() == id
              && entry.space() == space;
        });
  }

  static void flashInvalidate(CpuContext cpu, long value) {
    long[] slots = cpu.slots();
    if ((value & (FLASH_TLB0 | FLASH_TLB1)) != 0) {
      announce(cpu, Trap.Invalidation.Scope.ALL, 0);
      invalidate(cpu, slot -> (value & (MasTlb.inTlb1(slot) ? FLASH_TLB1 : FLASH_TLB0)) != 0);
    }
    slots[TLB_RESERVED] = 0;
    // The invalidation is complete at once, so the bits read as 0.
    slots[MMUCSR0] = value & ~FLASH & WORD;
  }

  private static boolean covers(MasTlb tlb, int slot, long gva) {
    TlbEntry entry = tlb.entry(slot);
    return entry != null && entry.covers(gva);
  }

  private static void announce(CpuContext cpu, Trap.Invalidation.Scope scope, long gva) {
    if (cpu.trapping(TrapKind.INVALIDATION)) {
      cpu.trap(new Trap.Invalidation(scope, gva));
    }
  }

  /** Clears V of what is chosen and not protected. */
  private static void invalidate(CpuContext cpu, IntPredicate chosen) {
    MasTlb tlb = tlb(cpu);
    for (int slot = 0; slot < tlb.slots(); slot++) {
      MasTlb.Words words = tlb.words(slot);
      boolean valid = (words.mas1() & Mas.MAS1_V) != 0;
      if (valid && !words.isProtected() && chosen.test(slot)) {
        TlbEntry old = tlb.entry(slot);
        tlb.write(slot, words.invalid());
        TlbChanges.settle(cpu, slot, old);
      }
    }
  }
}
