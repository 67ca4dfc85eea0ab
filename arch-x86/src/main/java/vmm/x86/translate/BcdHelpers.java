package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Registers;

/** Decimal adjustment (SDM vol 2, under each instruction's name). */
final class BcdHelpers {
  private BcdHelpers() {}

  static long daa(CpuContext cpu, long unused, long unused2, long unused3) {
    return adjustPacked(cpu.slots(), 1);
  }

  static long das(CpuContext cpu, long unused, long unused2, long unused3) {
    return adjustPacked(cpu.slots(), -1);
  }

  private static long adjustPacked(long[] slots, int sign) {
    long flags = Flags.read(slots);
    int al = al(slots);
    boolean lowCarry = (al & 15) > 9 || (flags & Flags.AF) != 0;
    boolean highCarry = al > 0x99 || (flags & Flags.CF) != 0;
    int correction = (lowCarry ? 6 : 0) + (highCarry ? 0x60 : 0);
    boolean borrow = sign < 0 && lowCarry && al < 6;
    int result = (al + sign * correction) & 0xFF;
    putAl(slots, result);
    int carries = (lowCarry ? Flags.AF : 0) | (highCarry || borrow ? Flags.CF : 0);
    setFlags(slots, result, carries);
    return 0;
  }

  static long aaa(CpuContext cpu, long unused, long unused2, long unused3) {
    return adjustUnpacked(cpu.slots(), 0x106);
  }

  static long aas(CpuContext cpu, long unused, long unused2, long unused3) {
    return adjustUnpacked(cpu.slots(), -0x106);
  }

  private static long adjustUnpacked(long[] slots, int correction) {
    long flags = Flags.read(slots);
    long ax = slots[X86Registers.EAX] & 0xFFFF;
    boolean carry = (ax & 15) > 9 || (flags & Flags.AF) != 0;
    if (carry) {
      ax += correction;
    }
    ax &= 0xFF0F;
    slots[X86Registers.EAX] = (slots[X86Registers.EAX] & ~0xFFFFL) | ax;
    setFlags(slots, (int) ax & 0xFF, carry ? Flags.AF | Flags.CF : 0);
    return 0;
  }

  static long aam(CpuContext cpu, long base, long unused, long unused2) {
    if (base == 0) {
      throw X86Fault.of(X86Fault.DE);
    }
    long[] slots = cpu.slots();
    int al = al(slots);
    putAx(slots, al / (int) base, al % (int) base);
    return 0;
  }

  static long aad(CpuContext cpu, long base, long unused, long unused2) {
    long[] slots = cpu.slots();
    int ah = (int) slots[X86Registers.EAX] >> 8 & 0xFF;
    putAx(slots, 0, (al(slots) + ah * (int) base) & 0xFF);
    return 0;
  }

  private static void putAx(long[] slots, int ah, int al) {
    slots[X86Registers.EAX] = (slots[X86Registers.EAX] & ~0xFFFFL) | (long) ah << 8 | al;
    setFlags(slots, al, 0);
  }

  private static int al(long[] slots) {
    return (int) slots[X86Registers.EAX] & 0xFF;
  }

  private static void putAl(long[] slots, int al) {
    slots[X86Registers.EAX] = (slots[X86Registers.EAX] & ~0xFFL) | al;
  }

  /** SF, ZF and PF by the result; OF cleared. */
  private static void setFlags(long[] slots, int result, int carries) {
    int flags = carries | Flags.parity(result);
    if (result == 0) {
      flags |= Flags.ZF;
    }
    if ((result & 0x80) != 0) {
      flags |= Flags.SF;
    }
    Flags.write(slots, (Flags.read(slots) & ~Flags.ARITHMETIC) | flags);
  }
}
