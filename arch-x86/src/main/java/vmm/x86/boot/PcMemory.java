package vmm.x86.boot;

import java.util.ArrayList;
import java.util.List;
import vmm.api.arch.BoardHost;

/** How a PC's memory is laid out, and the map of it that boot protocols hand over. */
public final class PcMemory {
  /** Where conventional memory ends. */
  public static final long CONVENTIONAL_END = 0xA_0000;

  /** Where the extended BIOS data area begins: the last KiB of conventional memory. */
  public static final long EBDA = 0x9_FC00;

  /** Where VGA text memory begins. */
  public static final long VGA_TEXT = 0xB_8000;

  /** Where adapter and firmware memory begins. */
  public static final long SHADOW = 0xC_0000;

  /** Where extended memory begins. */
  public static final long EXTENDED = 0x10_0000;

  private PcMemory() {}

  /** Whether the range may be used by an operating system. */
  public enum Type {
    /** RAM. */
    USABLE(1),
    /** Anything else. */
    RESERVED(2);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    /** The number that every protocol uses (ACPI, "System Address Map Interfaces"). */
    public int code() {
      return code;
    }
  }

  /** A range of guest-physical space. */
  public record Range(long gpa, long bytes, Type type) {}

  /** Declares a PC's RAM. */
  public static void declare(BoardHost host) {
    host.addRam(0, CONVENTIONAL_END);
    host.addRam(VGA_TEXT, SHADOW - VGA_TEXT);
    host.addRam(SHADOW, EXTENDED - SHADOW);
    host.addRam(EXTENDED, host.memoryBytes() - EXTENDED);
  }

  /** The memory map that a kernel gets. */
  public static List<Range> map(BoardHost host) {
    List<Range> ranges = new ArrayList<>();
    ranges.add(new Range(0, EBDA, Type.USABLE));
    ranges.add(new Range(EBDA, CONVENTIONAL_END - EBDA, Type.RESERVED));
    ranges.add(new Range(0xF_0000, EXTENDED - 0xF_0000, Type.RESERVED));
    ranges.add(new Range(EXTENDED, host.memoryBytes() - EXTENDED, Type.USABLE));
    return ranges;
  }
}
