package vmm.ppc.board;

import vmm.api.arch.BoardHost;
import vmm.api.device.Console;
import vmm.devices.BigEndianRegisters;
import vmm.devices.Latch;
import vmm.devices.PciConfigAccess;
import vmm.devices.PciFunction;
import vmm.devices.Uart16550;
import vmm.ppc.BoardCore;

/** Attaches a ppce500's devices: the units of its chip. */
final class Ppce500Devices {
  private Ppce500Devices() {}

  static void attach(BoardHost host, BoardCore core) {
    Mpic mpic =
        new Mpic(
            core.externalPin(), core.criticalPin(), host.clock(), Ppce500Map.NANOS_PER_TIMER_TICK);
    CcsrSpace ccsr = new CcsrSpace();
    ccsr.attach(Ppce500Map.MPIC, Mpic.BYTES, new BigEndianRegisters(mpic));

    Uart16550 uart =
        new Uart16550(host.console(), Console.SERIAL, mpic.line(Ppce500Map.SERIAL_SOURCE), false);
    ccsr.attach(Ppce500Map.SERIAL, Uart16550.REGISTERS, uart);
    host.poll(uart::poll);

    ccsr.attach(
        Ppce500Map.UTILITIES,
        GlobalUtilities.BYTES,
        new BigEndianRegisters(
            new GlobalUtilities(
                core.model().version(), () -> host.powerOff("reset by the global utilities"))));
    ccsr.attach(
        Ppce500Map.GPIO,
        Gpio.BYTES,
        new BigEndianRegisters(
            new Gpio(Ppce500Map.POWER_OFF_PIN, () -> host.powerOff("switched off"))));
    attachPci(ccsr);
    host.memoryMapped().attach(Ppce500Map.CCSR, CcsrSpace.BYTES, ccsr);
    host.memoryMapped().attachElsewhere(new Nowhere(core));
  }

  /** A bus with nothing on it but the bridge itself, whose first window is the chip's registers. */
  private static void attachPci(CcsrSpace ccsr) {
    PciConfigAccess access = new PciConfigAccess(true);
    access.add(
        0,
        new PciFunction(0x1957, 0x0030, 0x0B_2000)
            .register(PciFunction.COMMAND, 2, 0, 0x0147)
            .register(PciFunction.BASE_ADDRESS, 4, 0, -CcsrSpace.BYTES));
    ccsr.attach(Ppce500Map.PCI, PciConfigAccess.REGISTERS, access);
    int windowBytes = Ppce500Map.PCI_BYTES - Ppce500Map.PCI_WINDOWS;
    ccsr.attach(Ppce500Map.PCI + Ppce500Map.PCI_WINDOWS, windowBytes, new Latch(windowBytes));
  }
}
