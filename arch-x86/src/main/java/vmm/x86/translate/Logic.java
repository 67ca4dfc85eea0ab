package vmm.x86.translate;

import static vmm.x86.translate.Operands.read;
import static vmm.x86.translate.Operands.readForUpdate;
import static vmm.x86.translate.Operands.write;

import vmm.api.cpu.Value;
import vmm.x86.Flags;

/** Bitwise operations and those on flags alone. */
final class Logic {
  private static final int EAX = 0;

  private Logic() {}

  /** A bitwise operation of the emitter. */
  @FunctionalInterface
  private interface Operation {
    Value apply(int bits, Value a, Value b);
  }

  static void and(Block b) {
    binary(b, b.e::and);
  }

  static void or(Block b) {
    binary(b, b.e::or);
  }

  static void xor(Block b) {
    binary(b, b.e::xor);
  }

  private static void binary(Block b, Operation operation) {
    int bits = b.instruction().bits(0);
    Value result = operation.apply(bits, readForUpdate(b, 0), read(b, 1));
    write(b, 0, result);
    b.flags.setLogic(bits, result);
  }

  static void test(Block b) {
    int bits = b.instruction().bits(0);
    b.flags.setLogic(bits, b.e.and(bits, read(b, 0), read(b, 1)));
  }

  static void not(Block b) {
    int bits = b.instruction().bits(0);
    write(b, 0, b.e.xor(bits, readForUpdate(b, 0), b.e.constant(-1)));
  }

  static void clc(Block b) {
    b.flags.putFlag(Flags.CF, b.e.constant(0));
  }

  static void stc(Block b) {
    b.flags.putFlag(Flags.CF, b.e.constant(1));
  }

  static void cmc(Block b) {
    Value carry = b.flags.carry();
    b.flags.putFlag(Flags.CF, b.e.xor(8, carry, b.e.constant(1)));
  }

  static void cld(Block b) {
    putDirection(b, 0);
  }

  static void std(Block b) {
    putDirection(b, 1);
  }

  private static void putDirection(Block b, int value) {
    int bit = Integer.numberOfTrailingZeros(Flags.DF);
    Value flags = b.e.get(vmm.x86.X86Registers.EFLAGS);
    b.e.put(vmm.x86.X86Registers.EFLAGS, b.e.deposit(flags, bit, 1, b.e.constant(value)));
  }

  /** SF, ZF, AF, PF and CF from AH. */
  static void sahf(Block b) {
    int mask = Flags.SF | Flags.ZF | Flags.AF | Flags.PF | Flags.CF;
    Value flags = b.flags.read();
    Value others = b.e.and(32, flags, b.e.constant(~mask & 0xFFFF_FFFFL));
    Value ah = b.e.and(32, b.e.extract(b.register(EAX), 8, 8), b.e.constant(mask));
    b.flags.put(b.e.or(32, others, ah));
  }

  static void lahf(Block b) {
    Value flags = b.flags.read();
    b.putRegister(8, EAX + 4, flags);
  }

  /** AL becomes FFh or 0 by CF; undocumented. */
  static void salc(Block b) {
    b.putRegister(8, EAX, b.e.sub(8, b.e.constant(0), b.flags.carry()));
  }

  static void set(Block b) {
    write(b, 0, b.flags.condition(b.instruction().condition()));
  }
}
