package vmm.x86.boot;

import java.util.List;
import java.util.OptionalLong;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.devices.image.ElfImage;
import vmm.devices.image.ElfLoader;
import vmm.x86.X86Registers;

/** Starts kernels of the Multiboot Specification 0.6.96 (version 1), with modules. */
final class Multiboot implements BootProtocol {
  private static final long HEADER_MAGIC = 0x1BAD_B002L;
  private static final long LOADER_MAGIC = 0x2BAD_B002L;
  private static final int SEARCHED = 8192;
  private static final int FLAG_ADDRESSES = 1 << 16;
  private static final int SUPPORTED_REQUIREMENTS = 0x3; // aligned modules, memory information

  private static final int INFO_MEMORY = 1;
  private static final int INFO_COMMAND_LINE = 1 << 2;
  private static final int INFO_MODULES = 1 << 3;
  private static final int INFO_MEMORY_MAP = 1 << 6;
  private static final int INFO_LOADER_NAME = 1 << 9;

  private static final long INFO = 0x9000;
  private static final int INFO_BYTES = 116;
  private static final long STACK = 0x9000;

  @Override
  public boolean accepts(Image kernel) {
    return header(kernel).isPresent();
  }

  private static OptionalLong header(Image kernel) {
    try {
      int end = Math.min(SEARCHED, kernel.size()) - 12;
      for (int at = 0; at <= end; at += 4) {
        if (kernel.littleEndian(at, 4) == HEADER_MAGIC
            && (int)
                    (HEADER_MAGIC + kernel.littleEndian(at + 4, 4) + kernel.littleEndian(at + 8, 4))
                == 0) {
          return OptionalLong.of(at);
        }
      }
      return OptionalLong.empty();
    } catch (ImageException e) {
      throw new AssertionError("the loop stays within the file", e);
    }
  }

  @Override
  public void start(BoardHost host, BootImages images) throws ImageException {
    Image kernel = images.kernel().orElseThrow();
    long header = header(kernel).orElseThrow();
    int flags = (int) kernel.littleEndian(header + 4, 4);
    if ((flags & 0xFFFF & ~SUPPORTED_REQUIREMENTS) != 0) {
      throw new ImageException(
          String.format(
              "%s: its multiboot header requires what this board does not have (flags 0x%x)",
              kernel.name(), flags));
    }
    long entry;
    long end;
    if ((flags & FLAG_ADDRESSES) != 0) {
      entry = kernel.littleEndian(header + 28, 4);
      end = loadByHeader(host, kernel, header);
    } else {
      ElfImage elf = new ElfImage(kernel);
      ElfLoader.load(host, elf);
      entry = elf.physicalEntry();
      end = elf.physicalEnd();
    }
    writeInformation(host, images, Math.max(end, PcMemory.EXTENDED));
    FlatProtectedMode.enter(host, entry, STACK);
    host.state().slots[X86Registers.EAX] = LOADER_MAGIC;
    host.state().slots[X86Registers.EBX] = INFO;
  }

  /** Loads by the addresses in the header; returns where the kernel ends. */
  private static long loadByHeader(BoardHost host, Image kernel, long header)
      throws ImageException {
    long headerAddress = kernel.littleEndian(header + 12, 4);
    long load = kernel.littleEndian(header + 16, 4);
    long loadEnd = kernel.littleEndian(header + 20, 4);
    long bssEnd = kernel.littleEndian(header + 24, 4);
    long offset = header - (headerAddress - load);
    long length = loadEnd == 0 ? kernel.size() - offset : loadEnd - load;
    kernel.checkRange(offset, length);
    host.load(load, kernel, offset, length);
    return Math.max(load + length, bssEnd);
  }

  private static void writeInformation(BoardHost host, BootImages images, long kernelEnd)
      throws ImageException {
    GuestWriter data = new GuestWriter(host.physical(), INFO + INFO_BYTES);
    String append = images.append().isEmpty() ? "" : " " + images.append();
    long commandLine = data.string(images.kernel().orElseThrow().name() + append);
    long loaderName = data.string("vmm");
    long map = data.align(8).position();
    List<PcMemory.Range> ranges = PcMemory.map(host);
    for (PcMemory.Range range : ranges) {
      data.word32(20).word64(range.gpa()).word64(range.bytes()).word32(range.type().code());
    }
    long mapBytes = data.position() - map;
    List<LoadedModule> modules = LoadedModule.load(host, images.modules(), kernelEnd);
    long[] names = new long[modules.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = data.string(modules.get(i).commandLine());
    }
    long list = data.align(8).position();
    for (int i = 0; i < names.length; i++) {
      LoadedModule m = modules.get(i);
      data.word32(m.gpa()).word32(m.gpa() + m.bytes()).word32(names[i]).word32(0);
    }
    new GuestWriter(host.physical(), INFO)
        .word32(INFO_MEMORY | INFO_COMMAND_LINE | INFO_MODULES | INFO_MEMORY_MAP | INFO_LOADER_NAME)
        .word32(PcMemory.CONVENTIONAL_END >> 10)
        .word32((host.memoryBytes() - PcMemory.EXTENDED) >> 10)
        .word32(0) // boot device: not given
        .word32(commandLine)
        .word32(modules.size())
        .word32(list)
        .word64(0)
        .word64(0) // symbols: not given
        .word32(mapBytes)
        .word32(map)
        .word64(0) // drives: not given
        .word32(0) // configuration table: not given
        .word32(loaderName);
  }
}
