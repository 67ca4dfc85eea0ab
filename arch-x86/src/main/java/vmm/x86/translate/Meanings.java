package vmm.x86.translate;

import java.util.EnumMap;
import java.util.Map;
import vmm.x86.decode.Mnemonic;

/** Which method gives which mnemonic its meaning. */
final class Meanings {
  private static final Map<Mnemonic, Semantic> ALL = all();

  private Meanings() {}

  /** The meaning of a mnemonic. */
  static Semantic of(Mnemonic mnemonic) {
    Semantic semantic = ALL.get(mnemonic);
    if (semantic == null) {
      throw new IllegalStateException("no meaning: " + mnemonic);
    }
    return semantic;
  }

  private static Map<Mnemonic, Semantic> all() {
    Map<Mnemonic, Semantic> m = new EnumMap<>(Mnemonic.class);
    arithmetic(m);
    logic(m);
    shifts(m);
    moves(m);
    stack(m);
    controlFlow(m);
    bits(m);
    strings(m);
    portIo(m);
    systemFamily(m);
    m.put(Mnemonic.NOP, Meanings::nothing);
    m.put(Mnemonic.ESC, FloatingPoint::escape);
    m.put(Mnemonic.WAIT, FloatingPoint::fwait);
    m.put(Mnemonic.FXSAVE, FloatingPoint::fxsave);
    m.put(Mnemonic.FXRSTOR, FloatingPoint::fxrstor);
    return m;
  }

  private static void arithmetic(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.ADD, Arithmetic::add);
    m.put(Mnemonic.ADC, Arithmetic::adc);
    m.put(Mnemonic.SUB, Arithmetic::sub);
    m.put(Mnemonic.SBB, Arithmetic::sbb);
    m.put(Mnemonic.CMP, Arithmetic::cmp);
    m.put(Mnemonic.INC, Arithmetic::inc);
    m.put(Mnemonic.DEC, Arithmetic::dec);
    m.put(Mnemonic.NEG, Arithmetic::neg);
    m.put(Mnemonic.XADD, Arithmetic::xadd);
    m.put(Mnemonic.MUL, Arithmetic::mul);
    m.put(Mnemonic.IMUL, Arithmetic::imul);
    m.put(Mnemonic.DIV, Arithmetic::div);
    m.put(Mnemonic.IDIV, Arithmetic::idiv);
    m.put(Mnemonic.CBW, Arithmetic::cbw);
    m.put(Mnemonic.CWD, Arithmetic::cwd);
    m.put(Mnemonic.DAA, Arithmetic::daa);
    m.put(Mnemonic.DAS, Arithmetic::das);
    m.put(Mnemonic.AAA, Arithmetic::aaa);
    m.put(Mnemonic.AAS, Arithmetic::aas);
    m.put(Mnemonic.AAM, Arithmetic::aam);
    m.put(Mnemonic.AAD, Arithmetic::aad);
  }

  private static void logic(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.AND, Logic::and);
    m.put(Mnemonic.OR, Logic::or);
    m.put(Mnemonic.XOR, Logic::xor);
    m.put(Mnemonic.TEST, Logic::test);
    m.put(Mnemonic.NOT, Logic::not);
    m.put(Mnemonic.CLC, Logic::clc);
    m.put(Mnemonic.STC, Logic::stc);
    m.put(Mnemonic.CMC, Logic::cmc);
    m.put(Mnemonic.CLD, Logic::cld);
    m.put(Mnemonic.STD, Logic::std);
    m.put(Mnemonic.SAHF, Logic::sahf);
    m.put(Mnemonic.LAHF, Logic::lahf);
    m.put(Mnemonic.SALC, Logic::salc);
    m.put(Mnemonic.SET, Logic::set);
  }

  private static void shifts(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.SHL, Shifts::shl);
    m.put(Mnemonic.SHR, Shifts::shr);
    m.put(Mnemonic.SAR, Shifts::sar);
    m.put(Mnemonic.SHLD, Shifts::shld);
    m.put(Mnemonic.SHRD, Shifts::shrd);
    m.put(Mnemonic.ROL, Shifts::rol);
    m.put(Mnemonic.ROR, Shifts::ror);
    m.put(Mnemonic.RCL, Shifts::rcl);
    m.put(Mnemonic.RCR, Shifts::rcr);
  }

  private static void moves(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.MOV, Moves::mov);
    m.put(Mnemonic.MOVZX, Moves::movzx);
    m.put(Mnemonic.MOVSX, Moves::movsx);
    m.put(Mnemonic.MOVSXD, Moves::movsx);
    m.put(Mnemonic.CMOV, Moves::cmov);
    m.put(Mnemonic.XCHG, Moves::xchg);
    m.put(Mnemonic.LEA, Moves::lea);
    m.put(Mnemonic.CMPXCHG, Moves::cmpxchg);
    m.put(Mnemonic.CMPXCHG8B, Moves::cmpxchg8b);
    m.put(Mnemonic.BSWAP, Moves::bswap);
    m.put(Mnemonic.XLAT, Moves::xlat);
    m.put(Mnemonic.MOV_FROM_SREG, Moves::fromSegment);
    m.put(Mnemonic.MOV_TO_SREG, Moves::toSegment);
    m.put(Mnemonic.LES, Moves::les);
    m.put(Mnemonic.LDS, Moves::lds);
    m.put(Mnemonic.LSS, Moves::lss);
    m.put(Mnemonic.LFS, Moves::lfs);
    m.put(Mnemonic.LGS, Moves::lgs);
  }

  private static void stack(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.PUSH, Stack::push);
    m.put(Mnemonic.POP, Stack::pop);
    m.put(Mnemonic.PUSHA, Stack::pusha);
    m.put(Mnemonic.POPA, Stack::popa);
    m.put(Mnemonic.ENTER, Stack::enter);
    m.put(Mnemonic.LEAVE, Stack::leave);
    m.put(Mnemonic.PUSHF, Stack::pushf);
    m.put(Mnemonic.POPF, Stack::popf);
  }

  private static void controlFlow(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.JMP, ControlFlow::jmp);
    m.put(Mnemonic.J, ControlFlow::jcc);
    m.put(Mnemonic.CALL, ControlFlow::call);
    m.put(Mnemonic.RET, ControlFlow::ret);
    m.put(Mnemonic.LOOP, ControlFlow::loop);
    m.put(Mnemonic.LOOPE, ControlFlow::loope);
    m.put(Mnemonic.LOOPNE, ControlFlow::loopne);
    m.put(Mnemonic.JCXZ, ControlFlow::jcxz);
    m.put(Mnemonic.JMP_FAR, ControlFlow::jumpFar);
    m.put(Mnemonic.CALL_FAR, ControlFlow::callFar);
    m.put(Mnemonic.RET_FAR, ControlFlow::returnFar);
    m.put(Mnemonic.IRET, ControlFlow::iret);
    m.put(Mnemonic.INT, ControlFlow::interrupt);
    m.put(Mnemonic.INT3, ControlFlow::int3);
    m.put(Mnemonic.INT1, ControlFlow::int1);
    m.put(Mnemonic.INTO, ControlFlow::into);
    m.put(Mnemonic.BOUND, ControlFlow::bound);
    m.put(Mnemonic.UD2, ControlFlow::undefined);
    m.put(Mnemonic.SYSCALL, ControlFlow::undefined);
    m.put(Mnemonic.SYSRET, ControlFlow::undefined);
  }

  private static void bits(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.BT, Bits::bt);
    m.put(Mnemonic.BTS, Bits::bts);
    m.put(Mnemonic.BTR, Bits::btr);
    m.put(Mnemonic.BTC, Bits::btc);
    m.put(Mnemonic.BSF, Bits::bsf);
    m.put(Mnemonic.BSR, Bits::bsr);
  }

  private static void strings(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.MOVS, Strings::movs);
    m.put(Mnemonic.STOS, Strings::stos);
    m.put(Mnemonic.LODS, Strings::lods);
    m.put(Mnemonic.CMPS, Strings::cmps);
    m.put(Mnemonic.SCAS, Strings::scas);
  }

  private static void portIo(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.IN, PortIo::in);
    m.put(Mnemonic.OUT, PortIo::out);
    m.put(Mnemonic.INS, PortIo::ins);
    m.put(Mnemonic.OUTS, PortIo::outs);
  }

  private static void systemFamily(Map<Mnemonic, Semantic> m) {
    m.put(Mnemonic.CLI, SystemFamily::cli);
    m.put(Mnemonic.STI, SystemFamily::sti);
    m.put(Mnemonic.HLT, SystemFamily::hlt);
    m.put(Mnemonic.CLTS, SystemFamily::clts);
    m.put(Mnemonic.RDMSR, SystemFamily::rdmsr);
    m.put(Mnemonic.WRMSR, SystemFamily::wrmsr);
    m.put(Mnemonic.CPUID, SystemFamily::cpuid);
    m.put(Mnemonic.RDTSC, SystemFamily::rdtsc);
    m.put(Mnemonic.RDPMC, SystemFamily::rdpmc);
    m.put(Mnemonic.INVD, SystemFamily::flushCaches);
    m.put(Mnemonic.WBINVD, SystemFamily::flushCaches);
    m.put(Mnemonic.INVLPG, SystemFamily::invlpg);
    m.put(Mnemonic.MOV_TO_CR, SystemFamily::movToControl);
    m.put(Mnemonic.MOV_FROM_CR, SystemFamily::movFromControl);
    m.put(Mnemonic.MOV_TO_DR, SystemFamily::movToDebug);
    m.put(Mnemonic.MOV_FROM_DR, SystemFamily::movFromDebug);
    m.put(Mnemonic.SMSW, SystemFamily::smsw);
    m.put(Mnemonic.LMSW, SystemFamily::lmsw);
    m.put(Mnemonic.SGDT, SystemFamily::sgdt);
    m.put(Mnemonic.SIDT, SystemFamily::sidt);
    m.put(Mnemonic.LGDT, SystemFamily::lgdt);
    m.put(Mnemonic.LIDT, SystemFamily::lidt);
    m.put(Mnemonic.SLDT, SystemFamily::sldt);
    m.put(Mnemonic.STR, SystemFamily::str);
    m.put(Mnemonic.LLDT, SystemFamily::lldt);
    m.put(Mnemonic.LTR, SystemFamily::ltr);
    m.put(Mnemonic.VERR, SystemFamily::verr);
    m.put(Mnemonic.VERW, SystemFamily::verw);
    m.put(Mnemonic.LAR, SystemFamily::lar);
    m.put(Mnemonic.LSL, SystemFamily::lsl);
    m.put(Mnemonic.ARPL, SystemFamily::arpl);
    m.put(Mnemonic.SYSENTER, SystemFamily::sysenter);
    m.put(Mnemonic.SYSEXIT, SystemFamily::sysexit);
    m.put(Mnemonic.RSM, SystemFamily::rsm);
  }

  private static void nothing(Block block) {
    // NOP does nothing, and a hint needs nothing done.
  }
}
