package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.CTR;
import static vmm.ppc.PpcRegisters.LR;
import static vmm.ppc.PpcRegisters.XER_CA;
import static vmm.ppc.PpcRegisters.XER_COUNT;
import static vmm.ppc.PpcRegisters.XER_OV;
import static vmm.ppc.PpcRegisters.XER_SO;

import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcModel;
import vmm.ppc.SystemInstructions;
import vmm.ppc.decode.Fields;

/** Instructions that touch machine state (Book III-E, chapters 3, 4 and 7). */
final class SystemFamily {
  private static final int SPR_XER = 1;
  private static final int SPR_LR = 8;
  private static final int SPR_CTR = 9;
  private static final int SPR_TBL = 268;
  private static final int SPR_TBU = 269;

  private SystemFamily() {}

  // ---- special registers

  static void mfspr(Block b) {
    int spr = Fields.spr(b.word());
    switch (spr) {
      case SPR_XER -> b.putRt(xer(b));
      case SPR_LR -> b.putRt(b.e.get(LR));
      case SPR_CTR -> b.putRt(b.e.get(CTR));
      // Loops that wait read these and nothing else.
      case SPR_TBL, SPR_TBU ->
          result(b, b.e.call(b.system::timeBase, Effect.READS, b.e.constant(spr)));
      default -> result(b, b.call(b.system::moveFromSpr, b.e.constant(spr)));
    }
  }

  private static void result(Block b, Value value) {
    b.putRt(b.e.extract(value, 0, 32));
  }

  private static Value xer(Block b) {
    Value so = b.e.shl(32, b.e.get(XER_SO), b.e.constant(31));
    Value ov = b.e.shl(32, b.e.get(XER_OV), b.e.constant(30));
    Value ca = b.e.shl(32, b.e.get(XER_CA), b.e.constant(29));
    return b.e.or(32, b.e.or(32, so, ov), b.e.or(32, ca, b.e.get(XER_COUNT)));
  }

  static void mtspr(Block b) {
    int spr = Fields.spr(b.word());
    Value value = b.rs();
    switch (spr) {
      case SPR_XER -> putXer(b, value);
      case SPR_LR -> b.e.put(LR, value);
      case SPR_CTR -> b.e.put(CTR, value);
      default -> {
        b.call(b.system::moveToSpr, b.e.constant(spr), value);
        if (!SpecialRegisters.plain(spr)) {
          b.exitToNext();
        }
      }
    }
  }

  private static void putXer(Block b, Value value) {
    b.e.put(XER_SO, b.e.extract(value, 31, 1));
    b.e.put(XER_OV, b.e.extract(value, 30, 1));
    b.e.put(XER_CA, b.e.extract(value, 29, 1));
    b.e.put(XER_COUNT, b.e.extract(value, 0, 7));
  }

  static void mfpmr(Block b) {
    result(b, b.call(b.system::moveFromPmr, b.e.constant(Fields.spr(b.word()))));
  }

  static void mtpmr(Block b) {
    b.call(b.system::moveToPmr, b.e.constant(Fields.spr(b.word())), b.rs());
  }

  static void msgsnd(Block b) {
    b.call(b.system::sendMessage, b.rb());
  }

  static void msgclr(Block b) {
    b.call(b.system::clearMessage, b.rb());
  }

  static void mfdcr(Block b) {
    result(b, b.call(b.system::moveFromDcr, b.e.constant(Fields.spr(b.word()))));
  }

  static void mtdcr(Block b) {
    b.call(b.system::moveToDcr, b.e.constant(Fields.spr(b.word())), b.rs());
  }

  // ---- machine state

  static void mfmsr(Block b) {
    result(b, b.call(b.system::moveFromMsr));
  }

  static void mtmsr(Block b) {
    b.call(b.system::moveToMsr, b.rs());
    b.exitToNext();
  }

  static void wrtee(Block b) {
    b.call(b.system::writeExternalEnable, b.e.extract(b.rs(), 15, 1));
  }

  static void wrteei(Block b) {
    b.call(b.system::writeExternalEnable, b.e.constant(b.word() >>> 15 & 1));
  }

  static void sc(Block b) {
    int level = b.has(PpcModel.Feature.EHV) ? b.word() >>> 5 & 0x7F : 0;
    b.call(b.system::systemCall, b.e.constant(level));
    b.leave();
  }

  /** rfi (0), rfci (1), rfmci (2), rfgi (3). */
  static Semantic returnFromInterrupt(int kind) {
    return b -> {
      b.call(b.system::returnFromInterrupt, b.e.constant(kind));
      b.exit();
    };
  }

  static void ehpriv(Block b) {
    b.raise(InterruptType.HYPERVISOR_PRIVILEGE, 0);
  }

  static void waitForInterrupt(Block b) {
    b.call(b.system::waitForInterrupt, b.word(b.nextPc()));
    b.exitToNext();
  }

  static void isync(Block b) {
    synchronize(b, SystemInstructions.ISYNC);
    b.exitToNext();
  }

  static void sync(Block b) {
    synchronize(b, SystemInstructions.SYNC);
  }

  static void mbar(Block b) {
    synchronize(b, SystemInstructions.MBAR);
  }

  private static void synchronize(Block b, int kind) {
    b.call(b.system::synchronize, b.e.constant(kind));
  }
}
