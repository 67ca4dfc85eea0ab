package vmm.core.trap;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Processor;
import vmm.api.memory.Frame;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.HostMemory;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.api.memory.PhysMap;

/**
 * Guest-physical memory as the guest sees it: pages in which the strategy keeps something else are
 * read and written through the strategy, and it and the code cache are told of every write.
 */
public final class GuestPhysicalView implements GuestPhysical {
  private final PhysMap physMap;
  private final HostMemory memory;
  private final Processor processor;
  private @Nullable MemoryVirtualization strategy;

  /** Makes the view of a machine under construction: no strategy hides anything yet. */
  public GuestPhysicalView(PhysMap physMap, HostMemory memory, Processor processor) {
    this.physMap = physMap;
    this.memory = memory;
    this.processor = processor;
  }

  /** Sets the strategy that is asked and told from now on. */
  public void setStrategy(MemoryVirtualization strategy) {
    this.strategy = strategy;
  }

  private boolean hidden(long at) {
    return strategy != null && strategy.hidesPage(at);
  }

  @Override
  public long read(long gpa, int size) {
    if (fits(gpa, size)) {
      return readInPage(gpa, size);
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= readInPage(gpa + i, 1) << (8 * i);
    }
    return value;
  }

  @Override
  public void write(long gpa, int size, long value) {
    if (fits(gpa, size)) {
      writeInPage(gpa, size, value);
      return;
    }
    for (int i = 0; i < size; i++) {
      writeInPage(gpa + i, 1, (value >>> (8 * i)) & 0xFF);
    }
  }

  private static boolean fits(long gpa, int size) {
    return (gpa & Frame.OFFSET_MASK) + size <= Frame.SIZE;
  }

  private long readInPage(long gpa, int size) {
    long at = gpa & physMap.addressMask();
    if (strategy != null && strategy.hidesPage(at)) {
      return strategy.readGuestView(at, size);
    }
    return switch (physMap.peek(at)) {
      case PageGrant.Backed(long hpa, _, _) -> memory.read(hpa | (at & Frame.OFFSET_MASK), size);
      case PageGrant.ReadOnly(long hpa) -> memory.read(hpa | (at & Frame.OFFSET_MASK), size);
      case PageGrant.Device() -> -1L >>> (Long.SIZE - 8 * size);
    };
  }

  private void writeInPage(long gpa, int size, long value) {
    long at = gpa & physMap.addressMask();
    if (!(physMap.resolve(at, true) instanceof PageGrant.Backed(long hpa, _, _))) {
      return;
    }
    long hpaAt = hpa | (at & Frame.OFFSET_MASK);
    if (strategy != null && strategy.hidesPage(at)) {
      strategy.writeGuestView(at, size, value);
      processor.memoryChanged(hpaAt, size);
    } else {
      memory.write(hpaAt, size, value);
      written(at, hpaAt, size);
    }
  }

  private void written(long at, long hpaAt, int size) {
    processor.memoryChanged(hpaAt, size);
    if (strategy != null) {
      strategy.guestMemoryWritten(at, size);
    }
  }

  @Override
  public void read(long gpa, byte[] target, int offset, int length) {
    for (int done = 0; done < length; ) {
      int part = partInPage(gpa + done, length - done);
      readPart((gpa + done) & physMap.addressMask(), target, offset + done, part);
      done += part;
    }
  }

  @Override
  public void write(long gpa, byte[] source, int offset, int length) {
    for (int done = 0; done < length; ) {
      int part = partInPage(gpa + done, length - done);
      writePart((gpa + done) & physMap.addressMask(), source, offset + done, part);
      done += part;
    }
  }

  private static int partInPage(long gpa, int length) {
    return (int) Math.min(length, Frame.SIZE - (gpa & Frame.OFFSET_MASK));
  }

  private void readPart(long at, byte[] target, int offset, int length) {
    if (!hidden(at) && physMap.peek(at) instanceof PageGrant.Backed(long hpa, _, _)) {
      memory.read(hpa | (at & Frame.OFFSET_MASK), target, offset, length);
      return;
    }
    for (int i = 0; i < length; i++) {
      target[offset + i] = (byte) readInPage(at + i, 1);
    }
  }

  private void writePart(long at, byte[] source, int offset, int length) {
    if (hidden(at)) {
      for (int i = 0; i < length; i++) {
        writeInPage(at + i, 1, source[offset + i] & 0xFF);
      }
    } else if (physMap.resolve(at, true) instanceof PageGrant.Backed(long hpa, _, _)) {
      long hpaAt = hpa | (at & Frame.OFFSET_MASK);
      memory.write(hpaAt, source, offset, length);
      written(at, hpaAt, length);
    }
  }
}
