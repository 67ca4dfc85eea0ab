package vmm.api.arch;

import java.util.List;
import vmm.api.cpu.Core;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.MmuModel;

/**
 * An instruction-set architecture. Its plug-in contributes one to a Guice multibinder, and
 * everything else is reached from here.
 */
public interface Architecture {
  /** The name on command lines: {@code x86}. */
  String name();

  /** One line for people. */
  String description();

  /** The processor models, the most usual first. */
  List<CpuModel> cpuModels();

  /** The boards, the default first. */
  List<Board> boards();

  /**
   * What the MMU of a processor model offers to strategies.
   *
   * @param cpuModel the name of one of {@link #cpuModels}
   */
  MmuModel mmuModel(String cpuModel);

  /**
   * Makes a processor's half.
   *
   * @param cpuModel the name of one of {@link #cpuModels}
   * @param memory machine memory, for table walks
   */
  Core newCore(String cpuModel, HostMemory memory);

  /**
   * Whether the images are for this architecture, as far as their own headers tell. At most one
   * architecture should say so.
   */
  boolean recognizes(BootImages images);
}
