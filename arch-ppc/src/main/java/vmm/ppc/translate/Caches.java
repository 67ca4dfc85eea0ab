package vmm.ppc.translate;

import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;

/**
 * Cache management (Book II, section 4.3; PPC440x5 User's Manual, chapter 4). The simulated caches
 * are coherent, so what is left is the translation of addresses, and privilege.
 */
final class Caches {
  private static final int DOUBLEWORD = 8;

  private Caches() {}

  /** dcbt, dcbtst, icbt, and dcba, which a core may take as a hint: nothing. */
  static void hint(Block b) {}

  /** dcbf, dcbst, icbi: the address is translated as that of a load. */
  static void flush(Block b) {
    b.check(Caches::probeRead, b.addressX(), b.e.constant(b.userFlag()));
  }

  /** dcbi: privileged, and the address is translated as that of a store. */
  static void dcbi(Block b) {
    Value gva = b.addressX();
    b.call(b.system::privilegedCache, gva);
    b.check(Caches::probeWrite, gva, b.e.constant(b.userFlag()));
  }

  static void dcbz(Block b) {
    int line = b.model.cacheLine();
    Value gva = b.addressX();
    b.check(b.system::checkLine, gva, b.e.constant(b.userFlag()));
    Value first = b.e.and(32, gva, b.word(-line));
    for (int i = 0; i < line; i += DOUBLEWORD) {
      b.e.store(64, b.e.add(32, first, b.e.constant(i)), b.e.constant(0));
    }
  }

  /** dccci, iccci, and those that lock lines. */
  static void privileged(Block b) {
    b.call(b.system::privilegedCache, b.addressX());
  }

  /** dcread: RT gets what the line holds. */
  static void dcread(Block b) {
    b.putRt(b.e.extract(b.call(b.system::cacheRead, b.addressX(), b.e.constant(1)), 0, 32));
  }

  /** icread: debug registers get what the line holds. */
  static void icread(Block b) {
    b.call(b.system::cacheRead, b.addressX(), b.e.constant(0));
  }

  static long probeRead(CpuContext cpu, long gva, long userFlag, long unused) {
    cpu.memory().probe(gva, 1, AccessType.READ, GuestAccess.privilege(userFlag));
    return 0;
  }

  static long probeWrite(CpuContext cpu, long gva, long userFlag, long unused) {
    cpu.memory().probe(gva, 1, AccessType.WRITE, GuestAccess.privilege(userFlag));
    return 0;
  }
}
