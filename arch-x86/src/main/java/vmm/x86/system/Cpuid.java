package vmm.x86.system;

import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EBX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDX;

import vmm.x86.X86Model;

/** CPUID (SDM vol. 2, "CPUID", table "Information returned by CPUID instruction"). */
final class Cpuid {
  private static final int EXTENDED = 0x8000_0000;
  private static final int HIGHEST_BASIC = 1;

  /** Bit of EDX of leaf 80000001h. */
  private static final int EXECUTE_DISABLE = 1 << 20;

  private static final int SIGNATURE_LEAF = EXTENDED + 1;
  private static final int ADDRESS_SIZE_LEAF = EXTENDED + 8;
  private static final int LINEAR_BITS = 32;

  private Cpuid() {}

  /** Runs it. Leaves that are not there answer as the highest basic one, as on Intel's own. */
  static void identify(long[] slots, X86Model model) {
    int leaf = (int) slots[EAX];
    int highestExtended = model.hasNoExecute() ? ADDRESS_SIZE_LEAF : 0;
    boolean known =
        leaf < 0 ? Integer.compareUnsigned(leaf, highestExtended) <= 0 : leaf <= HIGHEST_BASIC;
    switch (known ? leaf : HIGHEST_BASIC) {
      case 0 -> set(slots, HIGHEST_BASIC, text("Genu"), text("ntel"), text("ineI"));
      case 1 -> set(slots, model.signature(), 0, 0, model.featureBits());
      case EXTENDED -> set(slots, highestExtended, 0, 0, 0);
      case SIGNATURE_LEAF -> set(slots, 0, 0, 0, EXECUTE_DISABLE);
      case ADDRESS_SIZE_LEAF -> set(slots, LINEAR_BITS << 8 | model.addressBits(), 0, 0, 0);
      default -> set(slots, 0, 0, 0, 0);
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
