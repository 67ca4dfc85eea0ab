package vmm.x86.system;

import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EBX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDX;

import vmm.x86.X86Model;

/** CPUID (SDM vol. 2, "CPUID", table "Information returned by CPUID instruction"). */
final class Cpuid {
  private static final int EXTENDED = 0x8000_0000;

  /** Bit of EDX of leaf 80000001h. */
  private static final int EXECUTE_DISABLE = 1 << 20;

  private static final int SIGNATURE_LEAF = EXTENDED + 1;

  /** Leaf 2: one call tells all. 02h, 01h: TLBs for small pages; 03h: data TLB. */
  private static final int DESCRIPTORS_EAX = 0x0302_0101;

  /** 08h, 0Ch: 16-KByte caches; 04h: data TLB for large pages; 43h: 512-KByte second level. */
  private static final int DESCRIPTORS_EDX = 0x0C04_0843;

  private Cpuid() {}

  /** Runs it. Leaves that are not there answer as the highest basic one, as on Intel's own. */
  static void identify(long[] slots, X86Model model) {
    int leaf = (int) slots[EAX];
    int highestBasic = model.isP6() ? 2 : 1;
    int highestExtended = model.hasNoExecute() ? SIGNATURE_LEAF : 0;
    boolean known =
        leaf < 0 ? Integer.compareUnsigned(leaf, highestExtended) <= 0 : leaf <= highestBasic;
    switch (known ? leaf : highestBasic) {
      case 0 -> set(slots, highestBasic, text("Genu"), text("ntel"), text("ineI"));
      case 1 -> set(slots, model.signature(), 0, 0, model.featureBits());
      case EXTENDED -> set(slots, highestExtended, 0, 0, 0);
      case SIGNATURE_LEAF -> set(slots, 0, 0, 0, EXECUTE_DISABLE);
      default -> set(slots, DESCRIPTORS_EAX, 0, 0, DESCRIPTORS_EDX);
    }
  }

  private static int text(String four) {
    return four.charAt(0) | four.charAt(1) << 8 | four.charAt(2) << 16 | four.charAt(3) << 24;
  }

  private static void set(long[] slots, int eax, int ebx, int ecx, int edx) {
    slots[EAX] = Integer.toUnsignedLong(eax);
    slots[EBX] = Integer.toUnsignedLong(ebx);
    slots[ECX] = Integer.toUnsignedLong(ecx);
    slots[EDX] = Integer.toUnsignedLong(edx);
  }
}
