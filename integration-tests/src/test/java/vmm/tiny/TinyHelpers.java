package vmm.tiny;

import static vmm.tiny.TinyRegisters.ADDRESS_MASK;
import static vmm.tiny.TinyRegisters.EPC;
import static vmm.tiny.TinyRegisters.HALTED;
import static vmm.tiny.TinyRegisters.PC;
import static vmm.tiny.TinyRegisters.PREVIOUS;
import static vmm.tiny.TinyRegisters.ROOT;
import static vmm.tiny.TinyRegisters.USER;

import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;

/** The rare parts of instructions, as {@link Helper}s. */
final class TinyHelpers {
  static final Helper RAISE =
      (cpu, cause, b, c) -> {
        throw new TinyFault((int) cause, 0);
      };

  private TinyHelpers() {}

  static long toControl(CpuContext cpu, long value, long number, long next) {
    long[] slots = cpu.slots();
    if (number == 0) {
      setRoot(cpu, value);
    } else {
      slots[ROOT + (int) number] = value;
    }
    slots[PC] = next;
    return 0;
  }

  /**
   * The VMM hears of a new regime before the register says so, as it wants to know both; without a
   * VMM that asked, the processor's own TLB is all there is to bring up to date.
   */
  private static void setRoot(CpuContext cpu, long root) {
    long[] slots = cpu.slots();
    TranslationRegime regime = TinyCore.regime(root);
    boolean switched = ((root ^ slots[ROOT]) & TinyRegisters.ROOT_ON) != 0;
    Trap trap = switched ? new Trap.RegimeChange(regime) : new Trap.RootWrite(regime);
    if (cpu.trapping(trap.kind())) {
      cpu.trap(trap);
      slots[ROOT] = root;
    } else {
      slots[ROOT] = root;
      cpu.tlb().flush(false);
    }
  }

  static long fromControl(CpuContext cpu, long number, long b, long c) {
    long value = cpu.slots()[ROOT + (int) number];
    return number == 0 && cpu.trapping(TrapKind.ROOT_READ)
        ? cpu.trap(new Trap.RootRead(value))
        : value;
  }

  static long invalidate(CpuContext cpu, long gva, long b, long next) {
    long page = gva & ADDRESS_MASK;
    if (cpu.trapping(TrapKind.INVALIDATION)) {
      cpu.trap(new Trap.Invalidation(Trap.Invalidation.Scope.PAGE, page));
    } else {
      cpu.tlb().flushPage(page);
    }
    cpu.slots()[PC] = next;
    return 0;
  }

  static long returnFromFault(CpuContext cpu, long a, long b, long next) {
    long[] slots = cpu.slots();
    slots[USER] = slots[PREVIOUS] & 1;
    slots[PC] = slots[EPC] & ADDRESS_MASK;
    return 0;
  }

  static long halt(CpuContext cpu, long a, long b, long next) {
    cpu.slots()[HALTED] = 1;
    cpu.slots()[PC] = next;
    return 0;
  }
}
