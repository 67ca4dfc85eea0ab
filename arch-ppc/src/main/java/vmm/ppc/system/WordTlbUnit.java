package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.MMUCR;

import java.util.Optional;
import vmm.api.cpu.CpuContext;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.PpcFault;
import vmm.ppc.mmu.WordTlb;

/** tlbwe, tlbre and tlbsx of a 440 (PPC440x5 User's Manual, section 5.11). */
final class WordTlbUnit {
  private static final int SLOT_MASK = WordTlb.SLOTS - 1;
  private static final int STID = 0xFF;

  /** MMUCR[STS]. */
  private static final long STS = 0x1_0000;

  private static final long WORD = 0xFFFF_FFFFL;

  private WordTlbUnit() {}

  private static WordTlb tlb(CpuContext cpu) {
    return (WordTlb) PpcCore.of(cpu).mmu().guest();
  }

  private static void checkWord(long ws) {
    if (ws >= WordTlb.WORDS) {
      throw PpcFault.program(PpcFault.ESR_PIL);
    }
  }

  static long write(CpuContext cpu, long entry, long ws, long value) {
    Privileges.supervisor(cpu);
    checkWord(ws);
    WordTlb tlb = tlb(cpu);
    int slot = (int) entry & SLOT_MASK;
    int tid = (int) cpu.slots()[MMUCR] & STID;
    if (cpu.trapping(TrapKind.TLB_WRITE)) {
      TlbEntry next = tlb.after(slot, (int) ws, (int) value, tid);
      cpu.trap(new Trap.TlbWrite(slot, Optional.ofNullable(next)));
    }
    TlbEntry old = tlb.entry(slot);
    tlb.write(slot, (int) ws, (int) value, tid);
    TlbChanges.settle(cpu, slot, old);
    return 0;
  }

  static long read(CpuContext cpu, long entry, long ws) {
    Privileges.supervisor(cpu);
    checkWord(ws);
    WordTlb tlb = tlb(cpu);
    int slot = (int) entry & SLOT_MASK;
    long word = tlb.word(slot, (int) ws) & WORD;
    if (cpu.trapping(TrapKind.TLB_READ)) {
      word = cpu.trap(new Trap.TlbRead(slot, word));
    }
    if (ws == 0) {
      cpu.slots()[MMUCR] = cpu.slots()[MMUCR] & ~STID | tlb.tid(slot);
    }
    return word;
  }

  static long search(CpuContext cpu, long address) {
    Privileges.supervisor(cpu);
    long mmucr = cpu.slots()[MMUCR];
    TlbSpace space = TlbSpace.of((mmucr & STS) != 0 ? 1 : 0, (int) mmucr & STID);
    long found = tlb(cpu).find(address & WORD, space);
    return cpu.trapping(TrapKind.TLB_SEARCH)
        ? cpu.trap(new Trap.TlbSearch(address & WORD, found))
        : found;
  }
}
