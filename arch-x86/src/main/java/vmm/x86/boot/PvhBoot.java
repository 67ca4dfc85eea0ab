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

/**
 * Starts ELF kernels by the note that Xen's x86/HVM direct boot ABI (PVH) defines: a 32-bit entry
 * with EBX pointing to the start information.
 */
final class PvhBoot implements BootProtocol {
  private static final String OWNER = "Xen";
  private static final int PHYS32_ENTRY = 18;
  private static final long MAGIC = 0x336E_C578L;
  private static final int VERSION = 1;
  private static final int INFO_BYTES = 56;
  private static final long INFO = 0x9000;
  private static final long STACK = 0x9000;

  @Override
  public boolean accepts(Image kernel) {
    try {
      return ElfImage.matches(kernel) && entry(new ElfImage(kernel)).isPresent();
    } catch (ImageException e) {
      return false; // damaged; whoever asks says so when nothing accepts it
    }
  }

  private static OptionalLong entry(ElfImage elf) throws ImageException {
    return elf.note(OWNER, PHYS32_ENTRY);
  }

  @Override
  public void start(BoardHost host, BootImages images) throws ImageException {
    ElfImage elf = new ElfImage(images.kernel().orElseThrow());
    ElfLoader.load(host, elf);
    GuestWriter data = new GuestWriter(host.physical(), INFO + INFO_BYTES);
    long commandLine = data.string(images.append());
    List<LoadedModule> modules = LoadedModule.load(host, images.modules(), elf.physicalEnd());
    long list = data.align(8).position();
    for (LoadedModule m : modules) {
      data.word64(m.gpa()).word64(m.bytes()).word64(0).word64(0);
    }
    long map = data.position();
    List<PcMemory.Range> ranges = PcMemory.map(host);
    for (PcMemory.Range range : ranges) {
      data.word64(range.gpa()).word64(range.bytes()).word32(range.type().code()).word32(0);
    }
    new GuestWriter(host.physical(), INFO)
        .word32(MAGIC)
        .word32(VERSION)
        .word32(0) // flags
        .word32(modules.size())
        .word64(list)
        .word64(commandLine)
        .word64(0) // no RSDP
        .word64(map)
        .word32(ranges.size())
        .word32(0);
    FlatProtectedMode.enter(host, entry(elf).orElseThrow(), STACK);
    host.state().slots[X86Registers.EBX] = INFO;
  }
}
