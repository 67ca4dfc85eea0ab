package vmm.ppc.board;

import vmm.devices.fdt.DeviceTree;
import vmm.devices.fdt.FdtNode;

/**
 * The device tree of a bamboo, with the names under which Linux looks for a 440EP's units. Only
 * what is there is in it; memory and frequencies of the processor are added for each machine.
 */
final class BambooTree {
  private static final int PROCESSOR_HANDLE = 1;
  private static final int UIC_0_HANDLE = 2;
  private static final int UIC_1_HANDLE = 3;
  private static final int LEVEL_HIGH = 4;
  private static final int EDGE_RISING = 1;
  private static final int CACHE_LINE = 32;
  private static final int CACHE = 32 << 10;
  private static final String SERIAL_PATH =
      "/plb/opb/serial@" + Long.toHexString(BambooMap.SERIAL_0);

  private BambooTree() {}

  static DeviceTree build() {
    DeviceTree tree = new DeviceTree();
    FdtNode root =
        tree.root()
            .cells("#address-cells", 2)
            .cells("#size-cells", 1)
            .text("model", "amcc,bamboo")
            .text("compatible", "amcc,bamboo")
            .cells("dcr-parent", PROCESSOR_HANDLE);
    root.child("aliases").text("serial0", SERIAL_PATH);
    addProcessor(root.child("cpus"));
    addInterruptControllers(root);
    addUnit(root.child("sdr"), BambooMap.DCR_SYSTEM, "ibm,sdr-440ep");
    addUnit(root.child("cpr"), BambooMap.DCR_CLOCKS, "ibm,cpr-440ep");
    addBuses(
        root.child("plb")
            .text("compatible", "ibm,plb-440ep", "ibm,plb-440gp", "ibm,plb4")
            .cells("#address-cells", 2)
            .cells("#size-cells", 1)
            .flag("ranges")
            .cells("clock-frequency", BambooMap.PLB_HERTZ));
    root.child("chosen").text("stdout-path", SERIAL_PATH).text("linux,stdout-path", SERIAL_PATH);
    return tree;
  }

  private static void addProcessor(FdtNode cpus) {
    cpus.cells("#address-cells", 1).cells("#size-cells", 0);
    cpus.child("cpu@0")
        .text("device_type", "cpu")
        .text("model", "PowerPC,440EP")
        .cells("reg", 0)
        .cells("i-cache-line-size", CACHE_LINE)
        .cells("d-cache-line-size", CACHE_LINE)
        .cells("i-cache-size", CACHE)
        .cells("d-cache-size", CACHE)
        .flag("dcr-controller")
        .text("dcr-access-method", "native")
        .cells("phandle", PROCESSOR_HANDLE);
  }

  private static void addInterruptControllers(FdtNode root) {
    addInterruptController(
        root.child("interrupt-controller0"), 0, BambooMap.DCR_UIC_0, UIC_0_HANDLE);
    FdtNode second = root.child("interrupt-controller1");
    addInterruptController(second, 1, BambooMap.DCR_UIC_1, UIC_1_HANDLE);
    int cascade = BambooMap.CASCADE_INPUT;
    second
        .cells("interrupts", cascade, LEVEL_HIGH, cascade + 1, LEVEL_HIGH)
        .cells("interrupt-parent", UIC_0_HANDLE);
  }

  private static void addInterruptController(FdtNode node, int index, int dcr, int handle) {
    node.text("compatible", "ibm,uic-440ep", "ibm,uic")
        .flag("interrupt-controller")
        .cells("cell-index", index)
        .cells("dcr-reg", dcr, Uic.REGISTERS)
        .cells("#address-cells", 0)
        .cells("#size-cells", 0)
        .cells("#interrupt-cells", 2)
        .cells("phandle", handle);
  }

  private static void addUnit(FdtNode node, int dcr, String... compatible) {
    node.text("compatible", compatible).cells("dcr-reg", dcr, IndirectDcrs.REGISTERS);
  }

  private static void addBuses(FdtNode plb) {
    addUnit(plb.child("sdram"), BambooMap.DCR_MEMORY, "ibm,sdram-440ep", "ibm,sdram-405gp");
    int upperHalf = 0x8000_0000;
    FdtNode opb =
        plb.child("opb")
            .text("compatible", "ibm,opb-440ep", "ibm,opb-440gp", "ibm,opb")
            .cells("#address-cells", 1)
            .cells("#size-cells", 1)
            .cells("ranges", 0, 0, 0, upperHalf, upperHalf, 0, upperHalf, upperHalf)
            .cells("interrupt-parent", UIC_1_HANDLE)
            .cells("interrupts", 7, LEVEL_HIGH)
            .cells("clock-frequency", BambooMap.OPB_HERTZ);
    addUnit(
        opb.child("ebc")
            .cells("#address-cells", 2)
            .cells("#size-cells", 1)
            .cells("clock-frequency", BambooMap.OPB_HERTZ)
            .cells("interrupts", 5, EDGE_RISING),
        BambooMap.DCR_EXTERNAL_BUS,
        "ibm,ebc-440ep",
        "ibm,ebc-440gp",
        "ibm,ebc");
    addSerial(opb, BambooMap.SERIAL_0, BambooMap.SERIAL_0_INPUT);
    addSerial(opb, BambooMap.SERIAL_1, BambooMap.SERIAL_1_INPUT);
    addPci(plb.child("pci@ec000000"));
  }

  private static void addSerial(FdtNode opb, long gpa, int input) {
    opb.child("serial@" + Long.toHexString(gpa))
        .text("device_type", "serial")
        .text("compatible", "ns16550")
        .cells("reg", (int) gpa, 8)
        .cells("virtual-reg", (int) gpa)
        .cells("clock-frequency", BambooMap.SERIAL_HERTZ)
        .cells("current-speed", 115_200)
        .cells("interrupt-parent", UIC_0_HANDLE)
        .cells("interrupts", input, LEVEL_HIGH);
  }

  private static void addPci(FdtNode pci) {
    int acknowledge = (int) BambooMap.PCI_ACKNOWLEDGE;
    pci.text("device_type", "pci")
        .cells("#interrupt-cells", 1)
        .cells("#size-cells", 2)
        .cells("#address-cells", 3)
        .text("compatible", "ibm,plb440ep-pci", "ibm,plb-pci")
        .flag("primary")
        .entries(
            "reg",
            new int[] {0, (int) BambooMap.PCI_CONFIG, 8},
            new int[] {0, acknowledge, 4},
            new int[] {0, acknowledge, 4},
            new int[] {0, (int) BambooMap.PCI_REGISTERS, BambooMap.PCI_REGISTER_BYTES})
        .entries(
            "ranges",
            PciRanges.memory(
                BambooMap.PCI_MEMORY, BambooMap.PCI_MEMORY, BambooMap.PCI_MEMORY_BYTES),
            PciRanges.io(BambooMap.PCI_IO, BambooMap.PCI_IO_BYTES))
        .cells("dma-ranges", 0x4200_0000, 0, 0, 0, 0, 0, 0x8000_0000);
  }
}
