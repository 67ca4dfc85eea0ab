package vmm.x86.decode;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vmm.x86.X86Registers;

/**
 * A decoded instruction. The decoder fills the same object again and again; it is valid until the
 * next {@link Decoder#decode}.
 */
public final class Instruction {
  /** Number in place of a general register where there is none. */
  public static final int NO_REGISTER = -1;

  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  @Nullable Row row;
  int opcode;
  int operandBits;
  int addressBits;
  int segmentOverride;
  boolean lock;
  boolean rep;
  boolean repne;
  int rex;
  int modRm;
  int base;
  int index;
  int scale;
  long displacement;
  boolean ripRelative;
  long immediate;
  int immediate2;
  int length;

  Instruction() {}

  /** Whether the bytes are an instruction of this processor; if not, it raises #UD. */
  public boolean defined() {
    return row != null;
  }

  /**
   * The table's line.
   *
   * @throws IllegalStateException if not {@link #defined}
   */
  public Row row() {
    if (row == null) {
      throw new IllegalStateException("undefined opcode");
    }
    return row;
  }

  /** What it does. */
  public Mnemonic mnemonic() {
    return row().mnemonic();
  }

  /** Operand {@code n}, from 0. */
  public OperandKind operand(int n) {
    return row().operands().get(n);
  }

  /** Number of operands. */
  public int operands() {
    return row().operands().size();
  }

  /** The opcode, 100h more if it came after 0Fh. */
  public int opcode() {
    return opcode;
  }

  /** The condition that the opcode's low bits encode. */
  public int condition() {
    return opcode & 15;
  }

  /** Operand size: 16, 32 or 64 bits. */
  public int operandBits() {
    return operandBits;
  }

  /** Size of operand {@code n} in bits. */
  public int bits(int n) {
    int bits = operand(n).bits();
    return bits == 0 ? operandBits : bits;
  }

  /** Address size: 16, 32 or 64 bits. */
  public int addressBits() {
    return addressBits;
  }

  /** Whether LOCK stands before it. */
  public boolean lock() {
    return lock;
  }

  /** Whether F3h stands before it, after any F2h. */
  public boolean rep() {
    return rep;
  }

  /** Whether F2h stands before it, after any F3h. */
  public boolean repne() {
    return repne;
  }

  /** Whether a REX prefix stands before it, so that byte registers 4 to 7 are SPL to DIL. */
  public boolean hasRex() {
    return rex != 0;
  }

  /** The ModRM byte. */
  public int modRm() {
    return modRm;
  }

  /** Whether ModRM names memory. */
  public boolean memory() {
    return modRm < 0xC0;
  }

  /** ModRM's reg field, extended by REX.R. */
  public int reg() {
    return (modRm >> 3 & 7) | ((rex & 4) << 1);
  }

  /** ModRM's rm field as a register, extended by REX.B. */
  public int rm() {
    return (modRm & 7) | ((rex & 1) << 3);
  }

  /** The register in the opcode's low bits, extended by REX.B. */
  public int opcodeRegister() {
    return (opcode & 7) | ((rex & 1) << 3);
  }

  /** Base register of the memory operand, or {@link #NO_REGISTER}. */
  public int base() {
    return base;
  }

  /** Index register of the memory operand, or {@link #NO_REGISTER}. */
  public int index() {
    return index;
  }

  /** By how many bits the index is shifted left. */
  public int scale() {
    return scale;
  }

  /** Displacement of the memory operand, sign-extended; or the whole offset of {@code Ob, Ov}. */
  public long displacement() {
    return displacement;
  }

  /** Whether the displacement counts from the next instruction. */
  public boolean ripRelative() {
    return ripRelative;
  }

  /** Segment of the memory operand: the override, or else SS for stack registers, or else DS. */
  public int segment() {
    boolean stack = base == 4 || base == 5;
    return segment(stack ? X86Registers.SEG_SS : X86Registers.SEG_DS);
  }

  /** The segment override, or {@code otherwise}. */
  public int segment(int otherwise) {
    return segmentOverride < 0 ? otherwise : segmentOverride;
  }

  /** The immediate operand, sign-extended where its kind says so, else zero-extended. */
  public long immediate() {
    return immediate;
  }

  /** The second immediate operand: selector of a far pointer, level of ENTER. */
  public int immediate2() {
    return immediate2;
  }

  /** Number of bytes, prefixes included. */
  public int length() {
    return length;
  }

  /** The mnemonic in lower case, with its condition. */
  public String name() {
    String name = mnemonic().name().toLowerCase(Locale.ROOT);
    return row().span() == 16 ? name + CONDITIONS[condition()] : name;
  }
}
