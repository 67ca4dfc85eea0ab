package vmm.x86.vectors;

import java.util.Locale;
import java.util.TreeMap;
import vmm.api.memory.HostMemory;
import vmm.x86.vectors.VectorCase.Fpu;

/**
 * The image that FNSAVE and FRSTOR use in 32-bit protected mode: SDM vol. 1, figure "Protected Mode
 * x87 FPU State Image in Memory, 32-Bit Format". It holds the registers from ST(0) on.
 */
final class FpuImage {
  private static final int REGISTERS = 28;
  private static final long REGISTER_BYTES = 10;

  private FpuImage() {}

  static void write(HostMemory memory, long address, Fpu fpu) {
    memory.write(address, 4, fpu.control());
    memory.write(address + 4, 4, fpu.status());
    memory.write(address + 8, 4, fpu.tags());
    for (int i = 0; i < 8; i++) {
      String hex = fpu.registers().getOrDefault(physical(fpu.status(), i), "0".repeat(20));
      long at = address + REGISTERS + i * REGISTER_BYTES;
      memory.write(at, 8, Long.parseUnsignedLong(hex.substring(4), 16));
      memory.write(at + 8, 2, Integer.parseInt(hex.substring(0, 4), 16));
    }
  }

  static Fpu read(HostMemory memory, long address) {
    int status = (int) memory.read(address + 4, 2);
    var registers = new TreeMap<Integer, String>();
    for (int i = 0; i < 8; i++) {
      long at = address + REGISTERS + i * REGISTER_BYTES;
      registers.put(
          physical(status, i),
          String.format(Locale.ROOT, "%04x%016x", memory.read(at + 8, 2), memory.read(at, 8)));
    }
    return new Fpu(
        (int) memory.read(address, 2), status, (int) memory.read(address + 8, 2), registers);
  }

  /** The physical number of ST(i): TOP stands in bits 11 to 13 of the status word. */
  private static int physical(int status, int i) {
    return ((status >> 11) + i) & 7;
  }
}
