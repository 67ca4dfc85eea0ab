package vmm.x86.system;

import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.CR2;
import static vmm.x86.X86Registers.CR3;
import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.EFER;
import static vmm.x86.X86Registers.PDPTE0;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Mode;
import vmm.x86.X86Model;
import vmm.x86.mmu.X86PageFormat;

/**
 * MOV to and from control registers, and what else changes them (SDM vol. 3, "Control registers",
 * and vol. 2, "MOV—Move to/from control registers").
 *
 * <p>A change of regime is told first and made afterwards: the VMM sees the state before it.
 */
final class ControlRegisters {
  /** CR4.TSD: RDTSC is privileged. */
  static final long CR4_TSD = 1 << 2;

  /** CR4.DE. */
  static final long CR4_DE = 1 << 3;

  /** CR4.PSE. */
  static final long CR4_PSE = 1 << 4;

  /** CR4.PAE. */
  static final long CR4_PAE = 1 << 5;

  /** CR4.PGE. */
  static final long CR4_PGE = 1 << 7;

  /** CR4.PCE: RDPMC is not privileged. */
  static final long CR4_PCE = 1 << 8;

  /** CR4.OSFXSR. */
  static final long CR4_OSFXSR = 1 << 9;

  /** IA32_EFER.NXE. */
  static final long EFER_NXE = 1 << 11;

  /** CR0 after reset: CD, NW and ET. */
  static final long CR0_RESET = 0x6000_0010L;

  private static final long CR0_ET = 1 << 4;
  private static final long CR0_NW = 1 << 29;
  private static final long CR0_CD = 1 << 30;
  private static final long CR0_WRITABLE =
      X86Mode.CR0_PE
          | X86Mode.CR0_MP
          | X86Mode.CR0_EM
          | X86Mode.CR0_TS
          | X86Mode.CR0_NE
          | X86Mode.CR0_WP
          | X86Mode.CR0_AM
          | CR0_NW
          | CR0_CD
          | X86Mode.CR0_PG;

  /** PE, MP, EM and TS: what LMSW reaches. */
  private static final long MACHINE_STATUS = 0xF;

  private static final int POINTERS = 4;

  private ControlRegisters() {}

  /** MOV from CRn. */
  static long read(CpuContext cpu, int number) {
    long[] slots = cpu.slots();
    return switch (number) {
      case 0 -> slots[CR0];
      case 2 -> slots[CR2];
      case 3 ->
          cpu.trapping(TrapKind.ROOT_READ) ? cpu.trap(new Trap.RootRead(slots[CR3])) : slots[CR3];
      case 4 -> slots[CR4];
      default -> throw X86Fault.undefined();
    };
  }

  /** MOV to CRn. */
  static void write(CpuContext cpu, int number, long value) {
    switch (number) {
      case 0 -> write0(cpu, value);
      case 2 -> cpu.slots()[CR2] = value;
      case 3 -> loadRoot(cpu, value);
      case 4 -> write4(cpu, value);
      default -> throw X86Fault.undefined();
    }
  }

  /** LMSW: cannot clear PE. */
  static void loadMachineStatus(CpuContext cpu, long value) {
    long cr0 = cpu.slots()[CR0];
    long kept = cr0 & ~(MACHINE_STATUS & ~X86Mode.CR0_PE);
    write0(cpu, kept | (value & MACHINE_STATUS));
  }

  private static void write0(CpuContext cpu, long value) {
    long[] slots = cpu.slots();
    long cr0 = (value & CR0_WRITABLE) | CR0_ET;
    boolean paged = Paging.enabled(cr0);
    if ((paged && (cr0 & X86Mode.CR0_PE) == 0) || (cr0 & (CR0_NW | CR0_CD)) == CR0_NW) {
      throw X86Fault.generalProtection();
    }
    long changed = cr0 ^ slots[CR0];
    long[] pointers = pointers(slots);
    if (Paging.pae(cr0, slots[CR4]) && (changed & (X86Mode.CR0_PG | CR0_NW | CR0_CD)) != 0) {
      pointers = loadPointers(cpu, slots[CR3], cr0, slots[CR4]);
    }
    changeRegime(cpu, cr0, slots[CR4], slots[EFER], pointers);
    slots[CR0] = cr0;
  }

  private static void write4(CpuContext cpu, long value) {
    long[] slots = cpu.slots();
    if ((value & ~writable4(X86Core.of(cpu).model())) != 0) {
      throw X86Fault.generalProtection();
    }
    long changed = value ^ slots[CR4];
    long[] pointers = pointers(slots);
    if (Paging.pae(slots[CR0], value) && (changed & (CR4_PSE | CR4_PAE | CR4_PGE)) != 0) {
      pointers = loadPointers(cpu, slots[CR3], slots[CR0], value);
    }
    changeRegime(cpu, slots[CR0], value, slots[EFER], pointers);
    slots[CR4] = value;
  }

  private static long writable4(X86Model model) {
    return (model.has(X86Feature.TSC) ? CR4_TSD : 0)
        | (model.has(X86Feature.DE) ? CR4_DE : 0)
        | (model.has(X86Feature.PSE) ? CR4_PSE : 0)
        | (model.has(X86Feature.PAE) ? CR4_PAE : 0)
        | (model.has(X86Feature.PGE) ? CR4_PGE : 0)
        | (model.isP6() ? CR4_PCE : 0)
        | (model.has(X86Feature.FXSR) ? CR4_OSFXSR : 0);
  }

  /** Writes IA32_EFER. */
  static void writeEfer(CpuContext cpu, long value) {
    long[] slots = cpu.slots();
    if ((value & ~EFER_NXE) != 0) {
      throw X86Fault.generalProtection();
    }
    changeRegime(cpu, slots[CR0], slots[CR4], value, pointers(slots));
    slots[EFER] = value;
  }

  /** Loads CR3: another root, and all but global translations are forgotten. */
  static void loadRoot(CpuContext cpu, long value) {
    long[] slots = cpu.slots();
    if (!Paging.enabled(slots[CR0])) {
      slots[CR3] = value;
      return;
    }
    long[] pointers =
        Paging.pae(slots[CR0], slots[CR4])
            ? loadPointers(cpu, value, slots[CR0], slots[CR4])
            : pointers(slots);
    if (cpu.trapping(TrapKind.ROOT_WRITE)) {
      Paging paging = X86Core.of(cpu).paging();
      TranslationRegime next = paging.regime(slots[CR0], value, slots[CR4], slots[EFER], pointers);
      cpu.trap(new Trap.RootWrite(next));
    } else {
      cpu.tlb().flush((slots[CR4] & CR4_PGE) != 0);
    }
    slots[CR3] = value;
    System.arraycopy(pointers, 0, slots, PDPTE0, POINTERS);
  }

  /**
   * Tells of a change of a switch of the MMU, and flushes what it outdates (SDM vol. 3, "Operations
   * that invalidate TLBs and paging-structure caches"). The caller commits the switch itself.
   */
  private static void changeRegime(CpuContext cpu, long cr0, long cr4, long efer, long[] pointers) {
    long[] slots = cpu.slots();
    Paging paging = X86Core.of(cpu).paging();
    TranslationRegime next = paging.regime(cr0, slots[CR3], cr4, efer, pointers);
    boolean changed = !next.equals(paging.regime(slots));
    boolean flushes = ((cr4 ^ slots[CR4]) & (CR4_PSE | CR4_PAE | CR4_PGE)) != 0;
    if (changed && cpu.trapping(TrapKind.REGIME_CHANGE)) {
      cpu.trap(new Trap.RegimeChange(next));
    } else if (changed || flushes) {
      cpu.tlb().flush(false);
    }
    System.arraycopy(pointers, 0, slots, PDPTE0, POINTERS);
  }

  private static long[] pointers(long[] slots) {
    return java.util.Arrays.copyOfRange(slots, PDPTE0, PDPTE0 + POINTERS);
  }

  /** Reads the four entries and checks their reserved bits ("PDPTE registers"). */
  private static long[] loadPointers(CpuContext cpu, long cr3, long cr0, long cr4) {
    X86PageFormat format = X86Core.of(cpu).paging().format(cr0, cr4, cpu.slots()[EFER]);
    long[] pointers = new long[POINTERS];
    for (int i = 0; i < POINTERS; i++) {
      pointers[i] = cpu.readPhysical(Paging.pointerTable(cr3) + 8L * i, 8);
      if (format.present(pointers[i]) && format.malformed(format.levels(), pointers[i])) {
        throw X86Fault.generalProtection();
      }
    }
    return pointers;
  }

  /** INVLPG. */
  static void invalidatePage(CpuContext cpu, long linear) {
    if (cpu.trapping(TrapKind.INVALIDATION)) {
      cpu.trap(new Trap.Invalidation(Trap.Invalidation.Scope.PAGE, linear));
    } else {
      cpu.tlb().flushPage(linear);
    }
  }
}
