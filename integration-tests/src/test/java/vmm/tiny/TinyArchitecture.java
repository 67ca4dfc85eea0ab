package vmm.tiny;

import java.util.Arrays;
import java.util.List;
import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.arch.BootImages;
import vmm.api.arch.CpuModel;
import vmm.api.cpu.Core;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.MmuModel;

/** The architecture {@code tiny}: who it is, and where everything else is found. */
final class TinyArchitecture implements Architecture {
  /** The first bytes of each image; the first instruction follows. */
  static final byte[] MAGIC = {'T', 'I', 'N', 'Y', 'E', 'X', 'E', 0};

  static final String CPU = "tiny1";

  @Override
  public String name() {
    return "tiny";
  }

  @Override
  public String description() {
    return "an architecture for tests: a dozen instructions, two-level tables, a second stage";
  }

  @Override
  public List<CpuModel> cpuModels() {
    return List.of(new CpuModel(CPU, "the only one: sixteen registers of 64 bits, 30-bit gva"));
  }

  @Override
  public List<Board> boards() {
    return List.of(new TinyBoard());
  }

  @Override
  public MmuModel mmuModel(String cpuModel) {
    return TinyMmu.MODEL;
  }

  @Override
  public Core newCore(String cpuModel, HostMemory memory) {
    return new TinyCore(memory);
  }

  @Override
  public boolean recognizes(BootImages images) {
    return images.kernel().filter(image -> startsWithMagic(image.bytes())).isPresent();
  }

  static boolean startsWithMagic(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }
}
