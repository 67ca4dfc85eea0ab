package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.RESERVATION;
import static vmm.ppc.PpcRegisters.RESERVED;
import static vmm.ppc.PpcRegisters.RESERVED_VALUE;

import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Value;
import vmm.ppc.PpcFault;

/**
 * lwarx and stwcx. (Book II, section 4.4.2). A reservation stands for an address and the value that
 * was loaded there: a store of anything else by whomever breaks it.
 */
final class Reservations {
  private Reservations() {}

  static void lwarx(Block b) {
    Value gva = b.addressX();
    Storage.checkAligned(b, gva, 4, 0);
    Value loaded = Storage.loadBigEndian(b, 32, gva);
    b.e.put(RESERVED, b.e.constant(1));
    b.e.put(RESERVATION, gva);
    b.e.put(RESERVED_VALUE, loaded);
    b.putRt(loaded);
  }

  static void stwcx(Block b) {
    Value gva = b.addressX();
    Storage.checkAligned(b, gva, 4, PpcFault.ESR_ST);
    Value stored = b.call(Reservations::storeConditional, gva, b.rs(), b.e.constant(b.userFlag()));
    b.cr.setEqual(0, stored);
  }

  /** Returns 1 if the value was stored, else 0; faults as a store even if it is not. */
  static long storeConditional(CpuContext cpu, long gva, long value, long userFlag) {
    long[] slots = cpu.slots();
    var privilege = GuestAccess.privilege(userFlag);
    long present = swap(cpu.memory().loadForUpdate(32, gva, privilege));
    boolean holds =
        slots[RESERVED] != 0 && slots[RESERVATION] == gva && slots[RESERVED_VALUE] == present;
    if (holds) {
      cpu.memory().store(32, gva, swap(value), privilege);
    }
    slots[RESERVED] = 0;
    return holds ? 1 : 0;
  }

  private static long swap(long value) {
    return Integer.reverseBytes((int) value) & 0xFFFF_FFFFL;
  }
}
