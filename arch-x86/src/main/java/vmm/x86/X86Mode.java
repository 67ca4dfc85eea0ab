package vmm.x86;

import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_SS;

/**
 * The mode word: all that a translation is specialized for. The base of CS stands in its upper
 * half, so that a linear address and a mode word give one EIP.
 */
public final class X86Mode {
  /** Mask of CPL, 0 to 3: 0 in real mode, 3 in V86 mode. */
  public static final long CPL = 3;

  /** CR0.PE: protected mode, V86 mode included. */
  public static final long PROTECTED = 1 << 2;

  /** EFLAGS.VM: V86 mode. */
  public static final long V86 = 1 << 3;

  /** 32-bit default operand and address size. */
  public static final long CODE32 = 1 << 4;

  /** The stack pointer is ESP, not SP. */
  public static final long STACK32 = 1 << 5;

  /** 64-bit mode. */
  public static final long LONG = 1 << 6;

  /** EFLAGS.TF: #DB after each instruction. */
  public static final long STEP = 1 << 7;

  /** DR7 enables an instruction breakpoint. */
  public static final long BREAKPOINTS = 1 << 8;

  /** Interrupts are held off until this one instruction is complete. */
  public static final long SHADOW = 1 << 9;

  /** CR0.EM. */
  public static final long EM = 1 << 10;

  /** CR0.TS. */
  public static final long TS = 1 << 11;

  /** CR0.MP. */
  public static final long MP = 1 << 12;

  /** Data accesses must be aligned: CR0.AM, EFLAGS.AC and CPL 3. */
  public static final long ALIGNED = 1 << 13;

  /** CS has a limit of 4 GiB: EIP needs no check. */
  public static final long CODE_UNLIMITED = 1 << 14;

  /** CS has a limit of FFFFh. */
  public static final long CODE_64K = 1 << 15;

  /** CPL is not above IOPL, or the processor is in real mode; V86 mode compares IOPL with 3. */
  public static final long IOPL_ALLOWS = 1 << 16;

  /** DR7 enables a breakpoint on data or ports: what an instruction accessed matters after it. */
  public static final long WATCHING = 1 << 29;

  /** First of six bits: segment has base 0, limit 4 GiB and needs no check. */
  private static final int FLAT_BIT = 17;

  /** First of six bits: segment needs no check but of its limit, and its base added. */
  private static final int PLAIN_BIT = 23;

  /** Value of the slot SHADOW after STI: holds off maskable interrupts. */
  public static final int SHADOW_STI = 1;

  /** Value of the slot SHADOW after MOV SS or POP SS: holds off NMI and debug traps as well. */
  public static final int SHADOW_SS = 2;

  /** CR0.PE. */
  public static final long CR0_PE = 1;

  /** CR0.MP. */
  public static final long CR0_MP = 1 << 1;

  /** CR0.EM. */
  public static final long CR0_EM = 1 << 2;

  /** CR0.TS. */
  public static final long CR0_TS = 1 << 3;

  /** CR0.NE. */
  public static final long CR0_NE = 1 << 5;

  /** CR0.WP. */
  public static final long CR0_WP = 1 << 16;

  /** CR0.AM. */
  public static final long CR0_AM = 1 << 18;

  /** CR0.PG. */
  public static final long CR0_PG = 1L << 31;

  private static final long ALL = 0xFFFF_FFFFL;

  /** L0 to L3 and G0 to G3 of DR7. */
  private static final long DR7_ENABLES = 0xFF;

  private X86Mode() {}

  /** The mode word of a state. */
  public static long of(long[] slots) {
    long cr0 = slots[X86Registers.CR0];
    long flags = slots[X86Registers.EFLAGS];
    long cpl = cpl(slots);
    boolean v86 = (flags & Flags.VM) != 0;
    long mode = cpl | (slots[BASE + SEG_CS] << 32) | ((cr0 & CR0_PE) << 2);
    mode |= ((cr0 & (CR0_EM | CR0_TS)) << 8) | ((cr0 & CR0_MP) << 11);
    if (v86) {
      mode |= V86;
    }
    if ((cr0 & CR0_PE) == 0 || cpl <= Flags.iopl(flags)) {
      mode |= IOPL_ALLOWS;
    }
    if ((flags & Flags.TF) != 0) {
      mode |= STEP;
    }
    if (slots[X86Registers.SHADOW] != 0) {
      mode |= SHADOW;
    }
    if (cpl == 3 && (flags & Flags.AC) != 0 && (cr0 & CR0_AM) != 0) {
      mode |= ALIGNED;
    }
    if ((slots[X86Registers.DR7] & DR7_ENABLES) != 0) {
      mode |= breakpointBits(slots[X86Registers.DR7]);
    }
    return mode | codeBits(slots) | segmentBits(slots, v86 || (cr0 & CR0_PE) == 0);
  }

  private static long codeBits(long[] slots) {
    long mode = 0;
    long code = slots[ATTRIBUTES + SEG_CS];
    if ((code & SegmentAttributes.BIG) != 0) {
      mode |= CODE32;
    }
    if ((slots[ATTRIBUTES + SEG_SS] & SegmentAttributes.BIG) != 0) {
      mode |= STACK32;
    }
    long limit = slots[LIMIT + SEG_CS];
    if (limit == ALL) {
      mode |= CODE_UNLIMITED;
    } else if (limit == 0xFFFF) {
      mode |= CODE_64K;
    }
    return mode;
  }

  /** Real mode and V86 mode check no type, so that code segments too may be written there. */
  private static long segmentBits(long[] slots, boolean real) {
    long mode = 0;
    for (int segment = 0; segment <= SEG_GS; segment++) {
      long attributes = slots[ATTRIBUTES + segment];
      boolean accessible =
          real
              || (segment == SEG_CS
                  ? SegmentAttributes.readable(attributes)
                  : SegmentAttributes.writable(attributes));
      if (accessible && !SegmentAttributes.expandDown(attributes)) {
        mode |= 1L << (PLAIN_BIT + segment);
        if (slots[BASE + segment] == 0 && slots[LIMIT + segment] == ALL) {
          mode |= 1L << (FLAT_BIT + segment);
        }
      }
    }
    return mode;
  }

  /**
   * By field R/W of the enabled ones, 00b for instructions (SDM vol 3, "Debug control register").
   */
  private static long breakpointBits(long dr7) {
    long mode = 0;
    for (int i = 0; i < 4; i++) {
      if ((dr7 >>> (2 * i) & 3) != 0) {
        mode |= (dr7 >>> (16 + 4 * i) & 3) == 0 ? BREAKPOINTS : WATCHING;
      }
    }
    return mode;
  }

  /**
   * CPL of a state. It is kept as DPL of SS, which equals it in every mode (SDM vol 3, "Guest
   * segment registers").
   */
  public static int cpl(long[] slots) {
    return SegmentAttributes.dpl(slots[ATTRIBUTES + SEG_SS]);
  }

  /** CPL of a mode. */
  public static int cpl(long mode) {
    return (int) (mode & CPL);
  }

  /** Whether all bits of {@code mask} are set. */
  public static boolean has(long mode, long mask) {
    return (mode & mask) == mask;
  }

  /** Whether the mode is real mode or V86 mode, where selectors are paragraph numbers. */
  public static boolean realAddressing(long mode) {
    return (mode & (PROTECTED | V86)) != PROTECTED;
  }

  /** Base of CS. */
  public static long codeBase(long mode) {
    return mode >>> 32;
  }

  /**
   * Whether offsets in the segment are linear addresses, without a check. For CS: loads only, or
   * stores too if {@link #realAddressing}.
   */
  public static boolean flat(long mode, int segment) {
    return (mode >>> (FLAT_BIT + segment) & 1) != 0;
  }

  /**
   * Whether the segment allows loads and stores (CS: loads only, or stores too if {@link
   * #realAddressing}) up to its limit.
   */
  public static boolean plain(long mode, int segment) {
    return (mode >>> (PLAIN_BIT + segment) & 1) != 0;
  }
}
