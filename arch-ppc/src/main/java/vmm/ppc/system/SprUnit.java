package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.MAS0;

import vmm.api.cpu.CpuContext;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.Xer;
import vmm.ppc.mmu.Lrat;
import vmm.ppc.mmu.MasTlb;

/** mfspr, mtspr and mftb: registers that are more than a slot, and who may reach which. */
final class SprUnit {
  /** The bit of an SPR's number that makes it privileged (Book III-E, section 5.4.1). */
  private static final int PRIVILEGED_NUMBER = 0x10;

  private static final long WORD = 0xFFFF_FFFFL;

  /** Number that reads the lower half of the time base. */
  private static final int TBL = 268;

  // TLB0CFG and TLB1CFG (e500 CFRM, section 2.12): ASSOC, MINSIZE, MAXSIZE, IPROT, AVAIL, NENTRY.
  private static final long TLB0CFG =
      (long) MasTlb.WAYS << 24 | 1 << 20 | 1 << 16 | MasTlb.TLB0_ENTRIES;
  private static final long TLB1CFG =
      (long) MasTlb.TLB1_ENTRIES << 24 | 1 << 20 | 11 << 16 | 0xC000 | MasTlb.TLB1_ENTRIES;

  /** Of MMU architecture 2.0: sizes are in TLBnPS; GTWE and HES, which guests' tlbwe needs. */
  private static final long TLB0CFG_2 = (long) MasTlb.WAYS << 24 | 0x1_2000 | MasTlb.TLB0_ENTRIES;

  private static final long TLB1CFG_2 =
      (long) MasTlb.TLB1_ENTRIES << 24 | 0x8000 | MasTlb.TLB1_ENTRIES;

  /** 36 bits of real address, 8 of PID, 3 PIDs, 2 arrays, version 1.0. */
  private static final long MMUCFG = 36L << 17 | 3 << 11 | 7 << 6 | 1 << 2;

  /**
   * LPIDs of 12 bits, 36 bits of real address, an LRAT, conditional writes, one PID of 14 bits, two
   * arrays, version 2.0.
   */
  private static final long MMUCFG_2 =
      12L << 24 | 36L << 17 | 1 << 16 | 1 << 15 | 1 << 11 | 13 << 6 | 1 << 2 | 1;

  /** 36 bits of logical address, entries with an LPID, any of which translates any address. */
  private static final long LRATCFG = 36L << 17 | 0x2000 | Lrat.ENTRIES;

  /** Sizes that an array may have: bit {@code n} for 2 to the n KiB. */
  private static final long TLB0PS = 1 << 2;

  /** Of TLB1, and of the LRAT, so that each page has an entry that fits. */
  private static final long TLB1PS = 0x007F_FFFCL;

  /** 32 KiB, 8 ways, lines of 32 bytes. */
  private static final long L1CFG = 7 << 11 | 32;

  /** CFI and CLFC of L1CSR0 and ICFI of L1CSR1 read as 0 once the caches are invalid. */
  private static final long L1_SELF_CLEARING = 0x102;

  private SprUnit() {}

  static long read(CpuContext cpu, long number) {
    Spr spr = reachable(cpu, (int) number, false);
    if (!spr.userReads()) {
      Privileges.announce(cpu, "mfspr", number);
    }
    return switch (spr.name()) {
      case "xer" -> Xer.read(cpu.slots()) & WORD;
      case "dec" -> timers(cpu).decrementer();
      case "tbl", "tbu" -> timeBase(cpu, number);
      case "atbl" -> cpu.retired() & WORD;
      case "atbu" -> cpu.retired() >>> 32;
      case "tcr" -> timers(cpu).control();
      case "tsr" -> timers(cpu).status();
      case "pvr" -> model(cpu).version() & WORD;
      case "tlb0cfg" -> model(cpu).has(PpcModel.Feature.EHV) ? TLB0CFG_2 : TLB0CFG;
      case "tlb1cfg" -> model(cpu).has(PpcModel.Feature.EHV) ? TLB1CFG_2 : TLB1CFG;
      case "tlb0ps" -> TLB0PS;
      case "tlb1ps", "lratps" -> TLB1PS;
      case "lratcfg" -> LRATCFG;
      case "mmucfg" -> model(cpu).has(PpcModel.Feature.EHV) ? MMUCFG_2 : MMUCFG;
      case "l1cfg0", "l1cfg1" -> L1CFG;
      case "mcar" -> cpu.slots()[PpcRegisters.MCAR] & WORD;
      case "mcaru" -> cpu.slots()[PpcRegisters.MCAR] >>> 32;
      case "lper" -> cpu.slots()[PpcRegisters.LPER] & WORD;
      case "lperu" -> cpu.slots()[PpcRegisters.LPER] >>> 32;
      default -> spr.slot() < 0 ? 0 : cpu.slots()[home(cpu, spr)];
    };
  }

  /** Half of the time base, by the number that reads it. */
  static long timeBase(CpuContext cpu, long number) {
    long all = timers(cpu).timeBase();
    return number == TBL ? all & WORD : all >>> 32;
  }

  static long write(CpuContext cpu, long number, long value) {
    Spr spr = reachable(cpu, (int) number, true);
    if (!spr.userWrites()) {
      Privileges.announce(cpu, "mtspr", number);
    }
    long[] slots = cpu.slots();
    switch (spr.name()) {
      case "xer" -> Xer.write(slots, value);
      case "dec" -> timers(cpu).setDecrementer(value);
      case "tblw" -> timers(cpu).setTimeBaseLow(value);
      case "tbuw" -> timers(cpu).setTimeBaseHigh(value);
      case "tcr" -> timers(cpu).setControl(value);
      case "tsr" -> timers(cpu).clearStatus(value);
      case "dbsr" -> slots[PpcRegisters.DBSR] &= ~value;
      case "mcsr" -> slots[PpcRegisters.MCSR] &= ~value;
      case "pid0", "pid1", "pid2", "lpidr" ->
          PpcCore.of(cpu).regimes().changeId(cpu, spr.slot(), value & spr.mask());
      case "dbcr0" -> {
        slots[PpcRegisters.DBCR0] = value & WORD;
        PpcCore.of(cpu).debugControlWritten();
      }
      case "dbcr2", "dac1", "dac2" -> {
        slots[spr.slot()] = value & WORD;
        PpcCore.of(cpu).dataCompareWritten();
      }
      case "eplc", "epsc" -> writeExternalPid(cpu, spr, value & spr.mask());
      case "mmucsr0" -> MasTlbUnit.flashInvalidate(cpu, value);
      case "l1csr0", "l1csr1" -> slots[spr.slot()] = value & ~L1_SELF_CLEARING & WORD;
      case "mas5" -> slots[MAS0 + 5] = value & spr.mask();
      case "lper", "lperu" -> writeLogicalPage(slots, spr, value);
      default -> slots[home(cpu, spr)] = value & spr.mask();
    }
    return 0;
  }

  private static void writeLogicalPage(long[] slots, Spr spr, long value) {
    long old = slots[PpcRegisters.LPER];
    slots[PpcRegisters.LPER] =
        spr.name().equals("lper") ? old & ~WORD | value & WORD : old & WORD | value << 32;
  }

  private static void writeExternalPid(CpuContext cpu, Spr spr, long value) {
    long kept = Privileges.guestState(cpu) ? ExternalPid.OF_HYPERVISOR : 0;
    cpu.slots()[spr.slot()] = cpu.slots()[spr.slot()] & kept | value & ~kept;
  }

  private static Timers timers(CpuContext cpu) {
    return PpcCore.of(cpu).timers();
  }

  private static PpcModel model(CpuContext cpu) {
    return PpcCore.of(cpu).model();
  }

  private static int home(CpuContext cpu, Spr spr) {
    return (cpu.slots()[PpcRegisters.MSR] & Msr.GS) != 0 ? spr.guestSlot() : spr.slot();
  }

  /** The register, if the model has it and who runs may do this. */
  private static Spr reachable(CpuContext cpu, int number, boolean write) {
    boolean user = Privileges.user(cpu);
    Spr spr = PpcCore.of(cpu).specialRegisters().find(number);
    if (spr == null || !(write ? spr.writes() : spr.reads())) {
      throw PpcFault.program(
          user && (number & PRIVILEGED_NUMBER) != 0 ? PpcFault.ESR_PPR : PpcFault.ESR_PIL);
    }
    if (user && !(write ? spr.userWrites() : spr.userReads())) {
      throw PpcFault.program(PpcFault.ESR_PPR);
    }
    if (spr.hypervisor() && Privileges.guestState(cpu)) {
      throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
    }
    return spr;
  }
}
