package vmm.x86.system;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.DR6;
import static vmm.x86.X86Registers.DR7;
import static vmm.x86.X86Registers.EDX;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.FPU_SIGNIFICAND;
import static vmm.x86.X86Registers.GDTR_LIMIT;
import static vmm.x86.X86Registers.IDTR_LIMIT;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_ES;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_LDTR;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;

import java.util.Arrays;
import vmm.x86.Flags;
import vmm.x86.SegmentAttributes;
import vmm.x86.X86Model;
import vmm.x86.fpu.Fpu;

/** The state after power-up (SDM vol. 3, table "IA-32 and Intel 64 processor states following"). */
final class ResetState {
  private static final long LIMIT_64K = 0xFFFF;

  private ResetState() {}

  static void apply(long[] slots, X86Model model) {
    Arrays.fill(slots, 0);
    slots[EFLAGS] = Flags.FIXED;
    slots[EDX] = model.signature();
    slots[CR0] = ControlRegisters.CR0_RESET;
    slots[DR6] = DebugRegisters.DR6_RESET;
    slots[DR7] = DebugRegisters.DR7_RESET;
    for (int segment = SEG_ES; segment <= SEG_GS; segment++) {
      slots[LIMIT + segment] = LIMIT_64K;
      slots[ATTRIBUTES + segment] = SegmentAttributes.REAL_DATA;
    }
    slots[SELECTOR + SEG_CS] = 0xF000;
    slots[BASE + SEG_CS] = 0xFFFF_0000L;
    slots[EIP] = 0xFFF0;
    slots[LIMIT + SEG_LDTR] = LIMIT_64K;
    slots[ATTRIBUTES + SEG_LDTR] = SegmentAttributes.PRESENT | Descriptor.LDT;
    slots[LIMIT + SEG_TR] = LIMIT_64K;
    slots[ATTRIBUTES + SEG_TR] = SegmentAttributes.PRESENT | Descriptor.TSS32 | Descriptor.BUSY;
    slots[GDTR_LIMIT] = LIMIT_64K;
    slots[IDTR_LIMIT] = LIMIT_64K;
    new Fpu(slots, FPU_SIGNIFICAND).reset();
  }
}
