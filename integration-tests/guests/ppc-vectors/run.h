/*
 * Runs one instruction on the processor below and writes what it found and what it did, as a record of the format that
 * README.md describes.
 */
#ifndef RUN_H
#define RUN_H

#include <stdint.h>

/* What an instruction sees; run.S knows the layout. */
struct state {
  uint32_t r[3]; /* r3, r4, r5 */
  uint32_t cr;
  uint32_t xer;
  uint64_t f[4] __attribute__((aligned(8))); /* f0 to f3 */
  uint64_t fpscr;                            /* in the low half */
  uint64_t fpscr_found;                      /* what the register kept of it */
  uint8_t memory[64];                        /* at MEMORY; storage sets only */
};

/* Which registers the records of a set hold. RESERVATION: as STORAGE, after lwarx r3,0,r4. TRAP: as FIXED. */
enum set { FIXED, FLOATING, STORAGE, RESERVATION, TRAP };

enum { MEMORY = 0x80000, MEMORY_BYTES = 64 };

/* Prepares; once, before all else. */
void run_open(void);

/* Puts the instruction in place that the next cases run. */
void run_instruction(uint32_t instruction);

/* Runs lmw or stmw from r28 to r31 and memory, which it changes, and writes the record to standard output. */
void run_multiple_record(const char *mnemonic, uint32_t r[4], uint8_t bytes[MEMORY_BYTES]);

/* Runs it from a state and writes the record, which begins with the mnemonic, to standard output. */
void run_record(enum set set, const char *mnemonic, const struct state *before);

#endif
