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
 * QEMU's board for e500 processors: one that software finds its way about by the device tree alone.
 * Kernels and firmware alike are entered as ePAPR 1.1, section 5.4 prescribes.
 */
public final class Ppce500Board implements Board {
  private static final long MIB = 1 << 20;
  private static final long MAPPED_AT_ENTRY = 64 * MIB;
  private static final long EPAPR_MAGIC = 0x4550_4150;
  private static final long STACK = 16 * MIB - 8;

  /** U-Boot maps the tree by one page of this size. */
  private static final int TREE_ALIGNMENT = 1 << 20;

  /** U-Boot takes what lies below for itself. */
  private static final long FIRMWARE_TREE = 32 * MIB;

  private static final long FIRMWARE_PAYLOAD = FIRMWARE_TREE + TREE_ALIGNMENT;

  @Override
  public String name() {
    return "ppce500";
  }

  @Override
  public String description() {
    return "e500 board: OpenPIC, a 16550 above 4 GiB, an empty PCI bus; starts U-Boot too";
  }

  @Override
  public String defaultCpu() {
    return PpcModel.E500V2.modelName();
  }

  @Override
  public boolean accepts(String cpu) {
    return PpcModel.named(cpu).has(PpcModel.Feature.MAS);
  }

  @Override
  public long minMemory() {
    return 16 * MIB;
  }

  @Override
  public long maxMemory() {
    return 2048 * MIB;
  }

  @Override
  public void build(BoardHost host, BootImages images) throws ImageException {
    BoardCore core = (BoardCore) host.core();
    host.addRam(0, host.memoryBytes());
    Ppce500Devices.attach(host, core);
    core.setTimebaseHz(Ppce500Map.HERTZ, host.clock());
    core.setResetListener(() -> host.powerOff("reset by the processor"));
    core.presetTlb(0, 0, 0, MAPPED_AT_ENTRY);

    BoardTree tree =
        BoardTree.of(images.deviceTree(), Ppce500Tree.build())
            .memory(host.memoryBytes())
            .frequencies(Ppce500Map.HERTZ, Ppce500Map.HERTZ)
            .commandLine(images.append());
    Placement placement = new Placement(host, MAPPED_AT_ENTRY, TREE_ALIGNMENT);
    if (images.firmware().isPresent()) {
      PpcImages.Program program = PpcImages.loadElf(host, images.firmware().get());
      checkRoomForTree(host, images.firmware().get(), program);
      placement.forFirmware(images, FIRMWARE_TREE, FIRMWARE_PAYLOAD, tree);
      enter(host, program, FIRMWARE_TREE);
    } else {
      Image kernel =
          images
              .kernel()
              .orElseThrow(
                  () ->
                      new ImageException("nothing to start: a ppce500 needs a kernel or firmware"));
      PpcImages.Program program = PpcImages.loadKernel(host, kernel);
      enter(host, program, placement.aboveKernel(images, program.end(), tree));
    }
  }

  private static void checkRoomForTree(BoardHost host, Image firmware, PpcImages.Program program)
      throws ImageException {
    if (program.end() > FIRMWARE_TREE || host.memoryBytes() < MAPPED_AT_ENTRY) {
      throw new ImageException(
          "%s: firmware must end below 0x%x, in a machine of at least 64M"
              .formatted(firmware.name(), FIRMWARE_TREE));
    }
  }

  private static void enter(BoardHost host, PpcImages.Program program, long treeGpa) {
    long[] slots = host.state().slots;
    slots[PpcRegisters.PC] = program.entry();
    slots[PpcRegisters.R0 + 1] = STACK;
    slots[PpcRegisters.R0 + 3] = treeGpa;
    slots[PpcRegisters.R0 + 6] = EPAPR_MAGIC;
    slots[PpcRegisters.R0 + 7] = MAPPED_AT_ENTRY;
  }
}
