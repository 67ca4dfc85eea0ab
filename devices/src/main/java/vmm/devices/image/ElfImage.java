package vmm.devices.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/**
 * An executable in the ELF format (System V ABI, chapter 4 "Object Files" and 5 "Program Loading"):
 * 32 or 64 bits, either byte order. Every offset is checked against the file.
 */
public final class ElfImage {
  /** Machine number of the 80386. */
  public static final int MACHINE_386 = 3;

  /** Machine number of 32-bit PowerPC. */
  public static final int MACHINE_PPC = 20;

  /** Machine number of x86-64. */
  public static final int MACHINE_X86_64 = 62;

  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;

  private final Image image;
  private final boolean wide;
  private final boolean bigEndian;
  private final int machine;
  private final long entry;
  private final List<Segment> segments = new ArrayList<>();

  /**
   * A piece of the program.
   *
   * @param physicalAddress where it is loaded
   * @param virtualAddress where the program believes it is
   * @param fileOffset where it stands in the file
   * @param fileBytes how much of it stands in the file
   * @param memoryBytes its length in memory; what the file lacks is zero
   */
  public record Segment(
      int type,
      long physicalAddress,
      long virtualAddress,
      long fileOffset,
      long fileBytes,
      long memoryBytes) {}

  /** Whether the file starts as an ELF file does. */
  public static boolean matches(Image image) {
    byte[] b = image.bytes();
    return b.length >= 4 && b[0] == 0x7F && b[1] == 'E' && b[2] == 'L' && b[3] == 'F';
  }

  /**
   * Reads headers.
   *
   * @throws ImageException if the file is not an ELF file, is truncated or lies about itself
   */
  public ElfImage(Image image) throws ImageException {
    if (!matches(image)) {
      throw new ImageException(image.name() + ": not an ELF file");
    }
    this.image = image;
    wide = image.littleEndian(4, 1) == 2;
    bigEndian = image.littleEndian(5, 1) == 2;
    machine = (int) read(18, 2);
    entry = read(24, word());
    long table = read(wide ? 32 : 28, word());
    int entrySize = (int) read(wide ? 54 : 42, 2);
    int count = (int) read(wide ? 56 : 44, 2);
    for (int i = 0; i < count; i++) {
      segments.add(segment(table + (long) i * entrySize));
    }
  }

  private int word() {
    return wide ? 8 : 4;
  }

  private long read(long offset, int size) throws ImageException {
    return bigEndian ? image.bigEndian(offset, size) : image.littleEndian(offset, size);
  }

  private Segment segment(long at) throws ImageException {
    int type = (int) read(at, 4);
    Segment segment =
        wide
            ? new Segment(
                type,
                read(at + 24, 8),
                read(at + 16, 8),
                read(at + 8, 8),
                read(at + 32, 8),
                read(at + 40, 8))
            : new Segment(
                type,
                read(at + 12, 4),
                read(at + 8, 4),
                read(at + 4, 4),
                read(at + 16, 4),
                read(at + 20, 4));
    if (type == PT_LOAD || type == PT_NOTE) {
      image.checkRange(segment.fileOffset(), segment.fileBytes());
    }
    if (type == PT_LOAD && !plausible(segment)) {
      throw new ImageException(
          image.name() + ": damaged: a segment has an impossible size or place");
    }
    return segment;
  }

  private static boolean plausible(Segment s) {
    return s.fileBytes() <= s.memoryBytes()
        && s.physicalAddress() >= 0
        && s.physicalAddress() + s.memoryBytes() >= s.physicalAddress();
  }

  /** The file. */
  public Image image() {
    return image;
  }

  /** The machine number. */
  public int machine() {
    return machine;
  }

  /** Whether it is a 64-bit program. */
  public boolean wide() {
    return wide;
  }

  /** Whether numbers in the file, and so the program, are big-endian. */
  public boolean bigEndian() {
    return bigEndian;
  }

  /** The entry point, as the header gives it: virtual. */
  public long entry() {
    return entry;
  }

  /** The entry point as a physical address: through the segment that holds it. */
  public long physicalEntry() {
    for (Segment s : loadable()) {
      long offset = entry - s.virtualAddress();
      if (offset >= 0 && offset < s.memoryBytes()) {
        return s.physicalAddress() + offset;
      }
    }
    return entry;
  }

  /** Whether the entry point lies in a segment that is loaded. */
  public boolean entersItself() {
    return loadable().stream()
        .anyMatch(s -> entry >= s.virtualAddress() && entry - s.virtualAddress() < s.memoryBytes());
  }

  /** The segments to be loaded. */
  public List<Segment> loadable() {
    return segments.stream().filter(s -> s.type() == PT_LOAD && s.memoryBytes() > 0).toList();
  }

  /** One past the highest physical address that a segment takes. */
  public long physicalEnd() {
    return loadable().stream()
        .mapToLong(s -> s.physicalAddress() + s.memoryBytes())
        .max()
        .orElse(0);
  }

  /**
   * The first word of a note's contents.
   *
   * @param owner the note's name
   * @param type the note's type
   * @throws ImageException if a note reaches over the end of the file
   */
  public OptionalLong note(String owner, int type) throws ImageException {
    for (Segment s : segments) {
      if (s.type() != PT_NOTE) {
        continue;
      }
      long at = s.fileOffset();
      long end = at + s.fileBytes();
      while (at + 12 <= end) {
        long nameBytes = read(at, 4);
        long contentBytes = read(at + 4, 4);
        long contents = at + 12 + align4(nameBytes);
        if (read(at + 8, 4) == type && owner.equals(name(at + 12, nameBytes))) {
          return OptionalLong.of(read(contents, contentBytes >= 8 ? 8 : 4));
        }
        at = contents + align4(contentBytes);
      }
    }
    return OptionalLong.empty();
  }

  private String name(long offset, long length) throws ImageException {
    image.checkRange(offset, length);
    int bytes = Math.max(0, (int) length - 1); // without the zero at its end
    return new String(image.bytes(), (int) offset, bytes, StandardCharsets.US_ASCII);
  }

  private static long align4(long value) {
    return value + 3 & ~3L;
  }
}
