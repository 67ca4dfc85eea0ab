package vmm.x86.plugin;

import java.util.Arrays;
import java.util.List;
import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.arch.BootImages;
import vmm.api.arch.CpuModel;
import vmm.api.arch.Image;
import vmm.api.cpu.Core;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.MmuModel;
import vmm.x86.X86Model;
import vmm.x86.board.PcBoard;
import vmm.x86.boot.Kernels;
import vmm.x86.mmu.X86MmuModel;
import vmm.x86.system.SystemUnit;
import vmm.x86.system.X86Core;
import vmm.x86.translate.X86Translator;

/** The architecture x86, from the Intel486 to the Pentium II. */
final class X86Architecture implements Architecture {
  private static final byte[] ELF = {0x7F, 'E', 'L', 'F'};

  private final List<Board> boards = List.of(new PcBoard());

  @Override
  public String name() {
    return "x86";
  }

  @Override
  public String description() {
    return "Intel x86, 32 bits: real, protected and V86 mode; unpaged, 32-bit and PAE paging; EPT";
  }

  @Override
  public List<CpuModel> cpuModels() {
    return X86Model.declarations();
  }

  @Override
  public List<Board> boards() {
    return boards;
  }

  @Override
  public MmuModel mmuModel(String cpuModel) {
    return X86MmuModel.STANDARD;
  }

  @Override
  public Core newCore(String cpuModel, HostMemory memory) {
    return new X86Core(
        X86Model.named(cpuModel),
        memory,
        core -> new X86Translator(core.model().features(), SystemUnit.INSTANCE));
  }

  @Override
  public boolean recognizes(BootImages images) {
    return images
        .kernel()
        .or(images::firmware)
        .map(image -> images.kernel().isPresent() ? Kernels.recognizes(image) : isRom(image))
        .orElse(false);
  }

  /** A PC's firmware is a bare copy of its ROM; an ELF file is some other machine's. */
  private static boolean isRom(Image firmware) {
    byte[] bytes = firmware.bytes();
    return bytes.length < ELF.length || !Arrays.equals(bytes, 0, ELF.length, ELF, 0, ELF.length);
  }
}
