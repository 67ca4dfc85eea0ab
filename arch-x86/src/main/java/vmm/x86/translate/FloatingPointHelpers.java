package vmm.x86.translate;

import java.util.Objects;
import java.util.function.Consumer;
import vmm.api.cpu.CpuContext;
import vmm.x86.fpu.Fpu;
import vmm.x86.fpu.FpuOwner;

/** The x87 instructions as helpers. */
final class FloatingPointHelpers {
  private static final int SEGMENT_SHIFT = 16;
  private static final int WIDE_SHIFT = 20;

  private FloatingPointHelpers() {}

  /** Packs what the helpers' first argument tells of an instruction. */
  static long pack(int opcode, int modRm, int segment, boolean wide) {
    return modRm
        | (long) (opcode & 0xFF) << 8
        | (long) segment << SEGMENT_SHIFT
        | (wide ? 1L << WIDE_SHIFT : 0);
  }

  /** D8 to DF. */
  static long escape(CpuContext cpu, long packed, long offset, long unused) {
    int opcode = (int) packed >> 8 & 0xFF;
    int modRm = (int) packed & 0xFF;
    var row = Objects.requireNonNull(Fpu.find(opcode, modRm));
    var operand = operand(cpu, packed, offset);
    return run(cpu, fpu -> fpu.execute(row, opcode, modRm, operand));
  }

  /** FXSAVE. */
  static long fxsave(CpuContext cpu, long packed, long offset, long unused) {
    var operand = operand(cpu, packed, offset);
    operand.checkParagraph();
    return run(cpu, fpu -> fpu.saveExtended(operand));
  }

  /** FXRSTOR. */
  static long fxrstor(CpuContext cpu, long packed, long offset, long unused) {
    var operand = operand(cpu, packed, offset);
    operand.checkParagraph();
    return run(cpu, fpu -> fpu.restoreExtended(operand));
  }

  private static long run(CpuContext cpu, Consumer<Fpu> instruction) {
    FpuOwner owner = (FpuOwner) cpu.core();
    Fpu fpu = owner.fpu();
    boolean pending = fpu.exceptionPending();
    instruction.accept(fpu);
    if (pending && !fpu.exceptionPending()) {
      owner.numericErrorCleared();
    }
    return 0;
  }

  private static FloatingPointOperand operand(CpuContext cpu, long packed, long offset) {
    int segment = (int) (packed >> SEGMENT_SHIFT) & 0xF;
    return new FloatingPointOperand(cpu, segment, offset, packed >> WIDE_SHIFT != 0);
  }
}
