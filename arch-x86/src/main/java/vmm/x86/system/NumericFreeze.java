package vmm.x86.system;

import vmm.api.cpu.GuestFault;

/**
 * No exception: an x87 instruction found an exception pending while CR0.NE is clear. The processor
 * drove FERR# and stands still before the instruction until an interrupt comes (SDM vol. 1, "MS-DOS
 * Compatibility Sub-mode").
 */
final class NumericFreeze extends GuestFault {
  private static final long serialVersionUID = 1L;

  NumericFreeze() {
    super("waits for the interrupt that FERR# causes");
  }
}
