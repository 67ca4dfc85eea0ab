package vmm.x86.translate;

import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDI;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.ESI;
import static vmm.x86.X86Registers.SEG_ES;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.Segmentation;
import vmm.x86.X86Mode;

/**
 * Many iterations of MOVS and STOS at once, where nothing can happen between them: upwards, inside
 * the segments, without alignment checks, inside one page, within the budget. ESI and EDI are
 * moved, ECX is not.
 */
final class BulkTransfers {
  /** No more than a page can be done at once anyway. */
  private static final long MOST_BYTES = 4096;

  private BulkTransfers() {}

  /** Copies; returns the number of bytes, 0 if the next iteration must be done singly. */
  static int copy(CpuContext cpu, StringOperation operation) {
    long[] slots = cpu.slots();
    long from = slots[ESI] & operation.mask();
    long to = slots[EDI] & operation.mask();
    long bytes = Math.min(room(operation, from), room(operation, to));
    bytes = Math.min(bytes, wanted(cpu, operation));
    if (bytes <= operation.bytes()
        || !Segmentation.covers(slots, operation.segment(), from, bytes, false)
        || !Segmentation.covers(slots, SEG_ES, to, bytes, true)) {
      return 0;
    }
    int done =
        cpu.memory()
            .copy(
                Segmentation.linear(slots, operation.segment(), from, bytes, false),
                Segmentation.linear(slots, SEG_ES, to, bytes, true),
                (int) bytes,
                operation.bytes(),
                SegmentedMemory.privilege(cpu));
    SegmentedMemory.putMasked(slots, ESI, operation.mask(), from + done);
    SegmentedMemory.putMasked(slots, EDI, operation.mask(), to + done);
    return done;
  }

  /** Fills; returns the number of bytes, 0 if the next iteration must be done singly. */
  static int fill(CpuContext cpu, StringOperation operation) {
    long[] slots = cpu.slots();
    long to = slots[EDI] & operation.mask();
    long bytes = Math.min(room(operation, to), wanted(cpu, operation));
    if (bytes <= operation.bytes() || !Segmentation.covers(slots, SEG_ES, to, bytes, true)) {
      return 0;
    }
    long linear = Segmentation.linear(slots, SEG_ES, to, bytes, true);
    int done =
        cpu.memory()
            .fill(
                linear, slots[EAX], (int) bytes, operation.bytes(), SegmentedMemory.privilege(cpu));
    SegmentedMemory.putMasked(slots, EDI, operation.mask(), to + done);
    return done;
  }

  /** Bytes up to where the offset wraps. */
  private static long room(StringOperation operation, long offset) {
    return operation.mask() + 1 - offset;
  }

  /** Bytes that count, budget and mode let be done now. */
  private static long wanted(CpuContext cpu, StringOperation operation) {
    long[] slots = cpu.slots();
    boolean singly =
        operation.single()
            || (slots[EFLAGS] & Flags.DF) != 0
            || X86Mode.has(X86Mode.of(slots), X86Mode.ALIGNED);
    if (singly) {
      return 0;
    }
    long count = Math.min(slots[ECX] & operation.mask(), cpu.budget() + 1);
    long bytes = Math.min(count * operation.bytes(), MOST_BYTES);
    return bytes - bytes % operation.bytes();
  }
}
