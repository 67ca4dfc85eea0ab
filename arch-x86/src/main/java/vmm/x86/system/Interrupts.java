package vmm.x86.system;

import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.IDTR_BASE;
import static vmm.x86.X86Registers.IDTR_LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_ES;
import static vmm.x86.X86Registers.SEG_FS;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;

/**
 * One attempt to enter an interrupt or exception handler (SDM vol. 2, "INT n/INTO/INT3/INT1", which
 * holds for all causes).
 */
final class Interrupts {
  /** What IRET at level 0, or a task switch, can load into EFLAGS. */
  static final long LOADABLE_FLAGS =
      Flags.ARITHMETIC
          | Flags.TF
          | Flags.IF
          | Flags.DF
          | Flags.IOPL
          | Flags.NT
          | Flags.RF
          | Flags.VM
          | Flags.AC
          | Flags.ID;

  /** Marks an error code as naming a gate of the IDT. */
  private static final int IDT = 2;

  /** What happens: not the present task's doing. */
  private static final int EXTERNAL = 1;

  private static final int NO_ERROR_CODE = -1;
  private static final long LINEAR = 0xFFFF_FFFFL;

  private Interrupts() {}

  /** INT n and its like, which return to {@code next}. */
  static void software(CpuContext cpu, int vector, long next) {
    if (real(cpu)) {
      enterReal(cpu, vector, next, 0);
    } else {
      enterGate(cpu, vector, true, next, NO_ERROR_CODE, Flags.read(cpu.slots()));
    }
    cpu.interruptsChanged();
  }

  /** An interrupt from outside, between two instructions. */
  static void external(CpuContext cpu, int vector) {
    long next = cpu.slots()[EIP];
    if (real(cpu)) {
      enterReal(cpu, vector, next, EXTERNAL);
    } else {
      enterGate(cpu, vector, false, next, NO_ERROR_CODE, Flags.read(cpu.slots()));
    }
  }

  /** An exception; EIP holds the address to return to. */
  static void exception(CpuContext cpu, X86Fault fault) {
    long[] slots = cpu.slots();
    long next = slots[EIP];
    if (real(cpu)) {
      enterReal(cpu, fault.vector(), next, EXTERNAL);
      return;
    }
    long flags = Flags.read(slots);
    // A fault-class exception sets RF in the image, so that the instruction, once restarted, does
    // not meet its breakpoint again (SDM vol. 3, "Resume flag").
    if (!fault.isTrap() && fault.vector() != X86Fault.DB) {
      flags |= Flags.RF;
    }
    int code = fault.hasErrorCode() ? fault.errorCode() : NO_ERROR_CODE;
    enterGate(cpu, fault.vector(), false, next, code, flags);
  }

  private static boolean real(CpuContext cpu) {
    return (cpu.slots()[X86Registers.CR0] & X86Mode.CR0_PE) == 0;
  }

  /** Through the interrupt-vector table of real mode. Error codes are not pushed. */
  private static void enterReal(CpuContext cpu, int vector, long next, int external) {
    long[] slots = cpu.slots();
    if (4L * vector + 3 > slots[IDTR_LIMIT]) {
      throw X86Fault.generalProtection(8 * vector | IDT | external);
    }
    long entry = slots[IDTR_BASE] + 4L * vector;
    long target = cpu.memory().load(32, entry & LINEAR, Privilege.SUPERVISOR);
    Stack stack = Stack.current(cpu, external);
    stack.reserve(3, 16);
    stack.push(16, Flags.read(slots));
    stack.push(16, slots[SELECTOR + SEG_CS]);
    stack.push(16, next);
    stack.commit();
    slots[EFLAGS] &= ~(long) (Flags.IF | Flags.TF | Flags.AC | Flags.RF);
    SegmentLoads.loadParagraph(slots, SEG_CS, (int) (target >>> 16));
    slots[EIP] = target & 0xFFFF;
  }

  /** Through the interrupt-descriptor table. */
  private static void enterGate(
      CpuContext cpu, int vector, boolean software, long next, int errorCode, long flags) {
    int external = software ? 0 : EXTERNAL;
    int gateError = 8 * vector | IDT | external;
    long gate = readGate(cpu, vector, gateError);
    if (software && Descriptor.dpl(gate) < X86Mode.cpl(cpu.slots())) {
      throw X86Fault.generalProtection(gateError);
    }
    if (!Descriptor.present(gate)) {
      throw X86Fault.of(X86Fault.NP, gateError);
    }
    if (Descriptor.type(gate) == Descriptor.TASK_GATE) {
      enterTask(cpu, gate, next, errorCode, external, flags);
      return;
    }
    int selector = Descriptor.gateSelector(gate);
    long code = handlerSegment(cpu, selector, external);
    long[] slots = cpu.slots();
    int cpl = X86Mode.cpl(slots);
    int level = Descriptor.isConforming(code) ? cpl : Descriptor.dpl(code);
    boolean v86 = SegmentLoads.isV86(slots);
    if (v86 && level != 0) {
      throw X86Fault.generalProtection(DescriptorTables.errorCode(selector, external));
    }
    int bits = (Descriptor.type(gate) & Descriptor.WIDE) != 0 ? 32 : 16;
    int pushes = (errorCode == NO_ERROR_CODE ? 3 : 4) + (level < cpl ? 2 : 0) + (v86 ? 4 : 0);
    InnerStack inner = level < cpl ? InnerStack.of(cpu, level, external) : null;
    Stack stack = inner == null ? Stack.current(cpu, external) : inner.stack();
    stack.reserve(pushes, bits);
    FarTransfers.checkOffset(Descriptor.gateOffset(gate), Descriptor.limit(code), external);
    code = DescriptorTables.markAccessed(cpu, selector, code);
    if (v86) {
      for (int segment : new int[] {SEG_GS, SEG_FS, SEG_DS, SEG_ES}) {
        stack.push(bits, slots[SELECTOR + segment]);
      }
    }
    if (inner != null) {
      stack.push(bits, slots[SELECTOR + SEG_SS]);
      stack.push(bits, slots[ESP]);
    }
    stack.push(bits, flags);
    stack.push(bits, slots[SELECTOR + SEG_CS]);
    stack.push(bits, next);
    if (errorCode != NO_ERROR_CODE) {
      stack.push(bits, errorCode);
    }
    if (inner == null) {
      stack.commit();
    } else {
      inner.enter(cpu);
    }
    if (v86) {
      for (int segment : new int[] {SEG_GS, SEG_FS, SEG_DS, SEG_ES}) {
        SegmentLoads.setNull(slots, segment, 0);
      }
    }
    SegmentLoads.set(slots, SEG_CS, (selector & ~3) | level, code);
    slots[EIP] = Descriptor.gateOffset(gate);
    boolean interruptGate = (Descriptor.type(gate) & 1) == 0;
    slots[EFLAGS] &=
        ~(long) (Flags.TF | Flags.NT | Flags.RF | Flags.VM | (interruptGate ? Flags.IF : 0));
  }

  private static long readGate(CpuContext cpu, int vector, int error) {
    long[] slots = cpu.slots();
    if (8L * vector + 7 > slots[IDTR_LIMIT]) {
      throw X86Fault.generalProtection(error);
    }
    long gva = (slots[IDTR_BASE] + 8L * vector) & LINEAR;
    long gate = cpu.memory().load(64, gva, Privilege.SUPERVISOR);
    boolean known =
        Descriptor.isSystem(gate)
            && switch (Descriptor.type(gate)) {
              case Descriptor.TASK_GATE,
                  Descriptor.INTERRUPT_GATE16,
                  Descriptor.TRAP_GATE16,
                  Descriptor.INTERRUPT_GATE32,
                  Descriptor.TRAP_GATE32 ->
                  true;
              default -> false;
            };
    if (!known) {
      throw X86Fault.generalProtection(error);
    }
    return gate;
  }

  /** Reads and checks the handler's code segment. */
  private static long handlerSegment(CpuContext cpu, int selector, int external) {
    if (DescriptorTables.isNull(selector)) {
      throw X86Fault.generalProtection(external);
    }
    long code = DescriptorTables.read(cpu, selector, X86Fault.GP, external);
    int error = DescriptorTables.errorCode(selector, external);
    if (!Descriptor.isCode(code) || Descriptor.dpl(code) > X86Mode.cpl(cpu.slots())) {
      throw X86Fault.generalProtection(error);
    }
    if (!Descriptor.present(code)) {
      throw X86Fault.of(X86Fault.NP, error);
    }
    return code;
  }

  private static void enterTask(
      CpuContext cpu, long gate, long next, int errorCode, int external, long flags) {
    long[] slots = cpu.slots();
    slots[EIP] = next;
    slots[EFLAGS] |= flags & Flags.RF;
    TaskSwitch.interrupt(cpu, Descriptor.gateSelector(gate), external);
    if (errorCode != NO_ERROR_CODE) {
      boolean wide = TaskState.of(slots[vmm.x86.X86Registers.ATTRIBUTES + SEG_TR]).wide();
      Stack stack = Stack.current(cpu, external);
      stack.reserve(1, wide ? 32 : 16);
      stack.push(wide ? 32 : 16, errorCode);
      stack.commit();
    }
  }
}
