package vmm.x86.translate;

import vmm.api.cpu.Helper;
import vmm.api.cpu.Value;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;
import vmm.x86.fpu.EscRow;
import vmm.x86.fpu.Fpu;

/**
 * The x87 instructions: what CR0 forbids is decided here, and pending exceptions are looked for
 * (SDM vol 1, "x87 FPU Exception Handling in Software"); the rest is a call of the unit.
 */
final class FloatingPoint {
  private FloatingPoint() {}

  /** D8 to DF. */
  static void escape(Block b) {
    Instruction i = b.instruction();
    if (b.in(X86Mode.EM) || b.in(X86Mode.TS)) {
      b.raise(X86Fault.NM);
      return;
    }
    EscRow row = Fpu.find(i.opcode(), i.modRm());
    if (row == null || (row.conditional() && !b.has(X86Feature.CMOV))) {
      b.raise(X86Fault.UD);
      return;
    }
    if (row.group() != EscRow.Group.NO_WAIT) {
      raisePending(b);
    }
    callUnit(b, FloatingPointHelpers::escape);
  }

  /** WAIT, also called FWAIT. */
  static void fwait(Block b) {
    if (b.in(X86Mode.MP) && b.in(X86Mode.TS)) {
      b.raise(X86Fault.NM);
    } else {
      raisePending(b);
    }
  }

  private static void raisePending(Block b) {
    Value pending = b.e.extract(b.e.get(X86Registers.FPU_STATUS), Fpu.PENDING_BIT, 1);
    b.checkIf(pending, b.system::numericError);
  }

  static void fxsave(Block b) {
    extended(b, FloatingPointHelpers::fxsave);
  }

  static void fxrstor(Block b) {
    extended(b, FloatingPointHelpers::fxrstor);
  }

  private static void extended(Block b, Helper helper) {
    if (b.in(X86Mode.EM)) {
      b.raise(X86Fault.UD);
    } else if (b.in(X86Mode.TS)) {
      b.raise(X86Fault.NM);
    } else {
      callUnit(b, helper);
    }
  }

  private static void callUnit(Block b, Helper helper) {
    Instruction i = b.instruction();
    int segment = i.memory() ? i.segment() : X86Registers.SEG_DS;
    Value offset = i.memory() ? b.memory.effectiveAddress() : b.e.constant(0);
    boolean wide = i.operandBits() != 16;
    long packed = FloatingPointHelpers.pack(i.opcode(), i.modRm(), segment, wide);
    b.call(helper, b.e.constant(packed), offset);
  }
}
