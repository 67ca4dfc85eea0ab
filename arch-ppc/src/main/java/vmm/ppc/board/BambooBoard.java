package vmm.ppc.board;

import vmm.api.arch.Board;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.ppc.BoardCore;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.boot.BoardTree;
import vmm.ppc.boot.Placement;
import vmm.ppc.boot.PpcImages;

/**
 * AMCC's evaluation board "bamboo" for the 440EP. It starts kernels as its firmware would: by their
 * physical entry, with the device tree in r3 and everything mapped to itself.
 */
public final class BambooBoard implements Board {
  private static final long MIB = 1 << 20;
  private static final long PAGE = 256 * MIB;
  private static final long DEVICES = 0x8000_0000L;
  private static final long END = 0x1_0000_0000L;
  private static final long STACK = 16 * MIB - 8;
  private static final int TREE_ALIGNMENT = 4096;

  @Override
  public String name() {
    return "bamboo";
  }

  @Override
  public String description() {
    return "440EP board: two UICs, two 16550, an empty PCI bus";
  }

  @Override
  public String defaultCpu() {
    return PpcModel.P440EP.modelName();
  }

  @Override
  public boolean accepts(String cpu) {
    return PpcModel.named(cpu).has(PpcModel.Feature.TLB_440);
  }

  @Override
  public long minMemory() {
    return 16 * MIB;
  }

  /** Four banks of 256 MiB. */
  @Override
  public long maxMemory() {
    return 1024 * MIB;
  }

  @Override
  public void build(BoardHost host, BootImages images) throws ImageException {
    if (images.firmware().isPresent()) {
      throw new ImageException(
          images.firmware().get().name() + ": board bamboo starts kernels, not firmware");
    }
    Image kernel =
        images
            .kernel()
            .orElseThrow(() -> new ImageException("nothing to start: a bamboo needs a kernel"));
    BoardCore core = (BoardCore) host.core();
    host.addRam(0, host.memoryBytes());
    BambooDevices.attach(host, core);
    core.setTimebaseHz(BambooMap.PROCESSOR_HERTZ, host.clock());
    core.setResetListener(() -> host.powerOff("reset by the processor"));
    presetTlb(core, host.memoryBytes());

    BoardTree tree =
        BoardTree.of(images.deviceTree(), BambooTree.build())
            .memory(host.memoryBytes())
            .frequencies(BambooMap.PROCESSOR_HERTZ, BambooMap.PROCESSOR_HERTZ)
            .commandLine(images.append());
    PpcImages.Program program = PpcImages.loadKernel(host, kernel);
    long treeGpa =
        new Placement(host, PAGE, TREE_ALIGNMENT).aboveKernel(images, program.end(), tree);
    long[] slots = host.state().slots;
    slots[PpcRegisters.PC] = program.entry();
    slots[PpcRegisters.R0 + 1] = STACK;
    slots[PpcRegisters.R0 + 3] = treeGpa;
  }

  /** Maps RAM and the upper half of addresses, where the devices are, to themselves. */
  private static void presetTlb(BoardCore core, long memoryBytes) {
    int slot = 0;
    for (long address = 0; address < END; address += PAGE) {
      if (address < memoryBytes || address >= DEVICES) {
        core.presetTlb(slot, address, address, PAGE);
        slot++;
      }
    }
  }
}
