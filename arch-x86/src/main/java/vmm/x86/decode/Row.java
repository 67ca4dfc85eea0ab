package vmm.x86.decode;

import java.util.List;

/**
 * One line of an opcode table.
 *
 * @param map 0 for one-byte opcodes, 1 for those after 0Fh
 * @param opcode the opcode byte; the first of them if {@code span} is greater than 1
 * @param span number of consecutive opcodes that the line covers: 8 by register, 16 by condition
 * @param extension the reg field of ModRM that the line asks for, or -1
 * @param lockable whether LOCK is allowed with a memory destination
 * @param sizeIn64 how the operand size is found in 64-bit mode
 */
public record Row(
    int map,
    int opcode,
    int span,
    int extension,
    Mnemonic mnemonic,
    List<OperandKind> operands,
    boolean lockable,
    Validity validity,
    SizeIn64 sizeIn64) {

  /** The modes in which a line holds. */
  public enum Validity {
    /** In all modes. */
    ALWAYS,
    /** Not in 64-bit mode. */
    NOT_64,
    /** In 64-bit mode only. */
    ONLY_64
  }

  /** The operand size in 64-bit mode. */
  public enum SizeIn64 {
    /** 32 bits, 64 with REX.W. */
    USUAL,
    /** 64 bits, 16 with the operand-size prefix. */
    DEFAULT_64,
    /** 64 bits, whatever the prefixes. */
    FORCED_64
  }

  /** Copies the list. */
  public Row {
    operands = List.copyOf(operands);
  }

  /** Whether a ModRM byte follows the opcode. */
  public boolean hasModRm() {
    if (extension >= 0) {
      return true;
    }
    for (OperandKind operand : operands) {
      if (operand.usesModRm()) {
        return true;
      }
    }
    return false;
  }

  /** Whether ModRM must name memory. */
  boolean memoryOnly() {
    return hasOperandIn(OperandKind.Place.MEMORY);
  }

  /** Whether the rm field names a register whatever mod is. */
  boolean modIgnored() {
    return hasOperandIn(OperandKind.Place.REGISTER);
  }

  // Asked at each decoding, where a stream would cost more than the rest.
  private boolean hasOperandIn(OperandKind.Place place) {
    for (OperandKind operand : operands) {
      if (operand.place() == place) {
        return true;
      }
    }
    return false;
  }
}
