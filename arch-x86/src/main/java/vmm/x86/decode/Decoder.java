package vmm.x86.decode;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CodeReader;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Registers;

/**
 * Decodes instructions by the opcode tables (SDM vol 2, chapter "Instruction format"). Not
 * thread-safe.
 */
public final class Decoder {
  /** The longest instruction; a longer one raises #GP(0). */
  public static final int MAX_LENGTH = 15;

  private static final int REX_W = 8;
  private static final int NOP = 0x90;
  private static final int ESP = 4;
  private static final int EBP = 5;

  /** Base and index of 16-bit addressing, by rm: SDM vol 2, table 2-1. */
  private static final int[] BASE_16 = {3, 3, EBP, EBP, 6, 7, EBP, 3};

  private static final int[] INDEX_16 = {6, 7, 6, 7, -1, -1, -1, -1};

  private final OpcodeTable table32;
  private final OpcodeTable table64;
  private final Instruction i = new Instruction();

  private CodeReader code;
  private int defaultBits;
  private long lastOffset;

  /** Makes a decoder for the instructions that a model with these features has. */
  public Decoder(Set<X86Feature> features) {
    table32 = OpcodeTable.of(features, false);
    table64 = OpcodeTable.of(features, true);
    code =
        new CodeReader() {
          @Override
          public int next8() {
            throw new IllegalStateException("no code");
          }

          @Override
          public int length() {
            return 0;
          }
        };
  }

  /**
   * Decodes one instruction.
   *
   * @param defaultBits 16, 32 or 64: the mode
   * @param room number of bytes up to the limit of the code segment
   * @return the instruction, valid until the next call
   * @throws X86Fault #GP(0) if it is longer than 15 bytes or goes over the limit
   */
  public Instruction decode(CodeReader code, int defaultBits, long room) {
    this.code = code;
    this.defaultBits = defaultBits;
    this.lastOffset = room;
    clear();
    boolean[] sizePrefixes = new boolean[2];
    int opcode = prefixes(sizePrefixes);
    if (opcode == 0x0F) {
      opcode = 0x100 | next8();
    }
    i.opcode = opcode;
    i.addressBits = addressBits(sizePrefixes[1]);
    OpcodeTable table = defaultBits == 64 ? table64 : table32;
    Row row = find(table, opcode);
    if (row != null) {
      i.operandBits = operandBits(row, sizePrefixes[0]);
      operands(row);
    }
    i.row = row != null && (!i.lock || lockAllowed(row)) ? row : null;
    i.length = code.length();
    return i;
  }

  private void clear() {
    i.segmentOverride = -1;
    i.lock = false;
    i.rep = false;
    i.repne = false;
    i.rex = 0;
    i.modRm = 0;
    i.base = Instruction.NO_REGISTER;
    i.index = Instruction.NO_REGISTER;
    i.scale = 0;
    i.displacement = 0;
    i.ripRelative = false;
    i.immediate = 0;
    i.immediate2 = 0;
  }

  private int next8() {
    if (code.length() >= MAX_LENGTH || code.length() >= lastOffset) {
      throw X86Fault.generalProtection();
    }
    return code.next8();
  }

  private long next(int bits) {
    long value = 0;
    for (int shift = 0; shift < bits; shift += 8) {
      value |= (long) next8() << shift;
    }
    return value;
  }

  private long nextSigned(int bits) {
    return next(bits) << (64 - bits) >> (64 - bits);
  }

  /** Takes the prefixes and returns the byte after them. */
  private int prefixes(boolean[] sizePrefixes) {
    while (true) {
      int next = next8();
      boolean prefix = true;
      switch (next) {
        case 0x26, 0x2E, 0x36, 0x3E -> override(next >> 3 & 3);
        case 0x64, 0x65 -> i.segmentOverride = X86Registers.SEG_FS + (next & 1);
        case 0x66 -> sizePrefixes[0] = true;
        case 0x67 -> sizePrefixes[1] = true;
        case 0xF0 -> i.lock = true;
        case 0xF2, 0xF3 -> {
          i.repne = next == 0xF2;
          i.rep = next == 0xF3;
        }
        default -> prefix = false;
      }
      if (prefix) {
        i.rex = 0;
      } else if (defaultBits == 64 && (next & 0xF0) == 0x40) {
        i.rex = next;
      } else {
        return next;
      }
    }
  }

  /** 64-bit mode ignores the overrides of the four segments that it keeps flat. */
  private void override(int segment) {
    if (defaultBits != 64) {
      i.segmentOverride = segment;
    }
  }

  private int addressBits(boolean prefix) {
    return switch (defaultBits) {
      case 64 -> prefix ? 32 : 64;
      case 32 -> prefix ? 16 : 32;
      default -> prefix ? 32 : 16;
    };
  }

  private int operandBits(Row row, boolean prefix) {
    if (defaultBits != 64) {
      return prefix == (defaultBits == 32) ? 16 : 32;
    }
    if ((i.rex & REX_W) != 0 || row.sizeIn64() == Row.SizeIn64.FORCED_64) {
      return 64;
    }
    if (prefix) {
      return 16;
    }
    return row.sizeIn64() == Row.SizeIn64.USUAL ? 32 : 64;
  }

  private @Nullable Row find(OpcodeTable table, int opcode) {
    if (table.hasModRm(opcode)) {
      i.modRm = next8();
      return table.find(opcode, i.modRm);
    }
    boolean exchangeWithR8 = opcode == NOP && (i.rex & 1) != 0;
    return table.find(exchangeWithR8 ? opcode + 1 : opcode);
  }

  private boolean lockAllowed(Row row) {
    return row.lockable() && i.memory();
  }

  private void operands(Row row) {
    if (row.hasModRm() && row.modIgnored()) {
      i.modRm |= 0xC0;
    } else if (row.hasModRm() && i.memory()) {
      if (i.addressBits == 16) {
        memory16();
      } else {
        memory32();
      }
    }
    boolean first = true;
    for (OperandKind operand : row.operands()) {
      switch (operand.place()) {
        case IMMEDIATE -> {
          immediate(operand, first);
          first = false;
        }
        case OFFSET -> i.displacement = next(i.addressBits);
        default -> {}
      }
    }
  }

  private void immediate(OperandKind operand, boolean first) {
    int wide = Math.min(i.operandBits, 32);
    if (!first) {
      i.immediate2 = (int) next(8);
      return;
    }
    switch (operand) {
      case IB -> i.immediate = next(8);
      case IW -> i.immediate = next(16);
      case IBS, JB -> i.immediate = nextSigned(8);
      case IV -> i.immediate = nextSigned(i.operandBits);
      case AP -> {
        i.immediate = next(wide);
        i.immediate2 = (int) next(16);
      }
      default -> i.immediate = nextSigned(wide);
    }
  }

  private void memory16() {
    int mod = i.modRm >> 6;
    int rm = i.modRm & 7;
    if (mod == 0 && rm == 6) {
      i.displacement = nextSigned(16);
      return;
    }
    i.base = BASE_16[rm];
    i.index = INDEX_16[rm];
    i.displacement = mod == 0 ? 0 : nextSigned(8 * mod);
  }

  private void memory32() {
    int mod = i.modRm >> 6;
    int rm = i.modRm & 7;
    boolean noBase = mod == 0 && rm == EBP;
    if (rm == ESP) {
      int sib = next8();
      int index = (sib >> 3 & 7) | ((i.rex & 2) << 2);
      i.index = index == ESP ? Instruction.NO_REGISTER : index;
      i.scale = sib >> 6;
      noBase = mod == 0 && (sib & 7) == EBP;
      i.base = noBase ? Instruction.NO_REGISTER : (sib & 7) | ((i.rex & 1) << 3);
    } else if (noBase) {
      i.ripRelative = defaultBits == 64;
    } else {
      i.base = i.rm();
    }
    if (noBase || mod == 2) {
      i.displacement = nextSigned(32);
    } else if (mod == 1) {
      i.displacement = nextSigned(8);
    }
  }
}
