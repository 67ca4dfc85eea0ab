package vmm.ppc.translate;

import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.decode.Fields;

/**
 * Integer loads and stores of one register (Book I, sections 3.3.2 to 3.3.4). Memory is big-endian
 * and emitters are not, so that plain accesses swap bytes and the byte-reversed ones do not.
 */
final class Storage {
  private Storage() {}

  /** Which address an instruction uses. */
  enum Address {
    /** (RA or 0) + D. */
    D,
    /** RA + D, which RA gets. */
    D_UPDATE,
    /** (RA or 0) + RB. */
    X,
    /** RA + RB, which RA gets. */
    X_UPDATE;

    boolean updates() {
      return this == D_UPDATE || this == X_UPDATE;
    }

    Value of(Block b) {
      return this == D || this == D_UPDATE ? b.addressD() : b.addressX();
    }
  }

  /** A load of 8, 16 or 32 bits. */
  static Semantic load(int bits, Address address) {
    return b -> {
      Value gva = integerAddress(b, bits, address, 0);
      finish(b, address, gva, loadBigEndian(b, bits, gva));
    };
  }

  /** A load of 16 bits, sign-extended. */
  static Semantic loadAlgebraic(Address address) {
    return b -> {
      Value gva = integerAddress(b, 16, address, 0);
      finish(b, address, gva, b.e.signExtend(16, 32, loadBigEndian(b, 16, gva)));
    };
  }

  /** A load that reverses bytes. */
  static Semantic loadReversed(int bits) {
    return b -> {
      Value gva = integerAddress(b, bits, Address.X, 0);
      b.putRt(b.e.load(bits, gva, AccessType.READ));
    };
  }

  /** If RA is RT as well, which is an invalid form, the loaded value stays. */
  private static void finish(Block b, Address address, Value gva, Value loaded) {
    update(b, address, gva);
    b.putRt(loaded);
  }

  /** RA gets the address once the access has succeeded. */
  static void update(Block b, Address address, Value gva) {
    if (address.updates()) {
      b.putRegister(Fields.ra(b.word()), gva);
    }
  }

  /** A store of 8, 16 or 32 bits. */
  static Semantic store(int bits, Address address) {
    return b -> {
      Value gva = integerAddress(b, bits, address, PpcFault.ESR_ST);
      storeBigEndian(b, bits, gva, b.rs());
      update(b, address, gva);
    };
  }

  /** A store that reverses bytes. */
  static Semantic storeReversed(int bits) {
    return b -> {
      Value gva = integerAddress(b, bits, Address.X, PpcFault.ESR_ST);
      b.e.store(bits, gva, b.rs());
    };
  }

  private static Value integerAddress(Block b, int bits, Address address, long esr) {
    Value gva = address.of(b);
    if (b.in(PpcMode.ALIGNED) && bits > 8) {
      checkAligned(b, gva, bits / 8, esr);
    }
    return gva;
  }

  /** Raises an alignment interrupt if an address is no multiple of {@code bytes}. */
  static void checkAligned(Block b, Value gva, int bytes, long esr) {
    b.checkAlignment(b.e.and(32, gva, b.e.constant(bytes - 1)), esr, gva);
  }

  /** Loads from memory as it is. */
  static Value loadBigEndian(Block b, int bits, Value gva) {
    Value loaded = b.e.load(bits, gva, AccessType.READ);
    return bits == 8 ? loaded : b.e.byteSwap(bits, loaded);
  }

  /** Stores to memory as it is. */
  static void storeBigEndian(Block b, int bits, Value gva, Value value) {
    b.e.store(bits, gva, bits == 8 ? value : b.e.byteSwap(bits, value));
  }
}
