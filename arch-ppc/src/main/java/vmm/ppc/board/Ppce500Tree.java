package vmm.ppc.board;

import vmm.devices.fdt.DeviceTree;
import vmm.devices.fdt.FdtNode;

/**
 * The device tree of a ppce500: the names, and the order of what is addressed, that U-Boot and
 * Linux expect of QEMU's board. Only what is there is in it; memory and frequencies of the
 * processor are added for each machine.
 */
final class Ppce500Tree {
  private static final int MPIC_HANDLE = 1;
  private static final int GPIO_HANDLE = 2;

  /** Second cell of an interrupt: level-sensitive, active-high. */
  private static final int LEVEL_HIGH = 2;

  private static final int CACHE_LINE = 32;
  private static final int CACHE = 32 << 10;
  private static final int CCSR_HIGH = (int) (Ppce500Map.CCSR >>> 32);
  private static final int CCSR_LOW = (int) Ppce500Map.CCSR;
  private static final String SOC = "soc@" + Long.toHexString(Ppce500Map.CCSR);
  private static final String SERIAL = "serial@" + Integer.toHexString(Ppce500Map.SERIAL);
  private static final String SERIAL_PATH = "/" + SOC + "/" + SERIAL;
  private static final String PCI = "pci@" + Long.toHexString(Ppce500Map.CCSR + Ppce500Map.PCI);

  private Ppce500Tree() {}

  static DeviceTree build() {
    DeviceTree tree = new DeviceTree();
    FdtNode root =
        tree.root()
            .cells("#address-cells", 2)
            .cells("#size-cells", 2)
            .text("model", "ppce500")
            .text("compatible", "fsl,qemu-e500");
    root.child("aliases").text("serial0", SERIAL_PATH).text("pci0", "/" + PCI);
    addProcessor(root.child("cpus"));
    addChip(root.child(SOC));
    addPci(root.child(PCI));
    root.child("chosen").text("stdout-path", SERIAL_PATH).text("linux,stdout-path", SERIAL_PATH);
    return tree;
  }

  private static void addProcessor(FdtNode cpus) {
    cpus.cells("#address-cells", 1).cells("#size-cells", 0);
    cpus.child("PowerPC,8544@0")
        .text("device_type", "cpu")
        .cells("reg", 0)
        .text("status", "okay")
        .cells("bus-frequency", Ppce500Map.HERTZ)
        .cells("i-cache-line-size", CACHE_LINE)
        .cells("d-cache-line-size", CACHE_LINE)
        .cells("i-cache-size", CACHE)
        .cells("d-cache-size", CACHE);
  }

  private static void addChip(FdtNode soc) {
    soc.text("device_type", "soc")
        .text("compatible", "fsl,mpc8544-immr", "simple-bus")
        .cells("#address-cells", 1)
        .cells("#size-cells", 1)
        .cells("ranges", 0, CCSR_HIGH, CCSR_LOW, CcsrSpace.BYTES)
        .cells("bus-frequency", Ppce500Map.HERTZ);
    unit(soc, "pic", Ppce500Map.MPIC, Mpic.BYTES, "fsl,mpic")
        .text("device_type", "open-pic")
        .cells("#address-cells", 0)
        .cells("#interrupt-cells", 2)
        .flag("interrupt-controller")
        .cells("phandle", MPIC_HANDLE)
        .cells("linux,phandle", MPIC_HANDLE);
    interrupt(
        unit(soc, "serial", Ppce500Map.SERIAL, 0x100, "ns16550")
            .text("device_type", "serial")
            .cells("cell-index", 0)
            .cells("clock-frequency", Ppce500Map.HERTZ),
        Ppce500Map.SERIAL_SOURCE);
    unit(soc, "global-utilities", Ppce500Map.UTILITIES, GlobalUtilities.BYTES, "fsl,mpc8544-guts")
        .flag("fsl,has-rstcr");
    interrupt(
        unit(soc, "gpio", Ppce500Map.GPIO, Ppce500Map.GPIO_BYTES, "fsl,qoriq-gpio")
            .flag("gpio-controller")
            .cells("#gpio-cells", 2)
            .cells("phandle", GPIO_HANDLE)
            .cells("linux,phandle", GPIO_HANDLE),
        Ppce500Map.GPIO_SOURCE);
    soc.child("power-off")
        .text("compatible", "gpio-poweroff")
        .cells("gpios", GPIO_HANDLE, Ppce500Map.POWER_OFF_PIN, 0);
  }

  private static FdtNode unit(FdtNode soc, String name, int offset, int bytes, String compatible) {
    return soc.child(name + "@" + Integer.toHexString(offset))
        .text("compatible", compatible)
        .cells("reg", offset, bytes);
  }

  private static void interrupt(FdtNode node, int source) {
    node.cells("interrupts", source, LEVEL_HIGH).cells("interrupt-parent", MPIC_HANDLE);
  }

  private static void addPci(FdtNode pci) {
    interrupt(pci, Ppce500Map.PCI_SOURCE);
    pci.text("device_type", "pci")
        .text("compatible", "fsl,mpc8540-pci")
        .cells("cell-index", 0)
        .cells("#address-cells", 3)
        .cells("#size-cells", 2)
        .cells("#interrupt-cells", 1)
        .cells("bus-range", 0, 0xFF)
        .cells("clock-frequency", 66_666_666)
        .cells("reg", CCSR_HIGH, CCSR_LOW + Ppce500Map.PCI, 0, Ppce500Map.PCI_BYTES)
        .entries(
            "ranges",
            PciRanges.memory(
                Ppce500Map.PCI_MEMORY_ON_BUS, Ppce500Map.PCI_MEMORY, Ppce500Map.PCI_MEMORY_BYTES),
            PciRanges.io(Ppce500Map.PCI_IO, Ppce500Map.PCI_IO_BYTES));
  }
}
