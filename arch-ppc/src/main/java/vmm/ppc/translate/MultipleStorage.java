package vmm.ppc.translate;

import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Fields;

/** Loads and stores of several registers (Book I, sections 3.3.5 and 3.3.6). */
final class MultipleStorage {
  private static final int REGISTERS = 32;
  private static final int MOST_BYTES = 128;
  private static final int COUNT_SHIFT = 5;
  private static final int USER_SHIFT = 16;

  private MultipleStorage() {}

  // ---- multiple

  /** All is loaded before a register is written, so that a fault leaves the base as it was. */
  static void lmw(Block b) {
    Value gva = multipleAddress(b, 0);
    int first = Fields.rt(b.word());
    Value[] loaded = new Value[REGISTERS];
    for (int n = first; n < REGISTERS; n++) {
      loaded[n] = Storage.loadBigEndian(b, 32, behind(b, gva, n - first));
    }
    for (int n = first; n < REGISTERS; n++) {
      b.putRegister(n, loaded[n]);
    }
  }

  static void stmw(Block b) {
    Value gva = multipleAddress(b, PpcFault.ESR_ST);
    int first = Fields.rt(b.word());
    for (int n = first; n < REGISTERS; n++) {
      Storage.storeBigEndian(b, 32, behind(b, gva, n - first), b.register(n));
    }
  }

  private static Value behind(Block b, Value gva, int words) {
    return b.e.add(32, gva, b.e.constant(4L * words));
  }

  /** Freescale's cores want it aligned; the 440 if CCR0 says so. */
  private static Value multipleAddress(Block b, long esr) {
    Value gva = b.addressD();
    if (b.in(PpcMode.ALIGNED) || b.has(PpcModel.Feature.MAS)) {
      Storage.checkAligned(b, gva, 4, esr);
    }
    return gva;
  }

  // ---- strings

  static void lswi(Block b) {
    b.call(MultipleStorage::load, immediateAddress(b), b.e.constant(operands(b, count(b))));
  }

  static void stswi(Block b) {
    b.check(MultipleStorage::store, immediateAddress(b), b.e.constant(operands(b, count(b))));
  }

  static void lswx(Block b) {
    b.call(MultipleStorage::load, b.addressX(), countedOperands(b));
  }

  static void stswx(Block b) {
    b.check(MultipleStorage::store, b.addressX(), countedOperands(b));
  }

  private static Value immediateAddress(Block b) {
    return b.registerOrZero(Fields.ra(b.word()));
  }

  private static int count(Block b) {
    int nb = Fields.rb(b.word());
    return nb == 0 ? REGISTERS : nb;
  }

  private static long operands(Block b, long count) {
    return Fields.rt(b.word()) | count << COUNT_SHIFT | b.userFlag() << USER_SHIFT;
  }

  private static Value countedOperands(Block b) {
    Value count = b.e.shl(64, b.e.get(PpcRegisters.XER_COUNT), b.e.constant(COUNT_SHIFT));
    return b.e.or(64, count, b.e.constant(operands(b, 0)));
  }

  /**
   * Loads bytes into registers, the last filled up with zeros.
   *
   * @param operands first register, from bit 5 on the number of bytes, from bit 16 on 1 for user
   */
  static long load(CpuContext cpu, long gva, long operands, long unused) {
    int bytes = bytes(operands);
    var privilege = GuestAccess.privilege(operands >> USER_SHIFT);
    long[] loaded = new long[MOST_BYTES / 4];
    for (int i = 0; i < bytes; i++) {
      long next = cpu.memory().load(8, (gva + i) & GuestAccess.MASK, privilege);
      loaded[i / 4] |= next << (24 - 8 * (i % 4));
    }
    for (int i = 0; i < bytes; i += 4) {
      cpu.slots()[slot(operands, i)] = loaded[i / 4];
    }
    return 0;
  }

  /** Stores bytes of registers; operands as of {@link #load}. */
  static long store(CpuContext cpu, long gva, long operands, long unused) {
    int bytes = bytes(operands);
    var privilege = GuestAccess.privilege(operands >> USER_SHIFT);
    GuestAccess.probe(cpu, gva, bytes, AccessType.WRITE, privilege);
    for (int i = 0; i < bytes; i++) {
      long value = cpu.slots()[slot(operands, i)] >> (24 - 8 * (i % 4));
      cpu.memory().store(8, (gva + i) & GuestAccess.MASK, value & 0xFF, privilege);
    }
    return 0;
  }

  private static int bytes(long operands) {
    return (int) operands >> COUNT_SHIFT & (MOST_BYTES - 1);
  }

  /** The register of byte {@code i}; register 0 follows 31. */
  private static int slot(long operands, int i) {
    return PpcRegisters.R0 + (int) (operands + i / 4 & (REGISTERS - 1));
  }
}
