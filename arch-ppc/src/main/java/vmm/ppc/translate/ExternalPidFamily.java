package vmm.ppc.translate;

import java.util.Map;
import vmm.api.cpu.Value;
import vmm.ppc.PpcRegisters;
import vmm.ppc.decode.Fields;

/**
 * Loads, stores and cache management in the space that EPLC or EPSC names (Power ISA 2.06 Book
 * III-E, section 5.7).
 */
final class ExternalPidFamily {
  private ExternalPidFamily() {}

  /** Adds the meanings. */
  static void addTo(Map<String, Semantic> m) {
    m.put("lbepx", b -> b.putRt(load(b, 8)));
    m.put("lhepx", b -> b.putRt(load(b, 16)));
    m.put("lwepx", b -> b.putRt(load(b, 32)));
    m.put("lfdepx", ExternalPidFamily::loadDouble);
    m.put("stbepx", b -> store(b, 8, b.rs()));
    m.put("sthepx", b -> store(b, 16, b.rs()));
    m.put("stwepx", b -> store(b, 32, b.rs()));
    m.put("stfdepx", ExternalPidFamily::storeDouble);
    m.put("dcbfep", ExternalPidFamily::flush);
    m.put("dcbstep", ExternalPidFamily::flush);
    m.put("icbiep", ExternalPidFamily::flush);
    m.put("dcbtep", Caches::privileged);
    m.put("dcbtstep", Caches::privileged);
    m.put("dcbzep", b -> b.call(b.system::externalClear, b.addressX()));
  }

  private static Value load(Block b, int bits) {
    Value loaded = b.call(b.system::externalLoad, b.addressX(), b.e.constant(bits));
    return b.e.extract(loaded, 0, bits);
  }

  private static void store(Block b, int bits, Value value) {
    b.call(b.system::externalStore, b.addressX(), b.e.constant(bits), value);
  }

  private static void loadDouble(Block b) {
    if (FloatingPoint.available(b)) {
      b.e.put(PpcRegisters.F0 + Fields.rt(b.word()), load(b, 64));
    }
  }

  private static void storeDouble(Block b) {
    if (FloatingPoint.available(b)) {
      store(b, 64, b.e.get(PpcRegisters.F0 + Fields.rt(b.word())));
    }
  }

  /** dcbfep, dcbstep, icbiep: the address is translated as that of a load. */
  private static void flush(Block b) {
    b.call(b.system::externalProbe, b.addressX());
  }
}
