#include "random.h"

static uint64_t state;

/* FNV-1a, to start from a text. */
void random_seed(const char *text) {
  state = 0xCBF29CE484222325u;
  for (; *text; text++) state = (state ^ (uint8_t)*text) * 0x100000001B3u;
  state |= 1;
}

/* xorshift64*. */
uint64_t random_64(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545F4914F6CDD1Du;
}

uint32_t random_32(void) { return (uint32_t)(random_64() >> 32); }

uint32_t random_below(uint32_t limit) { return random_32() % limit; }

bool one_in(uint32_t n) { return random_below(n) == 0; }

uint32_t random_operand(int bits) {
  uint32_t mask = bits == 32 ? 0xFFFFFFFFu : (1u << bits) - 1;
  uint32_t sign = 1u << (bits - 1);
  uint32_t power = 1u << random_below(bits);
  switch (random_below(16)) {
    case 0: return 0;
    case 1: return 1;
    case 2: return mask;
    case 3: return sign;
    case 4: return sign - 1;
    case 5: return sign + 1;
    case 6: return power;
    case 7: return power - 1;
    case 8: return -power & mask;
    case 9: return random_below(16);
    case 10: return mask - random_below(16);
    default: return random_32() & mask;
  }
}
