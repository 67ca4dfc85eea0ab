package vmm.x86;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagsTest {
  private static final int CARRY_AND_OVERFLOW = Flags.CF | Flags.OF;

  /** What an adder of bits does: the flags of left + right + carry, or left - right - carry. */
  private static int slow(int bits, long left, long right, int carry, boolean subtract) {
    long mask = (1L << bits) - 1;
    long b = (subtract ? ~right : right) & mask;
    long in = subtract ? 1 - carry : carry;
    long sum = left + b + in;
    long signed =
        signed(bits, left)
            + (subtract ? -signed(bits, right) - carry : signed(bits, right) + carry);
    long result = sum & mask;
    int flags = (sum > mask) != subtract ? Flags.CF : 0;
    flags |= signed != signed(bits, result) ? Flags.OF : 0;
    flags |= result == 0 ? Flags.ZF : 0;
    flags |= result > mask >>> 1 ? Flags.SF : 0;
    flags |= Long.bitCount(result & 0xFF) % 2 == 0 ? Flags.PF : 0;
    boolean lowCarry = (left & 15) + (b & 15) + in > 15;
    return flags | (lowCarry != subtract ? Flags.AF : 0);
  }

  private static long signed(int bits, long value) {
    return value << (64 - bits) >> (64 - bits);
  }

  @Test
  void additionAndSubtractionOfAllBytes() {
    for (int left = 0; left < 256; left++) {
      for (int right = 0; right < 256; right++) {
        assertThat(flags(Flags.ADD, 8, 0, left, right)).isEqualTo(slow(8, left, right, 0, false));
        assertThat(flags(Flags.SUB, 8, 0, left, right)).isEqualTo(slow(8, left, right, 0, true));
        assertThat(flags(Flags.ADC, 8, left + right + 1, left, right))
            .isEqualTo(slow(8, left, right, 1, false));
        assertThat(flags(Flags.SBB, 8, left - right - 1, left, right))
            .isEqualTo(slow(8, left, right, 1, true));
      }
    }
  }

  private static int flags(int kind, int bits, long result, long left, long right) {
    return Flags.arithmetic(Flags.operation(kind, bits), result, left, right);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 32})
  void countingKeepsCarry(int bits) {
    long top = 1L << (bits - 1);

    assertThat(flags(Flags.INC, bits, top, 1, 0) & CARRY_AND_OVERFLOW)
        .isEqualTo(CARRY_AND_OVERFLOW);
    assertThat(flags(Flags.INC, bits, 0, 0, 0) & (CARRY_AND_OVERFLOW | Flags.ZF | Flags.AF))
        .isEqualTo(Flags.ZF | Flags.AF);
    assertThat(flags(Flags.DEC, bits, top - 1, 0, 0) & CARRY_AND_OVERFLOW).isEqualTo(Flags.OF);
    assertThat(flags(Flags.DEC, bits, -1, 1, 0) & (Flags.CF | Flags.SF | Flags.AF))
        .isEqualTo(Flags.CF | Flags.SF | Flags.AF);
  }

  @Test
  void bitsAboveTheSizeDoNotCount() {
    long noise = 0xABCD_0000_0000L;

    assertThat(flags(Flags.SUB, 32, 0, noise | 5, 5)).isEqualTo(slow(32, 5, 5, 0, true));
    assertThat(flags(Flags.LOGIC, 16, noise, 0, 0)).isEqualTo(Flags.ZF | Flags.PF);
  }

  @Test
  void shiftsTakeCarryFromTheLastBitOut() {
    assertThat(flags(Flags.SHL, 8, 0, 0x80, 0) & CARRY_AND_OVERFLOW).isEqualTo(CARRY_AND_OVERFLOW);
    assertThat(flags(Flags.SHR, 8, 0x40, 0x81, 0) & CARRY_AND_OVERFLOW)
        .isEqualTo(CARRY_AND_OVERFLOW);
    assertThat(flags(Flags.SHR, 8, 0xC0, 0x80, 0) & CARRY_AND_OVERFLOW).isZero();
  }

  @Test
  void conditionsComeInOppositePairs() {
    for (int flags = 0; flags < 0x1000; flags++) {
      for (int code = 0; code < 16; code += 2) {
        assertThat(Flags.condition(code + 1, flags)).isEqualTo(!Flags.condition(code, flags));
      }
    }
    assertThat(Flags.condition(14, Flags.SF)).isTrue();
    assertThat(Flags.condition(14, Flags.SF | Flags.OF)).isFalse();
    assertThat(Flags.condition(6, Flags.ZF)).isTrue();
  }

  @Test
  void settlingMovesTheFlagsIntoTheRegister() {
    long[] slots = new long[X86Registers.file().slots()];
    Flags.write(slots, Flags.IF | Flags.FIXED);
    slots[X86Registers.CC_OP] = Flags.operation(Flags.SUB, 32);
    slots[X86Registers.CC_LEFT] = 1;
    slots[X86Registers.CC_RIGHT] = 2;

    Flags.settle(slots);

    int expected = Flags.IF | Flags.FIXED | Flags.CF | Flags.SF | Flags.PF | Flags.AF;
    assertThat(slots[X86Registers.EFLAGS]).isEqualTo(expected);
    assertThat(slots[X86Registers.CC_OP]).isEqualTo(Flags.PLAIN);
  }
}
