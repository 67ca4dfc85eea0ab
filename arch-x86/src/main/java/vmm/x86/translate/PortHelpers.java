package vmm.x86.translate;

import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDI;
import static vmm.x86.X86Registers.EDX;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESI;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.api.trap.Trap;
import vmm.x86.X86Registers;

/** Port input and output. String forms do one iteration a run, as each may raise an interrupt. */
final class PortHelpers {
  private PortHelpers() {}

  /** IN. */
  static long in(CpuContext cpu, long port, long bytes, long unused) {
    return cpu.trap(new Trap.PortAccess((int) port, (int) bytes, false, 0));
  }

  /** OUT. */
  static long out(CpuContext cpu, long port, long bytes, long value) {
    return cpu.trap(new Trap.PortAccess((int) port, (int) bytes, true, value));
  }

  /** INS: what is read from the port must not be lost, so the store is probed first. */
  static long ins(CpuContext cpu, long packed, long nextEip, long unused) {
    StringOperation operation = StringOperation.unpack(packed);
    if (counts(cpu, operation, nextEip)) {
      long[] slots = cpu.slots();
      int bytes = operation.bytes();
      long offset = slots[EDI] & operation.mask();
      long linear = SegmentedMemory.linear(cpu, X86Registers.SEG_ES, offset, bytes, true);
      cpu.memory().probe(linear, bytes, AccessType.WRITE, SegmentedMemory.privilege(cpu));
      long value = in(cpu, slots[EDX] & 0xFFFF, bytes, 0);
      cpu.memory().store(operation.bits(), linear, value, SegmentedMemory.privilege(cpu));
      StringHelpers.advance(slots, EDI, operation);
      finish(cpu, operation, nextEip);
    }
    return 0;
  }

  /** OUTS. */
  static long outs(CpuContext cpu, long packed, long nextEip, long unused) {
    StringOperation operation = StringOperation.unpack(packed);
    if (counts(cpu, operation, nextEip)) {
      long[] slots = cpu.slots();
      long value = StringHelpers.loadSource(cpu, operation);
      out(cpu, slots[EDX] & 0xFFFF, operation.bytes(), value);
      StringHelpers.advance(slots, ESI, operation);
      finish(cpu, operation, nextEip);
    }
    return 0;
  }

  /** Whether there is an iteration to do; if not, the instruction is over. */
  private static boolean counts(CpuContext cpu, StringOperation operation, long nextEip) {
    boolean any = !operation.repeats() || (cpu.slots()[ECX] & operation.mask()) != 0;
    if (!any) {
      cpu.slots()[EIP] = nextEip;
    }
    return any;
  }

  private static void finish(CpuContext cpu, StringOperation operation, long nextEip) {
    long[] slots = cpu.slots();
    long here = cpu.pc();
    if (operation.repeats()) {
      StringHelpers.countDown(slots, operation, 1);
    }
    boolean over = !operation.repeats() || (slots[ECX] & operation.mask()) == 0;
    slots[EIP] = over ? nextEip : here;
  }
}
