package vmm.x86.boot;

import java.util.List;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.memory.Frame;
import vmm.x86.X86Registers;

/**
 * Starts bzImages by the 32-bit entry of the Linux/x86 boot protocol
 * (Documentation/arch/x86/boot.rst, "32-bit Boot Protocol"), so without running the kernel's
 * real-mode part.
 */
final class LinuxBoot implements BootProtocol {
  private static final int SECTOR = 512;
  private static final int SETUP_SECTORS = 0x1F1;
  private static final int BOOT_FLAG = 0x1FE;
  private static final int JUMP_LENGTH = 0x201;
  private static final int HEADER = 0x202;
  private static final int VERSION = 0x206;
  private static final int TYPE_OF_LOADER = 0x210;
  private static final int LOAD_FLAGS = 0x211;
  private static final int CODE32_START = 0x214;
  private static final int CODE_PARAGRAPHS = 0x1F4;
  private static final int RAMDISK_IMAGE = 0x218;
  private static final int RAMDISK_SIZE = 0x21C;
  private static final int COMMAND_LINE = 0x228;
  private static final int INITRD_MAX = 0x22C;
  private static final int COMMAND_LINE_MAX = 0x238;
  private static final int INIT_SIZE = 0x260;
  private static final int E820_COUNT = 0x1E8;
  private static final int E820_TABLE = 0x2D0;

  private static final long HEADER_MAGIC = 0x5372_6448L; // "HdrS"
  private static final int PARAGRAPH = 16;
  private static final int LOADED_HIGH = 1;
  private static final int UNDEFINED_LOADER = 0xFF;
  private static final long DEFAULT_INITRD_MAX = 0x37FF_FFFFL;

  private static final long BOOT_PARAMETERS = 0x9_0000;
  private static final long COMMAND_LINE_AT = 0x9_9000;
  private static final long STACK = 0x9_0000;

  @Override
  public boolean accepts(Image kernel) {
    try {
      return kernel.size() > HEADER + 4
          && kernel.littleEndian(BOOT_FLAG, 2) == 0xAA55
          && kernel.littleEndian(HEADER, 4) == HEADER_MAGIC;
    } catch (ImageException e) {
      throw new AssertionError("within the size just checked", e);
    }
  }

  @Override
  public void start(BoardHost host, BootImages images) throws ImageException {
    Image kernel = images.kernel().orElseThrow();
    int version = (int) kernel.littleEndian(VERSION, 2);
    if (version < 0x200 || (kernel.littleEndian(LOAD_FLAGS, 1) & LOADED_HIGH) == 0) {
      throw new ImageException(kernel.name() + ": a zImage, of which only bzImage can be started");
    }
    int sectors = (int) kernel.littleEndian(SETUP_SECTORS, 1);
    long setupBytes = (sectors == 0 ? 5L : sectors + 1L) * SECTOR;
    long codeBytes = kernel.size() - setupBytes;
    // Old build tools rounded the size up without padding the file.
    long paragraphs = kernel.littleEndian(CODE_PARAGRAPHS, version >= 0x204 ? 4 : 2);
    kernel.checkRange(setupBytes, Math.max(1, paragraphs * PARAGRAPH - (PARAGRAPH - 1)));
    long entry = kernel.littleEndian(CODE32_START, 4);
    host.load(PcMemory.EXTENDED, kernel, setupBytes, codeBytes);
    copyHeader(host, kernel);
    long initSize = version >= 0x20A ? kernel.littleEndian(INIT_SIZE, 4) : 0;
    writeParameters(host, images, version, PcMemory.EXTENDED + Math.max(codeBytes, initSize));
    FlatProtectedMode.enter(host, entry, STACK);
    host.state().slots[X86Registers.ESI] = BOOT_PARAMETERS;
  }

  private static void copyHeader(BoardHost host, Image kernel) throws ImageException {
    long end = HEADER + kernel.littleEndian(JUMP_LENGTH, 1);
    kernel.checkRange(SETUP_SECTORS, end - SETUP_SECTORS);
    host.physical()
        .write(
            BOOT_PARAMETERS + SETUP_SECTORS,
            kernel.bytes(),
            SETUP_SECTORS,
            (int) end - SETUP_SECTORS);
  }

  private static void writeParameters(
      BoardHost host, BootImages images, int version, long kernelEnd) throws ImageException {
    var memory = host.physical();
    memory.write(BOOT_PARAMETERS + TYPE_OF_LOADER, 1, UNDEFINED_LOADER);
    Image kernel = images.kernel().orElseThrow();
    long longest = version >= 0x206 ? kernel.littleEndian(COMMAND_LINE_MAX, 4) : 255;
    if (images.append().length() > Math.min(longest, 0x1000)) {
      throw new ImageException(
          kernel.name() + ": takes a command line of at most " + longest + " characters");
    }
    memory.write(
        BOOT_PARAMETERS + COMMAND_LINE,
        4,
        new GuestWriter(memory, COMMAND_LINE_AT).string(images.append()));
    List<PcMemory.Range> ranges = PcMemory.map(host);
    memory.write(BOOT_PARAMETERS + E820_COUNT, 1, ranges.size());
    GuestWriter table = new GuestWriter(memory, BOOT_PARAMETERS + E820_TABLE);
    for (PcMemory.Range range : ranges) {
      table.word64(range.gpa()).word64(range.bytes()).word32(range.type().code());
    }
    if (!images.modules().isEmpty()) {
      long limit = version >= 0x203 ? kernel.littleEndian(INITRD_MAX, 4) : DEFAULT_INITRD_MAX;
      loadInitrd(host, images.modules(), kernelEnd, limit);
    }
  }

  /** Loads the RAM disk as high as allowed; several files follow each other as one archive. */
  private static void loadInitrd(
      BoardHost host, List<BootImages.Module> modules, long kernelEnd, long limit)
      throws ImageException {
    long total = 0;
    for (BootImages.Module module : modules) {
      total += (module.image().size() + 3L) & ~3L;
    }
    long gpa = Frame.base(Math.min(host.memoryBytes(), limit + 1) - total);
    if (gpa < kernelEnd) {
      throw new ImageException(
          modules.getFirst().image().name() + ": does not fit into memory above the kernel");
    }
    long at = gpa;
    for (BootImages.Module module : modules) {
      host.load(at, module.image(), 0, module.image().size());
      at += (module.image().size() + 3L) & ~3L;
    }
    host.physical().write(BOOT_PARAMETERS + RAMDISK_IMAGE, 4, gpa);
    host.physical().write(BOOT_PARAMETERS + RAMDISK_SIZE, 4, total);
  }
}
