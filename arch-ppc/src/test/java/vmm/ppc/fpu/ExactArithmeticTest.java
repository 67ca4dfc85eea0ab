package vmm.ppc.fpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results and FR, FI, OX, UX and XX of random operands are those of exact arithmetic. */
class ExactArithmeticTest {
  private static final int CASES = 8_000;
  private static final int FLAGS = Fpscr.FR | Fpscr.FI | Fpscr.OX | Fpscr.UX | Fpscr.XX;

  /** Every finite double is a whole number of these: 2^-1074. */
  private static final int SCALE = 1074;

  private final SplittableRandom random = new SplittableRandom(20);
  private final FpuRegisters fpu = new FpuRegisters();

  @ParameterizedTest
  @ValueSource(strings = {"fadd", "fsub", "fmul", "fdiv", "fmadd", "fmsub", "fnmadd", "fnmsub"})
  void resultIsTheExactOneRoundedOnce(String mnemonic) {
    for (int i = 0; i < CASES; i++) {
      check(mnemonic, FpFormat.DOUBLE, next(), next(), next());
      check(mnemonic, FpFormat.SINGLE, (float) next(), (float) next(), (float) next());
    }
  }

  private void check(String mnemonic, FpFormat format, double a, double b, double c) {
    if (!Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c)) {
      return;
    }
    BigInteger[] exact = exact(mnemonic, a, b, c);
    if (exact[0].signum() == 0 || exact[1].signum() == 0) {
      return;
    }
    boolean negated = mnemonic.startsWith("fn");
    for (int rounding = 0; rounding < 4; rounding++) {
      ExactResult expected = ExactResult.of(exact[0], exact[1], format, rounding);
      fpu.with(rounding, a, b, c).run(format == FpFormat.SINGLE ? mnemonic + "s" : mnemonic);
      assertThat(fpu.target())
          .as("%s %s %a %a %a rounding %d", mnemonic, format, a, b, c, rounding)
          .isEqualTo(negated ? expected.bits() ^ Binary64.SIGN : expected.bits());
      assertThat(fpu.fpscr() & FLAGS)
          .as("flags of %s %s %a %a %a rounding %d", mnemonic, format, a, b, c, rounding)
          .isEqualTo(expected.flags());
    }
  }

  /** Numerator and denominator, before a negation. */
  private static BigInteger[] exact(String mnemonic, double a, double b, double c) {
    BigInteger one = BigInteger.ONE.shiftLeft(SCALE);
    BigInteger square = BigInteger.ONE.shiftLeft(2 * SCALE);
    BigInteger product = whole(a).multiply(whole(c));
    BigInteger addend = whole(b).shiftLeft(SCALE);
    return switch (mnemonic) {
      case "fadd" -> new BigInteger[] {whole(a).add(whole(b)), one};
      case "fsub" -> new BigInteger[] {whole(a).subtract(whole(b)), one};
      case "fmul" -> new BigInteger[] {product, square};
      case "fdiv" -> new BigInteger[] {whole(a), whole(b)};
      case "fmadd", "fnmadd" -> new BigInteger[] {product.add(addend), square};
      default -> new BigInteger[] {product.subtract(addend), square};
    };
  }

  /** A finite double in units of 2^-1074. */
  private static BigInteger whole(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int field = (int) (bits >>> 52) & 0x7FF;
    long fraction = bits & (1L << 52) - 1;
    long significand = field == 0 ? fraction : fraction | 1L << 52;
    BigInteger magnitude = BigInteger.valueOf(significand).shiftLeft(Math.max(field, 1) - 1);
    return bits < 0 ? magnitude.negate() : magnitude;
  }

  /** Half of them of ordinary size; often with few bits, so that ties and exact results occur. */
  private double next() {
    int exponent =
        switch (random.nextInt(8)) {
          case 0 -> random.nextInt(-1074, 1024);
          case 1 -> random.nextInt(-150, -100);
          case 2 -> random.nextInt(100, 130);
          case 3 -> random.nextBoolean() ? -530 : 510;
          default -> random.nextInt(-30, 30);
        };
    long fraction = random.nextLong() >>> 12 & -1L << random.nextInt(53);
    double magnitude = Double.longBitsToDouble(0x3FFL << 52 | fraction);
    return Math.scalb(random.nextBoolean() ? magnitude : -magnitude, exponent);
  }
}
