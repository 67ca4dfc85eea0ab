package vmm.x86.decode;

import static vmm.x86.decode.OperandKind.Place.FIXED;
import static vmm.x86.decode.OperandKind.Place.IMMEDIATE;
import static vmm.x86.decode.OperandKind.Place.MEMORY;
import static vmm.x86.decode.OperandKind.Place.OFFSET;
import static vmm.x86.decode.OperandKind.Place.OPCODE;
import static vmm.x86.decode.OperandKind.Place.REG;
import static vmm.x86.decode.OperandKind.Place.REGISTER;
import static vmm.x86.decode.OperandKind.Place.RM;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Operands as the opcode maps write them (SDM vol 2, appendix A, "Codes for operand type"). */
public enum OperandKind {
  /** Byte in ModRM's register or memory. */
  EB("Eb", RM, 8),
  /** Word in ModRM's register or memory. */
  EW("Ew", RM, 16),
  /** Doubleword in ModRM's register or memory. */
  ED("Ed", RM, 32),
  /** Register or memory of operand size. */
  EV("Ev", RM, 0),
  /** Byte register of the reg field. */
  GB("Gb", REG, 8),
  /** Word register of the reg field. */
  GW("Gw", REG, 16),
  /** Register of the reg field, of operand size. */
  GV("Gv", REG, 0),
  /** Memory of a size that the instruction knows. */
  M("M", MEMORY, 0),
  /** A general register of the rm field, whatever the mod field says. */
  R("R", REGISTER, 0),
  /** Segment register of the reg field. */
  SW("Sw", REG, 16),
  /** Control register of the reg field. */
  CD("Cd", REG, 0),
  /** Debug register of the reg field. */
  DD("Dd", REG, 0),
  /** Byte register of the opcode's low bits. */
  ZB("Zb", OPCODE, 8),
  /** Register of the opcode's low bits, of operand size. */
  ZV("Zv", OPCODE, 0),
  /** Immediate byte, zero-extended. */
  IB("Ib", IMMEDIATE, 8),
  /** Immediate byte, sign-extended to operand size. */
  IBS("sIb", IMMEDIATE, 8),
  /** Immediate word. */
  IW("Iw", IMMEDIATE, 16),
  /** Immediate of operand size, but of 32 bits, sign-extended, where that is 64. */
  IZ("Iz", IMMEDIATE, 0),
  /** Immediate of operand size. */
  IV("Iv", IMMEDIATE, 0),
  /** Byte displacement of a jump. */
  JB("Jb", IMMEDIATE, 8),
  /** Displacement of a jump, of operand size, but of 32 bits where that is 64. */
  JZ("Jz", IMMEDIATE, 0),
  /** Far pointer: offset of operand size, then selector. */
  AP("Ap", IMMEDIATE, 0),
  /** Byte at an absolute offset of address size. */
  OB("Ob", OFFSET, 8),
  /** Memory of operand size at an absolute offset of address size. */
  OV("Ov", OFFSET, 0),
  /** AL. */
  AL("AL", FIXED, 8),
  /** AX, EAX or RAX by operand size. */
  EAX("eAX", FIXED, 0),
  /** CL. */
  CL("CL", FIXED, 8),
  /** DX. */
  DX("DX", FIXED, 16),
  /** The number 1. */
  ONE("1", FIXED, 8),
  /** Byte at DS:rSI. */
  XB("Xb", FIXED, 8),
  /** Memory of operand size at DS:rSI. */
  XV("Xv", FIXED, 0),
  /** Byte at ES:rDI. */
  YB("Yb", FIXED, 8),
  /** Memory of operand size at ES:rDI. */
  YV("Yv", FIXED, 0),
  /** ES. */
  ES("ES", FIXED, 16),
  /** CS. */
  CS("CS", FIXED, 16),
  /** SS. */
  SS("SS", FIXED, 16),
  /** DS. */
  DS("DS", FIXED, 16),
  /** FS. */
  FS("FS", FIXED, 16),
  /** GS. */
  GS("GS", FIXED, 16);

  /** Where an operand is found. */
  public enum Place {
    /** ModRM's mod and rm fields. */
    RM,
    /** ModRM's mod and rm fields, which must name memory. */
    MEMORY,
    /** ModRM's rm field, which names a register whatever mod is. */
    REGISTER,
    /** ModRM's reg field. */
    REG,
    /** The opcode's low three bits. */
    OPCODE,
    /** The bytes after opcode and ModRM. */
    IMMEDIATE,
    /** An offset in the bytes after the opcode. */
    OFFSET,
    /** The opcode alone. */
    FIXED
  }

  private static final Map<String, OperandKind> BY_NOTATION =
      Stream.of(values()).collect(Collectors.toMap(OperandKind::notation, Function.identity()));

  private final String notation;
  private final Place place;
  private final int bits;

  OperandKind(String notation, Place place, int bits) {
    this.notation = notation;
    this.place = place;
    this.bits = bits;
  }

  /** The kind of that notation. */
  static OperandKind of(String notation) {
    OperandKind kind = BY_NOTATION.get(notation);
    if (kind == null) {
      throw new IllegalArgumentException("unknown operand: " + notation);
    }
    return kind;
  }

  /** As in the opcode maps. */
  public String notation() {
    return notation;
  }

  /** Where it is found. */
  public Place place() {
    return place;
  }

  /** Size in bits; 0 if it is the operand size. */
  public int bits() {
    return bits;
  }

  /** Whether the instruction has a ModRM byte because of this operand. */
  boolean usesModRm() {
    return place == RM || place == MEMORY || place == REGISTER || place == REG;
  }

  @Override
  public String toString() {
    return notation.toLowerCase(Locale.ROOT);
  }
}
