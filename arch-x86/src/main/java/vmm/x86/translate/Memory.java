package vmm.x86.translate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Value;
import vmm.api.mmu.AccessType;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;

/** Memory operands of the block at hand: effective addresses, segments, accesses, the stack. */
final class Memory {
  private static final int ESP = 4;

  private final Block block;
  private final Emitter e;
  private final @Nullable Value[] bases = new @Nullable Value[6];

  /** Linear address of ModRM's operand, once it is checked. */
  private @Nullable Value operand;

  private boolean operandWritable;

  Memory(Block block) {
    this.block = block;
    e = block.e;
  }

  /** Starts an instruction. */
  void begin() {
    operand = null;
  }

  /** A helper may have changed segments. */
  void forget() {
    Arrays.fill(bases, null);
  }

  /** The effective address of the operand of ModRM or the opcode, of address size. */
  Value effectiveAddress() {
    Instruction i = block.instruction();
    int bits = i.addressBits();
    Value address = null;
    if (i.base() >= 0) {
      address = block.register(i.base());
    }
    if (i.index() >= 0) {
      Value index = block.register(i.index());
      Value scaled = i.scale() == 0 ? index : e.shl(bits, index, e.constant(i.scale()));
      address = address == null ? scaled : e.add(bits, address, scaled);
    }
    long mask = bits == 64 ? -1 : (1L << bits) - 1;
    if (address == null) {
      return e.constant(i.displacement() & mask);
    }
    if (i.displacement() != 0) {
      return e.add(bits, address, e.constant(i.displacement() & mask));
    }
    return bits == 16 && i.index() < 0 ? block.low(16, address) : address;
  }

  /**
   * The linear address of an operand, checked against its segment.
   *
   * @param offset offset in the segment, nothing above its size
   */
  Value linear(int segment, Value offset, int bytes, boolean write) {
    Value linear = segmentLinear(segment, offset, bytes, write);
    if (block.in(X86Mode.ALIGNED) && bytes > 1) {
      Value low = e.and(32, linear, e.constant(Math.min(bytes, 8) - 1));
      block.checkIf(low, FaultHelpers.RAISE_WITH_CODE, e.constant(X86Fault.AC), e.constant(0));
    }
    return linear;
  }

  private Value segmentLinear(int segment, Value offset, int bytes, boolean write) {
    boolean code = segment == X86Registers.SEG_CS;
    boolean deniedByCode = code && write && !X86Mode.realAddressing(block.mode);
    if (X86Mode.flat(block.mode, segment) && !deniedByCode) {
      return offset;
    }
    if (!X86Mode.plain(block.mode, segment) || deniedByCode) {
      long access = segment | (long) bytes << 8 | (write ? 1 << 16 : 0);
      return block.check(FaultHelpers::linear, offset, e.constant(access));
    }
    Value last = bytes == 1 ? offset : e.add(64, offset, e.constant(bytes - 1));
    Value limit = e.get(X86Registers.LIMIT + segment);
    Value over = e.compare(Condition.LT_U, 64, limit, last);
    block.checkIf(over, FaultHelpers.RAISE_SEGMENT_VIOLATION, e.constant(segment));
    return e.add(32, base(segment), offset);
  }

  private Value base(int segment) {
    Value base = bases[segment];
    if (base == null) {
      base = e.get(X86Registers.BASE + segment);
      bases[segment] = base;
    }
    return base;
  }

  /** Loads from a linear address. */
  Value load(int bits, Value linear, AccessType access) {
    block.flags.flushForObserver();
    return e.load(bits, linear, access);
  }

  /** Stores to a linear address. */
  void store(int bits, Value linear, Value value) {
    block.flags.flushForObserver();
    e.store(bits, linear, value);
  }

  /** Loads from an offset in a segment. */
  Value load(int bits, int segment, Value offset) {
    return load(bits, linear(segment, offset, bits / 8, false), AccessType.READ);
  }

  /** Linear address of the instruction's memory operand. */
  Value operand(int bytes, boolean write) {
    Value known = operand;
    if (known == null || (write && !operandWritable)) {
      known = linear(block.instruction().segment(), effectiveAddress(), bytes, write);
      operand = known;
      operandWritable = write;
    }
    return known;
  }

  /** Linear address of the instruction's memory operand, of which nothing is accessed. */
  Value operandUnchecked() {
    int segment = block.instruction().segment();
    Value offset = effectiveAddress();
    return X86Mode.flat(block.mode, segment) ? offset : e.add(32, base(segment), offset);
  }

  /** Loads the instruction's memory operand. */
  Value loadOperand(int bits) {
    return load(bits, operand(bits / 8, false), AccessType.READ);
  }

  /** Loads the instruction's memory operand, which it will store to. */
  Value loadOperandForUpdate(int bits) {
    return load(bits, operand(bits / 8, true), AccessType.UPDATE);
  }

  /** Stores to the instruction's memory operand. */
  void storeOperand(int bits, Value value) {
    store(bits, operand(bits / 8, true), value);
  }

  /**
   * Loads what stands {@code displacement} bytes behind the operand's first byte.
   *
   * @param displacement at least 1; the offset wraps at the address size
   */
  Value loadBehindOperand(int bits, int displacement) {
    Value offset = behind(displacement);
    return load(bits, block.instruction().segment(), offset);
  }

  /** Stores {@code displacement} bytes behind the operand's first byte. */
  void storeBehindOperand(int bits, int displacement, Value value) {
    Value offset = behind(displacement);
    Value linear = linear(block.instruction().segment(), offset, bits / 8, true);
    store(bits, linear, value);
  }

  private Value behind(int displacement) {
    int bits = block.instruction().addressBits();
    return e.add(bits, effectiveAddress(), e.constant(displacement));
  }

  // ---- stack

  /** The part of the stack pointer that the mode uses: 16 or 32 bits. */
  int stackBits() {
    return block.in(X86Mode.STACK32) ? 32 : 16;
  }

  /** The stack pointer moved by {@code distance}, as an offset in SS. */
  Value stackOffset(long distance) {
    int bits = stackBits();
    Value pointer = block.register(ESP);
    if (distance == 0) {
      return bits == 32 ? pointer : block.low(16, pointer);
    }
    return e.add(bits, pointer, e.constant(distance));
  }

  /** ESP with its used part replaced by {@code offset}. */
  Value stackPointer(Value offset) {
    return stackBits() == 32 ? offset : e.deposit(block.register(ESP), 0, 16, offset);
  }

  /** Stores to the stack at {@code distance} from its pointer. */
  void storeStack(int bits, long distance, Value value) {
    store(bits, linear(X86Registers.SEG_SS, stackOffset(distance), bits / 8, true), value);
  }

  /** Stores the low part of a pushed item of {@code bytes} bytes. */
  void storeStackPart(int bits, int bytes, Value value) {
    storeStack(bits, -bytes, value);
  }

  /** Loads from the stack at {@code distance} from its pointer. */
  Value loadStack(int bits, long distance) {
    return load(bits, X86Registers.SEG_SS, stackOffset(distance));
  }

  /** Moves the stack pointer. */
  void moveStack(long distance) {
    block.putRegister(ESP, stackPointer(stackOffset(distance)));
  }

  /** Pushes a value. */
  void push(int bits, Value value) {
    storeStack(bits, -bits / 8, value);
    moveStack(-bits / 8);
  }
}
