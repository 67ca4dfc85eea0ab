package vmm.ppc.plugin;

import java.util.List;
import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.arch.BootImages;
import vmm.api.arch.CpuModel;
import vmm.api.cpu.Core;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.MmuModel;
import vmm.ppc.PpcModel;
import vmm.ppc.board.BambooBoard;
import vmm.ppc.board.Ppce500Board;
import vmm.ppc.boot.PpcImages;
import vmm.ppc.mmu.PpcMmuModel;
import vmm.ppc.system.PpcCore;
import vmm.ppc.system.SystemUnit;
import vmm.ppc.translate.PpcTranslator;

/** PowerPC Book E. */
final class PpcArchitecture implements Architecture {
  private final List<Board> boards = List.of(new BambooBoard(), new Ppce500Board());

  @Override
  public String name() {
    return "ppc";
  }

  @Override
  public String description() {
    return "PowerPC Book E, 32 bits: 440 and e500v2, their TLBs filled by software; E.HV; LRAT";
  }

  @Override
  public List<CpuModel> cpuModels() {
    return PpcModel.declarations();
  }

  @Override
  public List<Board> boards() {
    return boards;
  }

  @Override
  public MmuModel mmuModel(String cpuModel) {
    return PpcMmuModel.of(PpcModel.named(cpuModel));
  }

  @Override
  public Core newCore(String cpuModel, HostMemory memory) {
    return new PpcCore(
        PpcModel.named(cpuModel),
        memory,
        core -> new PpcTranslator(core.model(), SystemUnit.INSTANCE, core::fetchFailed));
  }

  @Override
  public boolean recognizes(BootImages images) {
    return PpcImages.recognizes(images);
  }
}
