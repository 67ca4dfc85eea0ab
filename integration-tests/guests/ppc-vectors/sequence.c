#include "operands.h"

static uint64_t sequence;

void seed(const char *text) {
  sequence = 0xCBF29CE484222325;
  while (*text != 0) sequence = (sequence ^ (uint8_t)*text++) * 0x100000001B3;
}

/* splitmix64 */
uint64_t next(void) {
  uint64_t z = sequence += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

uint32_t below(uint32_t limit) { return (uint32_t)((next() >> 32) * limit >> 32); }

uint32_t next_word(void) {
  uint32_t power = 1u << below(32);
  switch (below(6)) {
    case 0: return power;
    case 1: return power - 1;
    case 2: return -power;
    case 3: return below(3) - 1;
    default: return (uint32_t)next();
  }
}

uint32_t next_xer(void) { return (uint32_t)next() & 0xE000007Fu; }
