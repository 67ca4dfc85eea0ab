package vmm.ppc.translate;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import vmm.ppc.translate.Storage.Address;

/** Which method gives which mnemonic its meaning. */
final class Meanings {
  private static final Map<String, Semantic> ALL = all();

  private Meanings() {}

  /** The meaning of a mnemonic. */
  static Semantic of(String mnemonic) {
    Semantic semantic = ALL.get(mnemonic);
    if (semantic == null) {
      throw new IllegalStateException("no meaning: " + mnemonic);
    }
    return semantic;
  }

  /** All mnemonics that have a meaning. */
  static Set<String> mnemonics() {
    return ALL.keySet();
  }

  private static Map<String, Semantic> all() {
    Map<String, Semantic> m = new HashMap<>();
    sums(m);
    products(m);
    compares(m);
    logic(m);
    shifts(m);
    branches(m);
    loads(m);
    stores(m);
    caches(m);
    system(m);
    translation(m);
    FloatingPoint.addTo(m);
    MacFamily.addTo(m);
    SpeFamily.addTo(m);
    EmbeddedFloat.addTo(m);
    ExternalPidFamily.addTo(m);
    return m;
  }

  private static void sums(Map<String, Semantic> m) {
    m.put("addi", Arithmetic::addi);
    m.put("addis", Arithmetic::addis);
    m.put("addic", Arithmetic::addic);
    m.put("addic.", Arithmetic::addicRecord);
    m.put("subfic", Arithmetic::subfic);
    m.put("add", Arithmetic::add);
    m.put("addc", Arithmetic::addc);
    m.put("adde", Arithmetic::adde);
    m.put("addme", Arithmetic::addme);
    m.put("addze", Arithmetic::addze);
    m.put("subf", Arithmetic::subf);
    m.put("subfc", Arithmetic::subfc);
    m.put("subfe", Arithmetic::subfe);
    m.put("subfme", Arithmetic::subfme);
    m.put("subfze", Arithmetic::subfze);
    m.put("neg", Arithmetic::neg);
  }

  private static void products(Map<String, Semantic> m) {
    m.put("mulli", Arithmetic::mulli);
    m.put("mullw", Arithmetic::mullw);
    m.put("mulhw", Arithmetic::mulhw);
    m.put("mulhwu", Arithmetic::mulhwu);
    m.put("divw", Arithmetic::divw);
    m.put("divwu", Arithmetic::divwu);
  }

  private static void compares(Map<String, Semantic> m) {
    m.put("cmp", Arithmetic::cmp);
    m.put("cmpi", Arithmetic::cmpi);
    m.put("cmpl", Arithmetic::cmpl);
    m.put("cmpli", Arithmetic::cmpli);
    m.put("tw", Arithmetic::tw);
    m.put("twi", Arithmetic::twi);
    m.put("isel", Logic::isel);
  }

  private static void logic(Map<String, Semantic> m) {
    m.put("ori", Logic::ori);
    m.put("oris", Logic::oris);
    m.put("xori", Logic::xori);
    m.put("xoris", Logic::xoris);
    m.put("andi.", Logic::andiRecord);
    m.put("andis.", Logic::andisRecord);
    m.put("and", Logic::and);
    m.put("andc", Logic::andc);
    m.put("or", Logic::or);
    m.put("orc", Logic::orc);
    m.put("xor", Logic::xor);
    m.put("nand", Logic::nand);
    m.put("nor", Logic::nor);
    m.put("eqv", Logic::eqv);
    m.put("extsb", Logic::extsb);
    m.put("extsh", Logic::extsh);
    m.put("cntlzw", Logic::cntlzw);
  }

  private static void shifts(Map<String, Semantic> m) {
    m.put("rlwinm", Logic::rlwinm);
    m.put("rlwnm", Logic::rlwnm);
    m.put("rlwimi", Logic::rlwimi);
    m.put("slw", Logic::slw);
    m.put("srw", Logic::srw);
    m.put("sraw", Logic::sraw);
    m.put("srawi", Logic::srawi);
  }

  private static void branches(Map<String, Semantic> m) {
    m.put("b", Branches::b);
    m.put("bc", Branches::bc);
    m.put("bclr", Branches::bclr);
    m.put("bcctr", Branches::bcctr);
    m.put("crand", ConditionLogic::crand);
    m.put("crandc", ConditionLogic::crandc);
    m.put("cror", ConditionLogic::cror);
    m.put("crorc", ConditionLogic::crorc);
    m.put("crxor", ConditionLogic::crxor);
    m.put("creqv", ConditionLogic::creqv);
    m.put("crnand", ConditionLogic::crnand);
    m.put("crnor", ConditionLogic::crnor);
    m.put("mcrf", ConditionLogic::mcrf);
    m.put("mcrxr", ConditionLogic::mcrxr);
    m.put("mfcr", ConditionLogic::mfcr);
    m.put("mtcrf", ConditionLogic::mtcrf);
  }

  private static void loads(Map<String, Semantic> m) {
    loads(m, "lbz", 8);
    loads(m, "lhz", 16);
    loads(m, "lwz", 32);
    m.put("lha", Storage.loadAlgebraic(Address.D));
    m.put("lhau", Storage.loadAlgebraic(Address.D_UPDATE));
    m.put("lhax", Storage.loadAlgebraic(Address.X));
    m.put("lhaux", Storage.loadAlgebraic(Address.X_UPDATE));
    m.put("lhbrx", Storage.loadReversed(16));
    m.put("lwbrx", Storage.loadReversed(32));
    m.put("lmw", MultipleStorage::lmw);
    m.put("lswi", MultipleStorage::lswi);
    m.put("lswx", MultipleStorage::lswx);
    m.put("lwarx", Reservations::lwarx);
  }

  private static void loads(Map<String, Semantic> m, String mnemonic, int bits) {
    m.put(mnemonic, Storage.load(bits, Address.D));
    m.put(mnemonic + "u", Storage.load(bits, Address.D_UPDATE));
    m.put(mnemonic + "x", Storage.load(bits, Address.X));
    m.put(mnemonic + "ux", Storage.load(bits, Address.X_UPDATE));
  }

  private static void stores(Map<String, Semantic> m) {
    stores(m, "stb", 8);
    stores(m, "sth", 16);
    stores(m, "stw", 32);
    m.put("sthbrx", Storage.storeReversed(16));
    m.put("stwbrx", Storage.storeReversed(32));
    m.put("stmw", MultipleStorage::stmw);
    m.put("stswi", MultipleStorage::stswi);
    m.put("stswx", MultipleStorage::stswx);
    m.put("stwcx.", Reservations::stwcx);
  }

  private static void stores(Map<String, Semantic> m, String mnemonic, int bits) {
    m.put(mnemonic, Storage.store(bits, Address.D));
    m.put(mnemonic + "u", Storage.store(bits, Address.D_UPDATE));
    m.put(mnemonic + "x", Storage.store(bits, Address.X));
    m.put(mnemonic + "ux", Storage.store(bits, Address.X_UPDATE));
  }

  private static void caches(Map<String, Semantic> m) {
    m.put("dcba", Caches::hint);
    m.put("dcbt", Caches::hint);
    m.put("dcbtst", Caches::hint);
    m.put("icbt", Caches::hint);
    m.put("dcbf", Caches::flush);
    m.put("dcbst", Caches::flush);
    m.put("icbi", Caches::flush);
    m.put("dcbi", Caches::dcbi);
    m.put("dcbz", Caches::dcbz);
    m.put("dccci", Caches::privileged);
    m.put("iccci", Caches::privileged);
    m.put("dcread", Caches::dcread);
    m.put("icread", Caches::icread);
    m.put("dcbtls", Caches::privileged);
    m.put("dcbtstls", Caches::privileged);
    m.put("dcblc", Caches::privileged);
    m.put("icbtls", Caches::privileged);
    m.put("icblc", Caches::privileged);
  }

  private static void system(Map<String, Semantic> m) {
    m.put("sc", SystemFamily::sc);
    m.put("rfi", SystemFamily.returnFromInterrupt(0));
    m.put("rfci", SystemFamily.returnFromInterrupt(1));
    m.put("rfmci", SystemFamily.returnFromInterrupt(2));
    m.put("rfgi", SystemFamily.returnFromInterrupt(3));
    m.put("mfspr", SystemFamily::mfspr);
    m.put("mtspr", SystemFamily::mtspr);
    m.put("mftb", SystemFamily::mfspr);
    m.put("mfpmr", SystemFamily::mfpmr);
    m.put("mtpmr", SystemFamily::mtpmr);
    m.put("msgsnd", SystemFamily::msgsnd);
    m.put("msgclr", SystemFamily::msgclr);
    m.put("mfdcr", SystemFamily::mfdcr);
    m.put("mtdcr", SystemFamily::mtdcr);
    m.put("mfmsr", SystemFamily::mfmsr);
    m.put("mtmsr", SystemFamily::mtmsr);
    m.put("wrtee", SystemFamily::wrtee);
    m.put("wrteei", SystemFamily::wrteei);
    m.put("wait", SystemFamily::waitForInterrupt);
    m.put("ehpriv", SystemFamily::ehpriv);
    m.put("isync", SystemFamily::isync);
    m.put("sync", SystemFamily::sync);
    m.put("mbar", SystemFamily::mbar);
  }

  private static void translation(Map<String, Semantic> m) {
    m.put("tlbwe", TlbFamily::tlbwe);
    m.put("tlbre", TlbFamily::tlbre);
    m.put("tlbsx", TlbFamily::tlbsx);
    m.put("tlbsrx.", TlbFamily::tlbsrxRecord);
    m.put("tlbivax", TlbFamily::tlbivax);
    m.put("tlbilx", TlbFamily::tlbilx);
    m.put("tlbsync", TlbFamily::tlbsync);
  }
}
