package vmm.core.trap;

import vmm.api.device.Bus;
import vmm.api.memory.GuestPhysical;
import vmm.api.mmu.AccessType;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.TrapReply;

/**
 * Completes accesses on behalf of the processor. An access of an odd size (the part of a larger one
 * that lies in this page) is made of the largest pieces that fit, lowest first. Probes perform
 * nothing.
 */
final class AccessCompleter {
  private final Bus memoryMapped;
  private final GuestPhysical physical;

  AccessCompleter(Bus memoryMapped, GuestPhysical physical) {
    this.memoryMapped = memoryMapped;
    this.physical = physical;
  }

  /** Reads a piece. */
  @FunctionalInterface
  private interface Reader {
    long read(long address, int size);
  }

  /** Writes a piece. */
  @FunctionalInterface
  private interface Writer {
    void write(long address, int size, long value);
  }

  /**
   * Completes an access to a device, or to nothing.
   *
   * @param gpa gated by the address mask already
   */
  TrapReply device(long gpa, MemoryAccess access) {
    return complete(gpa, access, memoryMapped::read, memoryMapped::write);
  }

  /** Completes an access to memory by the guest view. */
  TrapReply memory(long gpa, MemoryAccess access) {
    return complete(gpa, access, physical::read, physical::write);
  }

  private static TrapReply complete(long gpa, MemoryAccess access, Reader reader, Writer writer) {
    if (access.probe()) {
      return TrapReply.DONE;
    }
    boolean stores = access.type() == AccessType.WRITE;
    int size = access.size();
    if (Integer.bitCount(size) == 1) {
      // Nearly always it is one piece.
      if (!stores) {
        return new TrapReply.Completed(reader.read(gpa, size));
      }
      writer.write(gpa, size, piece(access.value(), size));
      return TrapReply.DONE;
    }
    long value = 0;
    for (int done = 0; done < access.size(); ) {
      int piece = Integer.highestOneBit(access.size() - done);
      if (stores) {
        writer.write(gpa + done, piece, piece(access.value() >>> (8 * done), piece));
      } else {
        value |= reader.read(gpa + done, piece) << (8 * done);
      }
      done += piece;
    }
    return stores ? TrapReply.DONE : new TrapReply.Completed(value);
  }

  private static long piece(long value, int size) {
    return value & (-1L >>> (Long.SIZE - 8 * size));
  }
}
