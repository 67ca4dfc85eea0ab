#include "x87_values.h"

#include "random.h"

#define INTEGER_BIT 0x8000000000000000u
enum { BIAS = 16383, TOP_EXPONENT = 0x7FFF, VALID = 0, ZERO = 1, SPECIAL = 2 };

/* SDM vol. 1, tables "Denormalized, ... " and "Unsupported Double Extended-Precision Encodings". */
static const struct extended specials[] = {
  {0, 0}, {0, 0},
  {INTEGER_BIT, BIAS}, {INTEGER_BIT, BIAS + 1}, {INTEGER_BIT, BIAS - 1},
  {0xC000000000000000u, BIAS + 1}, {0xA000000000000000u, BIAS + 3},
  {0xC90FDAA22168C235u, BIAS + 1}, {0xCCCCCCCCCCCCCCCDu, BIAS - 4},
  {0xAAAAAAAAAAAAAAABu, BIAS - 2}, {INTEGER_BIT | 1, BIAS}, {0xFFFFFFFFFFFFFFFFu, BIAS - 1},
  {0xFFFFFFFFFFFFFFFFu, TOP_EXPONENT - 1}, {INTEGER_BIT, TOP_EXPONENT - 1}, /* largest */
  {INTEGER_BIT, 1}, {0xFFFFFFFFFFFFFFFFu, 1},                               /* smallest normal */
  {1, 0}, {0x7FFFFFFFFFFFFFFFu, 0}, {0x4000000000000000u, 0},               /* denormal */
  {INTEGER_BIT, 0}, {0xC000000000000001u, 0},                               /* pseudo-denormal */
  {INTEGER_BIT, TOP_EXPONENT}, {INTEGER_BIT, TOP_EXPONENT},                 /* infinity */
  {0xC000000000000000u, TOP_EXPONENT}, {0xC000000000001234u, TOP_EXPONENT}, /* quiet */
  {0x8000000000000001u, TOP_EXPONENT}, {0xBFFFFFFFFFFFFFFFu, TOP_EXPONENT}, /* signalling */
  {0x4000000000000000u, BIAS}, {1, BIAS + 5}, {0, BIAS},                    /* unnormal */
  {0, TOP_EXPONENT}, {0x4000000000000001u, TOP_EXPONENT},  /* pseudo-infinity, pseudo-NaN */
  {INTEGER_BIT, BIAS + 15}, {INTEGER_BIT, BIAS + 31}, {INTEGER_BIT, BIAS + 63},
  {INTEGER_BIT, BIAS + 62}, {0xFFFFFFFFFFFFFFFFu, BIAS + 62}, {INTEGER_BIT, BIAS + 64},
  {0xFFFE000000000000u, BIAS + 14}, {0xFFFF000000000000u, BIAS + 14}, /* 32767, 32767.5 */
  {0xFFFFFFFF00000000u, BIAS + 30}, {0xFFFFFFFE00000000u, BIAS + 30},
  {0xDE0B6B3A763FFFFFu, BIAS + 59}, {0xDE0B6B3A76400000u, BIAS + 59}, /* about 10^18 */
};

static uint16_t random_sign(void) { return one_in(2) ? 0x8000 : 0; }

/* Significands that round, tie or fit exactly at 24, 53 and 64 bits. */
static uint64_t random_significand(void) {
  static const int precisions[] = {8, 24, 53, 64};
  uint64_t value = random_64() | INTEGER_BIT;
  int below = 64 - precisions[random_below(4)];
  uint64_t rest = below ? (1ull << below) - 1 : 0;
  switch (random_below(5)) {
    case 0: return value;
    case 1: return value & ~rest;
    case 2: return (value & ~rest) | (rest / 2 + 1 - (rest == 0)); /* a tie */
    case 3: return (value & ~rest) | (rest / 2);
    default: return value | rest;
  }
}

static int random_exponent(void) {
  static const int centres[] = {0, 0, 0, 0, 31, 63, 127, -126, -149, 1023, -1022, -1074};
  if (one_in(12)) return 1 + random_below(TOP_EXPONENT - 1);
  return BIAS + centres[random_below(12)] + (int)random_below(9) - 4;
}

struct extended random_extended(void) {
  struct extended value;
  if (one_in(3)) {
    value = specials[random_below(sizeof specials / sizeof specials[0])];
  } else {
    value = (struct extended){random_significand(), random_exponent()};
  }
  value.sign_exponent |= random_sign();
  return value;
}

struct extended random_close_to(struct extended other) {
  if (is_special_class(other) || one_in(2)) return random_extended();
  int exponent = (other.sign_exponent & TOP_EXPONENT) + (int)random_below(5) - 2;
  uint64_t significand = one_in(3) ? other.significand ^ random_below(4) : random_significand();
  if (exponent < 1 || exponent >= TOP_EXPONENT) return other;
  return (struct extended){significand | INTEGER_BIT, exponent | random_sign()};
}

uint32_t random_single(void) {
  static const uint32_t values[] = {
    0, 0x3F800000, 0x40000000, 0x3F000000, 0x7F7FFFFF, 0x00800000, 0x00000001, 0x007FFFFF,
    0x7F800000, 0x7FC00000, 0x7F800001, 0x7FA00000, 0x4F000000, 0x5F000000, 0x3DCCCCCD,
  };
  uint32_t sign = random_sign() << 16;
  if (one_in(2)) return values[random_below(sizeof values / sizeof values[0])] | sign;
  return one_in(3) ? random_32() : sign | (0x3F000000 + (random_32() & 0x01FFFFFF));
}

uint64_t random_double(void) {
  static const uint64_t values[] = {
    0, 0x3FF0000000000000, 0x4000000000000000, 0x3FE0000000000000, 0x7FEFFFFFFFFFFFFF,
    0x0010000000000000, 1, 0x000FFFFFFFFFFFFF, 0x7FF0000000000000, 0x7FF8000000000000,
    0x7FF0000000000001, 0x7FF4000000000000, 0x41E0000000000000, 0x3FB999999999999A,
  };
  uint64_t sign = (uint64_t)random_sign() << 48;
  if (one_in(2)) return values[random_below(sizeof values / sizeof values[0])] | sign;
  return one_in(3) ? random_64() : sign | (0x3FE0000000000000 + (random_64() >> 11));
}

void random_packed_decimal(uint8_t bytes[10]) {
  int digits = one_in(4) ? 18 : random_below(19);
  for (int i = 0; i < 9; i++) {
    int low = 2 * i < digits ? random_below(10) : 0;
    int high = 2 * i + 1 < digits ? random_below(10) : 0;
    bytes[i] = high << 4 | low;
  }
  bytes[9] = random_sign() >> 8;
}

bool is_special_class(struct extended value) {
  int exponent = value.sign_exponent & TOP_EXPONENT;
  bool integer_bit = value.significand & INTEGER_BIT;
  return exponent == TOP_EXPONENT || (exponent != 0 && !integer_bit);
}

int effective_exponent(struct extended value) {
  int exponent = value.sign_exponent & TOP_EXPONENT;
  if (exponent == 0) exponent = 1;
  if (value.significand == 0) return -TOP_EXPONENT;
  return exponent - __builtin_clzll(value.significand);
}

int tag_of(struct extended value) {
  int exponent = value.sign_exponent & TOP_EXPONENT;
  if (exponent == 0 && value.significand == 0) return ZERO;
  return exponent == 0 || is_special_class(value) ? SPECIAL : VALID;
}
