package vmm.x86.board;

import vmm.api.arch.Board;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.ImageException;
import vmm.x86.boot.Firmware;
import vmm.x86.boot.Kernels;
import vmm.x86.boot.PcMemory;

/** A PC of the ISA age: no PCI, no ACPI, no APIC, no graphics. */
public final class PcBoard implements Board {
  private static final long MIB = 1 << 20;

  @Override
  public String name() {
    return "pc";
  }

  @Override
  public String description() {
    return "ISA PC: 8259, 8254, CMOS clock, 8042, 16550, VGA text memory, debug and exit ports";
  }

  @Override
  public String defaultCpu() {
    return "pentium2";
  }

  @Override
  public long minMemory() {
    return 2 * MIB;
  }

  @Override
  public long maxMemory() {
    return 3072 * MIB;
  }

  @Override
  public void build(BoardHost host, BootImages images) throws ImageException {
    if (images.deviceTree().isPresent()) {
      throw new ImageException(images.deviceTree().get().name() + ": a PC has no device tree");
    }
    PcMemory.declare(host);
    PcDevices.attach(host);
    if (images.firmware().isPresent()) {
      if (images.kernel().isPresent() || !images.modules().isEmpty()) {
        throw new ImageException(
            images.firmware().get().name()
                + ": firmware and a kernel cannot be started together on a PC");
      }
      Firmware.map(host, images.firmware().get());
    } else if (images.kernel().isPresent()) {
      Kernels.start(host, images, PcDevices.SERIAL_PORT);
    } else {
      throw new ImageException("nothing to start: a PC needs a kernel or firmware");
    }
  }
}
