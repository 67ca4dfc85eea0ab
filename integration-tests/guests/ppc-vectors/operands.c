#include "operands.h"

#include <stdbool.h>
#include <string.h>

#define SIGN (1ull << 63)
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const uint64_t doubles[] = {
  0, 1, 2, 0x000FFFFFFFFFFFFF, 0x0008000000000000, 0x0010000000000000, 0x0010000000000001, 0x001FFFFFFFFFFFFF,
  0x7FEFFFFFFFFFFFFF, 0x7FE0000000000000, 0x7FF0000000000000,                      /* the greatest, infinity */
  0x7FF8000000000000, 0x7FF800000BADCAFE, 0x7FF0000000000001, 0x7FF4000012345678,  /* quiet and signaling NaNs */
  0x7FF7FFFFFFFFFFFF, 0x7FFFFFFFFFFFFFFF,
  0x3FF0000000000000, 0x3FF0000000000001, 0x3FEFFFFFFFFFFFFF, 0x4000000000000000, 0x3FF8000000000000, /* 1, 2, 1.5 */
  0x47EFFFFFE0000000, 0x47EFFFFFF0000000, 0x47EFFFFFEFFFFFFF, 0x47F0000000000000,  /* the greatest single, and above */
  0x3810000000000000, 0x380FFFFFFFFFFFFF, 0x380FFFFFC0000000, 0x380FFFFFE0000000,  /* the least normal single */
  0x36A0000000000000, 0x3690000000000000, 0x3690000000000001, 0x368FFFFFFFFFFFFF,  /* the least single, and its half */
  0x3FF0000010000000, 0x3FF0000030000000, 0x3FF0000010000001, 0x3FF000000FFFFFFF,  /* ties between singles */
  0x41DFFFFFFFC00000, 0x41DFFFFFFFE00000, 0x41DFFFFFFFDFFFFF, 0x41E0000000000000,  /* about 2^31 */
  0x41E0000000100000, 0x41E0000000200000, 0x41E0000000000001, 0x41F0000000000000,
  0x3FE0000000000000, 0x3FE0000000000001, 0x3FDFFFFFFFFFFFFF, 0x4004000000000000,  /* halves */
};

static uint64_t double_with(uint32_t exponent) {
  return (next() & (SIGN | ((SIGN >> 11) - 1))) | (uint64_t)exponent << 52;
}

static uint64_t boundary(void) {
  uint64_t value = doubles[below(COUNT(doubles))];
  return value | (next() & SIGN);
}

/* The same with some low bits cleared: sums and products that are exact, and ties. */
static uint64_t coarse(uint64_t bits, uint32_t limit) { return bits & -1ull << below(limit); }

uint64_t next_double(void) {
  switch (below(8)) {
    case 0: case 1: return boundary();
    case 2: return next();
    case 3: return double_with(990 + below(70));
    case 4: return double_with(below(120));
    case 5: return double_with(2046 - below(120));
    case 6: return coarse(double_with(1000 + below(48)), 52);
    default: return double_with(1000 + below(48));
  }
}

static uint64_t widened(uint32_t bits) {
  float narrow;
  memcpy(&narrow, &bits, sizeof narrow);
  double wide = narrow;
  uint64_t result;
  memcpy(&result, &wide, sizeof result);
  return result;
}

/* Whether it is a special value or a normal number that a single holds. */
static bool is_single(uint64_t bits) {
  uint32_t exponent = bits >> 52 & 0x7FF;
  bool near = exponent >= 1023 - 126 && exponent <= 1023 + 127;
  bool special = (bits & ~SIGN) == 0 || exponent == 0x7FF;
  return (bits & ((1u << 29) - 1)) == 0 && (near || special);
}

static uint64_t single_boundary(void) {
  uint64_t bits;
  do bits = boundary() & -1ull << 29;
  while (!is_single(bits));
  return bits;
}

/* A single of either sign with that biased exponent. */
static uint64_t single_with(uint32_t exponent) { return widened(((uint32_t)next() & 0x807FFFFFu) | exponent << 23); }

uint64_t next_single(void) {
  switch (below(8)) {
    case 0: return single_boundary();
    case 1: return single_with(0);
    case 2: return single_with(below(30));
    case 3: return single_with(254 - below(30));
    case 4: return coarse(single_with(100 + below(54)), 52);
    default: return single_with(100 + below(54));
  }
}

uint64_t next_neighbour(uint64_t b) {
  uint64_t opposite = b ^ SIGN;
  uint64_t few = below(5) - 2ull;
  uint32_t shift = 12 + below(52);
  switch (below(3)) {
    case 0: return opposite;
    case 1: return opposite + few;
    default: return opposite + (few << 52) + (next() >> shift);
  }
}

uint32_t next_fpscr(void) {
  uint32_t mode = below(4);
  switch (below(4)) {
    case 0: return mode;
    case 1: return mode | ((uint32_t)next() & 0x9FFFF700);
    case 2: return mode | ((uint32_t)next() & 0xF8);
    default: return mode | ((uint32_t)next() & 0x9FFFF7F8);
  }
}
