package vmm.x86.translate;

import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDI;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESI;
import static vmm.x86.X86Registers.SEG_ES;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.X86Registers;

/**
 * Repeated string instructions (SDM vol 2, "REP"). Each iteration counts as an instruction, and the
 * registers are right after each; when the budget is used up, EIP stays at the instruction.
 */
final class StringHelpers {
  private StringHelpers() {}

  /** One iteration; whether the repetition may go on. */
  @FunctionalInterface
  interface Iteration {
    boolean run(CpuContext cpu, StringOperation operation);
  }

  static long movs(CpuContext cpu, long packed, long nextEip, long unused) {
    return repeat(cpu, packed, nextEip, StringHelpers::movsSome);
  }

  static long stos(CpuContext cpu, long packed, long nextEip, long unused) {
    return repeat(cpu, packed, nextEip, StringHelpers::stosSome);
  }

  static long lods(CpuContext cpu, long packed, long nextEip, long unused) {
    return repeat(cpu, packed, nextEip, StringHelpers::lodsOnce);
  }

  static long cmps(CpuContext cpu, long packed, long nextEip, long unused) {
    return repeat(cpu, packed, nextEip, StringHelpers::cmpsOnce);
  }

  static long scas(CpuContext cpu, long packed, long nextEip, long unused) {
    return repeat(cpu, packed, nextEip, StringHelpers::scasOnce);
  }

  /** Iterates until count, condition or budget ends it. */
  static long repeat(CpuContext cpu, long packed, long nextEip, Iteration iteration) {
    StringOperation operation = StringOperation.unpack(packed);
    long[] slots = cpu.slots();
    long here = cpu.pc();
    while ((slots[ECX] & operation.mask()) != 0) {
      boolean goesOn = iteration.run(cpu, operation);
      countDown(slots, operation, 1);
      if (!goesOn || (slots[ECX] & operation.mask()) == 0) {
        break;
      }
      if (operation.single() || cpu.budget() <= 0) {
        slots[EIP] = here;
        return 0;
      }
      cpu.retire(1);
    }
    slots[EIP] = nextEip;
    return 0;
  }

  /** As many iterations as one page allows, else one. */
  private static boolean movsSome(CpuContext cpu, StringOperation operation) {
    int bytes = BulkTransfers.copy(cpu, operation);
    return bytes > 0 ? done(cpu, operation, bytes) : movsOnce(cpu, operation);
  }

  private static boolean stosSome(CpuContext cpu, StringOperation operation) {
    int bytes = BulkTransfers.fill(cpu, operation);
    return bytes > 0 ? done(cpu, operation, bytes) : stosOnce(cpu, operation);
  }

  /** Counts all but the last of the iterations that were done at once. */
  private static boolean done(CpuContext cpu, StringOperation operation, int bytes) {
    int others = bytes / operation.bytes() - 1;
    countDown(cpu.slots(), operation, others);
    cpu.retire(others);
    return true;
  }

  private static boolean movsOnce(CpuContext cpu, StringOperation operation) {
    storeDestination(cpu, operation, loadSource(cpu, operation));
    advance(cpu.slots(), ESI, operation);
    advance(cpu.slots(), EDI, operation);
    return true;
  }

  private static boolean stosOnce(CpuContext cpu, StringOperation operation) {
    storeDestination(cpu, operation, cpu.slots()[EAX]);
    advance(cpu.slots(), EDI, operation);
    return true;
  }

  private static boolean lodsOnce(CpuContext cpu, StringOperation operation) {
    long mask = operation.bits() == 8 ? 0xFF : SegmentedMemory.addressMask(operation.bits());
    SegmentedMemory.putMasked(cpu.slots(), EAX, mask, loadSource(cpu, operation));
    advance(cpu.slots(), ESI, operation);
    return true;
  }

  private static boolean cmpsOnce(CpuContext cpu, StringOperation operation) {
    long left = loadSource(cpu, operation);
    long right = loadDestination(cpu, operation);
    advance(cpu.slots(), ESI, operation);
    advance(cpu.slots(), EDI, operation);
    return compared(cpu.slots(), operation, left, right);
  }

  private static boolean scasOnce(CpuContext cpu, StringOperation operation) {
    long right = loadDestination(cpu, operation);
    advance(cpu.slots(), EDI, operation);
    return compared(cpu.slots(), operation, cpu.slots()[EAX], right);
  }

  private static boolean compared(long[] slots, StringOperation operation, long left, long right) {
    slots[X86Registers.CC_OP] = Flags.operation(Flags.SUB, operation.bits());
    slots[X86Registers.CC_LEFT] = left;
    slots[X86Registers.CC_RIGHT] = right;
    long mask = (1L << operation.bits()) - 1;
    boolean equal = ((left ^ right) & mask) == 0;
    return equal == operation.rep();
  }

  /** Counts iterations done. */
  static void countDown(long[] slots, StringOperation operation, long iterations) {
    SegmentedMemory.putMasked(slots, ECX, operation.mask(), slots[ECX] - iterations);
  }

  /** Moves ESI or EDI by an element, by DF up or down. */
  static void advance(long[] slots, int slot, StringOperation operation) {
    int step = (slots[EFLAGS] & Flags.DF) != 0 ? -operation.bytes() : operation.bytes();
    SegmentedMemory.putMasked(slots, slot, operation.mask(), slots[slot] + step);
  }

  /** Loads from ESI. */
  static long loadSource(CpuContext cpu, StringOperation operation) {
    long offset = cpu.slots()[ESI] & operation.mask();
    return SegmentedMemory.load(cpu, operation.bits(), operation.segment(), offset);
  }

  private static long loadDestination(CpuContext cpu, StringOperation operation) {
    long offset = cpu.slots()[EDI] & operation.mask();
    return SegmentedMemory.load(cpu, operation.bits(), SEG_ES, offset);
  }

  private static void storeDestination(CpuContext cpu, StringOperation operation, long value) {
    long offset = cpu.slots()[EDI] & operation.mask();
    SegmentedMemory.store(cpu, operation.bits(), SEG_ES, offset, value);
  }
}
