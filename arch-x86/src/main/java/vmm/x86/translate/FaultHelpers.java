package vmm.x86.translate;

import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper;
import vmm.x86.Segmentation;
import vmm.x86.X86Fault;

/** Helpers that raise exceptions. */
final class FaultHelpers {
  /** Raises an exception that has no error code: its vector. */
  static final Helper RAISE =
      (_, vector, _, _) -> {
        throw X86Fault.of((int) vector);
      };

  /** Raises an exception: its vector and error code. */
  static final Helper RAISE_WITH_CODE =
      (_, vector, errorCode, _) -> {
        throw X86Fault.of((int) vector, (int) errorCode);
      };

  /** Raises what an operand outside its segment raises: the segment. */
  static final Helper RAISE_SEGMENT_VIOLATION =
      (_, segment, _, _) -> {
        throw Segmentation.violation((int) segment);
      };

  private FaultHelpers() {}

  /**
   * Checks an operand in a segment of any kind and returns its linear address.
   *
   * @param access segment, from bit 8 on the number of bytes, from bit 16 on 1 for stores
   */
  static long linear(CpuContext cpu, long offset, long access, long unused) {
    int segment = (int) access & 0xFF;
    boolean write = access >> 16 != 0;
    return Segmentation.linear(cpu.slots(), segment, offset, access >> 8 & 0xFF, write);
  }
}
