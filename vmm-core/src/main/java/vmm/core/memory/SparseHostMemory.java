package vmm.core.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import vmm.api.memory.Frame;
import vmm.api.memory.FrameAllocator;
import vmm.api.memory.HostMemory;
import vmm.api.memory.RawMemory;

/**
 * Host memory in one reservation: a mapping of a sparse temporary file. It maps in milliseconds
 * whatever its size, and the host backs a page at its first touch; memory from an arena would be
 * zeroed whole beforehand.
 */
public final class SparseHostMemory implements HostMemory {
  /**
   * Size of a host unless asked otherwise: every hpa fits in 32 bits, as old table formats need.
   */
  public static final long DEFAULT_BYTES = 4L << 30;

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Arena arena;
  private final MemorySegment segment;
  private final FrameAllocator frames;
  private RawMemory raw;

  private SparseHostMemory(Arena arena, MemorySegment segment) {
    this.arena = arena;
    this.segment = segment;
    this.raw = RawMemory.of(segment);
    this.frames = new RefCountingFrameAllocator(this);
  }

  /**
   * Reserves memory.
   *
   * @param bytes size, a positive multiple of {@link Frame#SIZE}
   * @throws IllegalArgumentException if it is not
   * @throws UncheckedIOException if the temporary directory takes no file of that size
   */
  public static SparseHostMemory reserve(long bytes) {
    if (bytes <= 0 || (bytes & Frame.OFFSET_MASK) != 0) {
      throw new IllegalArgumentException("host memory of " + bytes + " bytes: no whole frames");
    }
    Arena arena = Arena.ofShared();
    try {
      return new SparseHostMemory(arena, map(bytes, arena));
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException(
          "cannot reserve " + bytes + " bytes of host memory in a temporary file", e);
    }
  }

  private static MemorySegment map(long bytes, Arena arena) throws IOException {
    // Deleted on opening where the system allows it: the mapping alone keeps the blocks alive.
    var options =
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.DELETE_ON_CLOSE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(name(), options, ownersOnly())) {
      return channel.map(MapMode.READ_WRITE, 0, bytes, arena);
    }
  }

  /**
   * A name that no file has unless somebody means to be in the way, and then it is not opened. The
   * JDK would draw one from SecureRandom, whose start is a part of a short run that is worth
   * saving.
   */
  private static Path name() {
    long process = ProcessHandle.current().pid();
    String unique = process + "-" + System.nanoTime() + "-" + COUNT.incrementAndGet();
    return Path.of(System.getProperty("java.io.tmpdir"), "vmm-" + unique);
  }

  private static FileAttribute<?>[] ownersOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    var permissions = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /**
   * The same memory cut to its first bytes, for a machine whose own memory ends there. It shares
   * the reservation, and is closed with it; its allocator knows nothing of the other one.
   *
   * @param bytes a positive multiple of {@link Frame#SIZE}, at most {@link #size}
   */
  public HostMemory prefix(long bytes) {
    return new SparseHostMemory(arena, segment.asSlice(0, bytes));
  }

  @Override
  public long size() {
    return segment.byteSize();
  }

  @Override
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public FrameAllocator frames() {
    return frames;
  }

  @Override
  public long read(long hpa, int size) {
    return switch (size) {
      case 1 -> raw.getByte(hpa) & 0xFFL;
      case 2 -> raw.getShort(hpa) & 0xFFFFL;
      case 4 -> raw.getInt(hpa) & 0xFFFF_FFFFL;
      case 8 -> raw.getLong(hpa);
      default -> throw badSize(size);
    };
  }

  @Override
  public void write(long hpa, int size, long value) {
    switch (size) {
      case 1 -> raw.putByte(hpa, (byte) value);
      case 2 -> raw.putShort(hpa, (short) value);
      case 4 -> raw.putInt(hpa, (int) value);
      case 8 -> raw.putLong(hpa, value);
      default -> throw badSize(size);
    }
  }

  private static IllegalArgumentException badSize(int size) {
    return new IllegalArgumentException("access of " + size + " bytes");
  }

  @Override
  public void read(long hpa, byte[] target, int offset, int length) {
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, hpa, target, offset, length);
  }

  @Override
  public void write(long hpa, byte[] source, int offset, int length) {
    MemorySegment.copy(source, offset, segment, ValueLayout.JAVA_BYTE, hpa, length);
  }

  @Override
  public void copyFrame(long fromHpa, long toHpa) {
    MemorySegment.copy(segment, Frame.base(fromHpa), segment, Frame.base(toHpa), Frame.SIZE);
  }

  @Override
  public void zeroFrame(long hpa) {
    segment.asSlice(Frame.base(hpa), Frame.SIZE).fill((byte) 0);
  }

  @Override
  public void close() {
    raw = raw.closed();
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
