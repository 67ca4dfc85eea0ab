/* Seeded operands: random ones, and often those at which something changes. */
#ifndef OPERANDS_H
#define OPERANDS_H

#include <stdint.h>

/* Starts a sequence that depends on the text alone. */
void seed(const char *text);

/* The next 64 bits. */
uint64_t next(void);

/* A number from 0 to limit - 1. */
uint32_t below(uint32_t limit);

/* A word: random, near a power of two, small, or all ones. */
uint32_t next_word(void);

/* XER with random SO, OV and CA and length. */
uint32_t next_xer(void);

/* The bits of a double: any, a boundary, near 1, or with few bits. */
uint64_t next_double(void);

/* The bits of a double whose value a single can hold. */
uint64_t next_single(void);

/* A double that is near b, so that sums cancel. */
uint64_t next_neighbour(uint64_t b);

/* FPSCR: any rounding mode; half of the time with enabled exceptions, and with bits from before. */
uint32_t next_fpscr(void);

#endif
