/* Chosen values: seeded, so that the same program writes the same vectors. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stdint.h>

/* Starts the sequence that belongs to this text. */
void random_seed(const char *text);
uint32_t random_32(void);
uint64_t random_64(void);
/* 0 up to, not including, limit. */
uint32_t random_below(uint32_t limit);
/* Once in n times. */
bool one_in(uint32_t n);
/* An operand of 8, 16 or 32 bits: often zero, one, minus one, a sign bit, a power of two. */
uint32_t random_operand(int bits);

#endif
