package vmm.x86.vectors;

import java.util.HexFormat;
import java.util.Map;
import vmm.api.memory.HostMemory;

/**
 * The least kernel that lets vectors run at CPL 3: descriptor tables, a task state, one handler a
 * vector that halts, and code that loads and saves the floating-point unit. It lies above the
 * memory that vectors use. Layouts: SDM vol. 3, "Segment Descriptors", "IDT Descriptors", "32-Bit
 * Task-State Segment (TSS)".
 */
final class UserModeKernel {
  static final int KERNEL_CODE = 0x08;
  static final int KERNEL_DATA = 0x10;
  static final int TASK = 0x18;
  static final int LOCAL = 0x30;
  static final int USER_CODE = 0x23;
  static final int USER_DATA = 0x2B;

  static final long GDT = 0x140000;
  static final int GDT_BYTES = 7 * 8;
  static final long IDT = 0x141000;
  static final int IDT_BYTES = 256 * 8;
  static final long LDT = 0x142000;
  static final long TSS = 0x143000;
  static final int TSS_BYTES = 0x68;
  static final long HANDLERS = 0x144000;
  static final long FPU_LOAD = 0x145000;
  static final long FPU_SAVE = 0x145010;
  static final long FPU_IMAGE = 0x145100;
  static final long STACK_TOP = 0x147000;

  private static final long HANDLER_BYTES = 16;
  private static final int HLT = 0xF4;
  private static final int BREAKPOINT = 3;
  private static final int OVERFLOW = 4;

  private UserModeKernel() {}

  /** Writes it all; {@code descriptors} are those of the LDT. */
  static void install(HostMemory memory, Map<Integer, Long> descriptors) {
    memory.write(GDT + KERNEL_CODE, 8, 0x00CF9B000000FFFFL);
    memory.write(GDT + KERNEL_DATA, 8, 0x00CF93000000FFFFL);
    memory.write(GDT + TASK, 8, 0x0000_8B00_0000_0067L | (TSS & 0xFFFFFF) << 16);
    memory.write(GDT + (USER_CODE & ~7), 8, 0x00CFFB000000FFFFL);
    memory.write(GDT + (USER_DATA & ~7), 8, 0x00CFF3000000FFFFL);
    memory.write(GDT + LOCAL, 8, 0x0000_8200_0000_0FFFL | (LDT & 0xFFFFFF) << 16);
    descriptors.forEach((index, descriptor) -> memory.write(LDT + 8 * index, 8, descriptor));
    memory.write(TSS + 4, 4, STACK_TOP);
    memory.write(TSS + 8, 4, KERNEL_DATA);
    memory.write(TSS + 0x66, 2, TSS_BYTES);
    for (int vector = 0; vector < 256; vector++) {
      installHandler(memory, vector);
    }
    code(memory, FPU_LOAD, "dd25" + littleEndian(FPU_IMAGE) + "f4");
    code(memory, FPU_SAVE, "dd35" + littleEndian(FPU_IMAGE) + "f4");
  }

  /** A 32-bit interrupt gate; INT3 and INTO alone may be used from CPL 3. */
  private static void installHandler(HostMemory memory, int vector) {
    long handler = HANDLERS + HANDLER_BYTES * vector;
    long dpl = vector == BREAKPOINT || vector == OVERFLOW ? 3 : 0;
    long rights = 0x8E00 | dpl << 13;
    memory.write(
        IDT + 8L * vector,
        8,
        (handler & 0xFFFF) | (long) KERNEL_CODE << 16 | (handler & 0xFFFF0000L | rights) << 32);
    memory.write(handler, 1, HLT);
  }

  private static String littleEndian(long address) {
    return HexFormat.of().toHexDigits(Integer.reverseBytes((int) address));
  }

  private static void code(HostMemory memory, long address, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    memory.write(address, bytes, 0, bytes.length);
  }

  /** The vector whose handler halted with this EIP behind its HLT; -1 for none. */
  static int vectorAt(long eip) {
    long offset = eip - 1 - HANDLERS;
    boolean handler = offset >= 0 && offset < 256L * HANDLER_BYTES && offset % HANDLER_BYTES == 0;
    return handler ? (int) (offset / HANDLER_BYTES) : -1;
  }

  /** Whether the exception pushes an error code (SDM vol. 3, "Exceptions and Interrupts"). */
  static boolean pushesErrorCode(int vector) {
    return vector == 8 || (vector >= 10 && vector <= 14) || vector == 17;
  }
}
