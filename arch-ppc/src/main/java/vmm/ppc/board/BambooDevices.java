package vmm.ppc.board;

import vmm.api.arch.BoardHost;
import vmm.api.device.Bus;
import vmm.api.device.Console;
import vmm.api.device.InterruptLine;
import vmm.devices.Latch;
import vmm.devices.PciConfigAccess;
import vmm.devices.PciFunction;
import vmm.devices.Uart16550;
import vmm.ppc.BoardCore;

/** Attaches a bamboo's devices: the units of its 440EP. */
final class BambooDevices {
  /** The console channel of the second serial port. */
  static final String SECOND_SERIAL = "serial1";

  private static final int BANKS = 4;
  private static final int FIRST_BANK_REGISTER = 0x40;
  private static final int BANK_ENABLE = 1;
  private static final int BANK_SIZE_SHIFT = 17;
  private static final int SMALLEST_BANK_SHIFT = 22; // 4 MiB
  private static final int LARGEST_BANK_SHIFT = 28; // 256 MiB

  private BambooDevices() {}

  static void attach(BoardHost host, BoardCore core) {
    Uic first = new Uic(core.externalPin(), core.criticalPin());
    Uic second =
        new Uic(first.line(BambooMap.CASCADE_INPUT), first.line(BambooMap.CASCADE_INPUT + 1));
    core.setDcrBus(registers(first, second, host.memoryBytes()));

    Bus bus = host.memoryMapped();
    attachSerial(host, BambooMap.SERIAL_0, Console.SERIAL, first.line(BambooMap.SERIAL_0_INPUT));
    attachSerial(host, BambooMap.SERIAL_1, SECOND_SERIAL, first.line(BambooMap.SERIAL_1_INPUT));
    bus.attach(BambooMap.PCI_CONFIG, PciConfigAccess.REGISTERS, pci());
    bus.attach(
        BambooMap.PCI_REGISTERS,
        BambooMap.PCI_REGISTER_BYTES,
        new Latch(BambooMap.PCI_REGISTER_BYTES));
    bus.attach(BambooMap.PCI_MEMORY, BambooMap.PCI_MEMORY_BYTES, new EmptySlots());
    bus.attach(BambooMap.PCI_IO, BambooMap.PCI_IO_BYTES, new EmptySlots());
    bus.attachElsewhere(new Nowhere(core));
  }

  private static void attachSerial(BoardHost host, long gpa, String channel, InterruptLine line) {
    Uart16550 uart = new Uart16550(host.console(), channel, line, false);
    host.memoryMapped().attach(gpa, Uart16550.REGISTERS, uart);
    host.poll(uart::poll);
  }

  private static DcrSpace registers(Uic first, Uic second, long memoryBytes) {
    DcrSpace space = new DcrSpace();
    space.attach(BambooMap.DCR_UIC_0, Uic.REGISTERS, first);
    space.attach(BambooMap.DCR_UIC_1, Uic.REGISTERS, second);
    space.attach(BambooMap.DCR_CLOCKS, IndirectDcrs.REGISTERS, clocks());
    space.attach(BambooMap.DCR_SYSTEM, IndirectDcrs.REGISTERS, new IndirectDcrs(0x4800));
    space.attach(BambooMap.DCR_MEMORY, IndirectDcrs.REGISTERS, memory(memoryBytes));
    space.attach(BambooMap.DCR_EXTERNAL_BUS, IndirectDcrs.REGISTERS, new IndirectDcrs(0x40));
    return space;
  }

  /**
   * The dividers that make {@link BambooMap}'s frequencies from the board's 33.3 MHz (PPC440EP
   * User's Manual, chapter "Clocking").
   */
  private static IndirectDcrs clocks() {
    return new IndirectDcrs(0x200)
        .set(0x40, 0x0100_0000) // PLLC: feedback from the processor's clock
        .set(0x60, 12 << 24 | 2 << 16 | 6 << 8 | 1) // PLLD: VCO 800 MHz, processor 400 MHz
        .set(0xA0, 1 << 24) // PRIMBD: PLB 133 MHz
        .set(0xC0, 2 << 24) // OPBD
        .set(0xE0, 2 << 24) // PERD
        .set(0x120, 1 << 24); // SPCID
  }

  /**
   * The SDRAM controller as firmware would have left it, with the largest banks first. Memory that
   * four banks cannot describe to the byte is understated; the device tree has all of it.
   */
  private static IndirectDcrs memory(long bytes) {
    IndirectDcrs controller = new IndirectDcrs(0x100);
    long base = 0;
    for (int bank = 0; bank < BANKS && bytes - base >= 1 << SMALLEST_BANK_SHIFT; bank++) {
      int shift = Math.min(63 - Long.numberOfLeadingZeros(bytes - base), LARGEST_BANK_SHIFT);
      int size = shift - SMALLEST_BANK_SHIFT << BANK_SIZE_SHIFT;
      controller.set(FIRST_BANK_REGISTER + 4 * bank, (int) base | size | BANK_ENABLE);
      base += 1L << shift;
    }
    return controller;
  }

  /** A bus with nothing on it but the bridge itself. */
  private static PciConfigAccess pci() {
    PciConfigAccess access = new PciConfigAccess(false);
    access.add(
        0,
        new PciFunction(0x1014, 0x027F, 0x06_8000)
            .register(PciFunction.COMMAND, 2, 0x0006, 0x0147)
            .register(PciFunction.BASE_ADDRESS, 4, 0, 0xFFFF_F000L)
            .register(PciFunction.BASE_ADDRESS + 4, 4, 0, 0xFFFF_F000L));
    return access;
  }
}
