package vmm.x86;

import vmm.api.cpu.RegisterFile;

/**
 * The register file of every x86 processor model, and the slots of its registers.
 *
 * <p>Slots are laid out for 64 bits; general registers bear their 32-bit names. Segment registers
 * are numbered as instructions encode them (SDM vol 2, table "Effective encodings of sreg"), with
 * LDTR and TR behind; the slot of a part of segment {@code s} is that part's first slot plus {@code
 * s}.
 */
public final class X86Registers {
  /** Segment number of ES. */
  public static final int SEG_ES = 0;

  /** Segment number of CS. */
  public static final int SEG_CS = 1;

  /** Segment number of SS. */
  public static final int SEG_SS = 2;

  /** Segment number of DS. */
  public static final int SEG_DS = 3;

  /** Segment number of FS. */
  public static final int SEG_FS = 4;

  /** Segment number of GS. */
  public static final int SEG_GS = 5;

  /** Segment number of LDTR, which no instruction encodes. */
  public static final int SEG_LDTR = 6;

  /** Segment number of TR, which no instruction encodes. */
  public static final int SEG_TR = 7;

  private static final RegisterFile.Builder BUILDER = RegisterFile.builder();

  private static final String GENERAL = "general";
  private static final String SEGMENT = "segment";
  private static final String CONTROL = "control";
  private static final String DEBUG = "debug";
  private static final String MODEL_SPECIFIC = "msr";
  private static final String FPU = "fpu";

  /** RAX; general register {@code n} as instructions encode it has slot {@code EAX + n}. */
  public static final int EAX = general("eax");

  /** RCX. */
  public static final int ECX = general("ecx");

  /** RDX. */
  public static final int EDX = general("edx");

  /** RBX. */
  public static final int EBX = general("ebx");

  /** RSP. */
  public static final int ESP = general("esp");

  /** RBP. */
  public static final int EBP = general("ebp");

  /** RSI. */
  public static final int ESI = general("esi");

  /** RDI. */
  public static final int EDI = general("edi");

  /** R8, the first of the eight registers that only 64-bit mode reaches. */
  public static final int R8 = row(8, "r", 64, GENERAL, 8);

  /** The instruction pointer: an offset into CS. */
  public static final int EIP = BUILDER.addPc("eip", 32, GENERAL);

  /**
   * EFLAGS. Its six arithmetic flags are valid only while {@link #CC_OP} is {@link Flags#PLAIN};
   * use {@link Flags#read} and {@link Flags#write}.
   */
  public static final int EFLAGS = BUILDER.add("eflags", 32, GENERAL);

  /** First of the eight selectors. */
  public static final int SELECTOR = segmentRow("", 16);

  /** First of the eight cached bases. */
  public static final int BASE = segmentRow("_base", 32);

  /** First of the eight cached limits: the last valid offset, in bytes, whatever G says. */
  public static final int LIMIT = segmentRow("_limit", 32);

  /**
   * First of the eight cached attributes, in the form of {@link SegmentAttributes}: bits 8 to 23 of
   * a descriptor's second doubleword in bits 0 to 15, and whether the register is unusable.
   */
  public static final int ATTRIBUTES = segmentRow("_attr", 17);

  /** Linear address of the GDT. */
  public static final int GDTR_BASE = BUILDER.add("gdtr_base", 32, SEGMENT);

  /** Limit of the GDT. */
  public static final int GDTR_LIMIT = BUILDER.add("gdtr_limit", 16, SEGMENT);

  /** Linear address of the IDT. */
  public static final int IDTR_BASE = BUILDER.add("idtr_base", 32, SEGMENT);

  /** Limit of the IDT. */
  public static final int IDTR_LIMIT = BUILDER.add("idtr_limit", 16, SEGMENT);

  /** CR0. */
  public static final int CR0 = BUILDER.add("cr0", 32, CONTROL);

  /** CR2: the linear address of the last page fault. */
  public static final int CR2 = BUILDER.add("cr2", 32, CONTROL);

  /** CR3. */
  public static final int CR3 = BUILDER.add("cr3", 32, CONTROL);

  /** CR4. */
  public static final int CR4 = BUILDER.add("cr4", 32, CONTROL);

  /** First of the four page-directory-pointer entries as PAE paging loaded them. */
  public static final int PDPTE0 = row(4, "pdpte", 64, CONTROL, 0);

  /** First of DR0 to DR7; DR4 and DR5 are never used. */
  public static final int DR0 = row(8, "dr", 32, DEBUG, 0);

  /** DR6. */
  public static final int DR6 = DR0 + 6;

  /** DR7. */
  public static final int DR7 = DR0 + 7;

  /** IA32_EFER. */
  public static final int EFER = msr("efer");

  /** IA32_SYSENTER_CS. */
  public static final int SYSENTER_CS = msr("sysenter_cs");

  /** IA32_SYSENTER_ESP. */
  public static final int SYSENTER_ESP = msr("sysenter_esp");

  /** IA32_SYSENTER_EIP. */
  public static final int SYSENTER_EIP = msr("sysenter_eip");

  /** IA32_APIC_BASE. */
  public static final int APIC_BASE = msr("apic_base");

  /** IA32_PAT. */
  public static final int PAT = msr("pat");

  /** IA32_STAR. */
  public static final int STAR = msr("star");

  /** IA32_LSTAR. */
  public static final int LSTAR = msr("lstar");

  /** IA32_CSTAR. */
  public static final int CSTAR = msr("cstar");

  /** IA32_FMASK. */
  public static final int FMASK = msr("fmask");

  /** IA32_KERNEL_GS_BASE. */
  public static final int KERNEL_GS_BASE = msr("kernel_gs_base");

  /** What is added to the retired count to give the time-stamp counter. */
  public static final int TSC_OFFSET = msr("tsc_offset");

  /** First of the significands of the eight physical x87 registers R0 to R7. */
  public static final int FPU_SIGNIFICAND = row(8, "fpr_significand", 64, FPU, 0);

  /** First of the signs and exponents (16 bits) of the eight physical x87 registers. */
  public static final int FPU_EXPONENT = row(8, "fpr_exponent", 16, FPU, 0);

  /** x87 control word. */
  public static final int FPU_CONTROL = BUILDER.add("fcw", 16, FPU);

  /** x87 status word, TOP and B included. */
  public static final int FPU_STATUS = BUILDER.add("fsw", 16, FPU);

  /** x87 tag word in its full form, two bits a register. */
  public static final int FPU_TAG = BUILDER.add("ftw", 16, FPU);

  /** Opcode of the last x87 instruction, 11 bits. */
  public static final int FPU_OPCODE = BUILDER.add("fop", 11, FPU);

  /** Offset of the last x87 instruction. */
  public static final int FPU_IP = BUILDER.add("fip", 32, FPU);

  /** CS of the last x87 instruction. */
  public static final int FPU_CS = BUILDER.add("fcs", 16, FPU);

  /** Offset of the last x87 memory operand. */
  public static final int FPU_DP = BUILDER.add("fdp", 32, FPU);

  /** Segment of the last x87 memory operand. */
  public static final int FPU_DS = BUILDER.add("fds", 16, FPU);

  /** 1 while IGNNE# lets x87 instructions run although an exception is pending. */
  public static final int NUMERIC_ERROR_IGNORED = BUILDER.addHidden();

  /** How the arithmetic flags were last set: a kind and size of {@link Flags}. */
  public static final int CC_OP = BUILDER.addHidden();

  /** Result of the operation that last set the flags. */
  public static final int CC_RESULT = BUILDER.addHidden();

  /** Left operand of the operation that last set the flags. */
  public static final int CC_LEFT = BUILDER.addHidden();

  /** Right operand of the operation that last set the flags. */
  public static final int CC_RIGHT = BUILDER.addHidden();

  /** 1 while HLT waits. */
  public static final int HALTED = BUILDER.addHidden();

  /** Nonzero for one instruction after STI, MOV SS, POP SS: a value of {@link X86Mode}. */
  public static final int SHADOW = BUILDER.addHidden();

  /** 1 from the delivery of an NMI to the next IRET. */
  public static final int NMI_BLOCKED = BUILDER.addHidden();

  /** 1 while an NMI waits. */
  public static final int NMI_PENDING = BUILDER.addHidden();

  /** DR6 bits of debug traps that the running instruction will raise when it is complete. */
  public static final int DEBUG_PENDING = BUILDER.addHidden();

  private static final RegisterFile FILE = BUILDER.build();

  private X86Registers() {}

  /** The declaration. */
  public static RegisterFile file() {
    return FILE;
  }

  private static int general(String name) {
    return BUILDER.add(name, 32, GENERAL);
  }

  private static int msr(String name) {
    return BUILDER.add(name, 64, MODEL_SPECIFIC);
  }

  private static int row(int count, String prefix, int bits, String group, int firstNumber) {
    int first = BUILDER.add(prefix + firstNumber, bits, group);
    for (int i = 1; i < count; i++) {
      BUILDER.add(prefix + (firstNumber + i), bits, group);
    }
    return first;
  }

  private static int segmentRow(String suffix, int bits) {
    int first = BUILDER.add("es" + suffix, bits, SEGMENT);
    for (String name : new String[] {"cs", "ss", "ds", "fs", "gs", "ldtr", "tr"}) {
      BUILDER.add(name + suffix, bits, SEGMENT);
    }
    return first;
  }
}
