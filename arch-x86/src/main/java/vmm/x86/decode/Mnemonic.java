package vmm.x86.decode;

/** What instructions do, by the manual's names (SDM vol 2). */
public enum Mnemonic {
  /** AAA. */
  AAA,
  /** AAD. */
  AAD,
  /** AAM. */
  AAM,
  /** AAS. */
  AAS,
  /** ADC. */
  ADC,
  /** ADD. */
  ADD,
  /** AND. */
  AND,
  /** ARPL. */
  ARPL,
  /** BOUND. */
  BOUND,
  /** BSF. */
  BSF,
  /** BSR. */
  BSR,
  /** BSWAP. */
  BSWAP,
  /** BT. */
  BT,
  /** BTC. */
  BTC,
  /** BTR. */
  BTR,
  /** BTS. */
  BTS,
  /** CALL. */
  CALL,
  /** CALL through a far pointer. */
  CALL_FAR,
  /** CBW. */
  CBW,
  /** CLC. */
  CLC,
  /** CLD. */
  CLD,
  /** CLI. */
  CLI,
  /** CLTS. */
  CLTS,
  /** CMC. */
  CMC,
  /** CMOVcc. */
  CMOV,
  /** CMP. */
  CMP,
  /** CMPS. */
  CMPS,
  /** CMPXCHG. */
  CMPXCHG,
  /** CMPXCHG8B. */
  CMPXCHG8B,
  /** CPUID. */
  CPUID,
  /** CWD. */
  CWD,
  /** DAA. */
  DAA,
  /** DAS. */
  DAS,
  /** DEC. */
  DEC,
  /** DIV. */
  DIV,
  /** ENTER. */
  ENTER,
  /** an x87 instruction. */
  ESC,
  /** FXRSTOR. */
  FXRSTOR,
  /** FXSAVE. */
  FXSAVE,
  /** HLT. */
  HLT,
  /** IDIV. */
  IDIV,
  /** IMUL. */
  IMUL,
  /** IN. */
  IN,
  /** INC. */
  INC,
  /** INS. */
  INS,
  /** INT. */
  INT,
  /** INT1. */
  INT1,
  /** INT3. */
  INT3,
  /** INTO. */
  INTO,
  /** INVD. */
  INVD,
  /** INVLPG. */
  INVLPG,
  /** IRET. */
  IRET,
  /** Jcc. */
  J,
  /** JCXZ. */
  JCXZ,
  /** JMP. */
  JMP,
  /** JMP through a far pointer. */
  JMP_FAR,
  /** LAHF. */
  LAHF,
  /** LAR. */
  LAR,
  /** LDS. */
  LDS,
  /** LEA. */
  LEA,
  /** LEAVE. */
  LEAVE,
  /** LES. */
  LES,
  /** LFS. */
  LFS,
  /** LGDT. */
  LGDT,
  /** LGS. */
  LGS,
  /** LIDT. */
  LIDT,
  /** LLDT. */
  LLDT,
  /** LMSW. */
  LMSW,
  /** LODS. */
  LODS,
  /** LOOP. */
  LOOP,
  /** LOOPE. */
  LOOPE,
  /** LOOPNE. */
  LOOPNE,
  /** LSL. */
  LSL,
  /** LSS. */
  LSS,
  /** LTR. */
  LTR,
  /** MOV. */
  MOV,
  /** MOVS. */
  MOVS,
  /** MOVSX. */
  MOVSX,
  /** MOVSXD. */
  MOVSXD,
  /** MOVZX. */
  MOVZX,
  /** MOV from a control register. */
  MOV_FROM_CR,
  /** MOV from a debug register. */
  MOV_FROM_DR,
  /** MOV from a segment register. */
  MOV_FROM_SREG,
  /** MOV to a control register. */
  MOV_TO_CR,
  /** MOV to a debug register. */
  MOV_TO_DR,
  /** MOV to a segment register. */
  MOV_TO_SREG,
  /** MUL. */
  MUL,
  /** NEG. */
  NEG,
  /** NOP, hint forms included. */
  NOP,
  /** NOT. */
  NOT,
  /** OR. */
  OR,
  /** OUT. */
  OUT,
  /** OUTS. */
  OUTS,
  /** POP. */
  POP,
  /** POPA. */
  POPA,
  /** POPF. */
  POPF,
  /** PUSH. */
  PUSH,
  /** PUSHA. */
  PUSHA,
  /** PUSHF. */
  PUSHF,
  /** RCL. */
  RCL,
  /** RCR. */
  RCR,
  /** RDMSR. */
  RDMSR,
  /** RDPMC. */
  RDPMC,
  /** RDTSC. */
  RDTSC,
  /** RET. */
  RET,
  /** RET to a far pointer. */
  RET_FAR,
  /** ROL. */
  ROL,
  /** ROR. */
  ROR,
  /** RSM. */
  RSM,
  /** SAHF. */
  SAHF,
  /** SALC. */
  SALC,
  /** SAR. */
  SAR,
  /** SBB. */
  SBB,
  /** SCAS. */
  SCAS,
  /** SETcc. */
  SET,
  /** SGDT. */
  SGDT,
  /** SHL. */
  SHL,
  /** SHLD. */
  SHLD,
  /** SHR. */
  SHR,
  /** SHRD. */
  SHRD,
  /** SIDT. */
  SIDT,
  /** SLDT. */
  SLDT,
  /** SMSW. */
  SMSW,
  /** STC. */
  STC,
  /** STD. */
  STD,
  /** STI. */
  STI,
  /** STOS. */
  STOS,
  /** STR. */
  STR,
  /** SUB. */
  SUB,
  /** SYSCALL. */
  SYSCALL,
  /** SYSENTER. */
  SYSENTER,
  /** SYSEXIT. */
  SYSEXIT,
  /** SYSRET. */
  SYSRET,
  /** TEST. */
  TEST,
  /** UD2. */
  UD2,
  /** VERR. */
  VERR,
  /** VERW. */
  VERW,
  /** WAIT. */
  WAIT,
  /** WBINVD. */
  WBINVD,
  /** WRMSR. */
  WRMSR,
  /** XADD. */
  XADD,
  /** XCHG. */
  XCHG,
  /** XLAT. */
  XLAT,
  /** XOR. */
  XOR
}
