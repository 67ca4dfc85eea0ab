/* Instruction forms: tables in the style of the manual's opcode maps, turned into cases. */
#ifndef FORMS_H
#define FORMS_H

#include "cases.h"

/* The operand that ModR/M's r/m field names. */
enum rm { RM_NONE, RM_ANY, RM_REGISTER, RM_MEMORY };

struct form {
  const char *name;
  uint8_t opcode[2];  /* one byte, or 0Fh and another */
  enum rm rm;
  int extension;      /* ModR/M's reg field, or ANY_REGISTER */
  int bits;           /* operand size */
  int rm_bits;        /* size of the r/m operand where it is another, else 0 */
  int immediate_bits; /* 0: none; IMM_OPERAND: as wide as the operand */
  bool lock;
  bool reg_is_reserved; /* ModR/M's reg field names the register that `prepare` reserved */
  void (*prepare)(struct test *test, const struct form *form); /* before addressing; may be null */
  /* Fills an operand in memory; null: with a random value of its size. */
  void (*fill)(struct test *test, const struct form *form, uint32_t address);
  uint32_t (*immediate)(const struct form *form); /* another choice of immediate; may be null */
  /* After all else: the flags that are undefined with these operands; may be null. */
  uint32_t (*undefined)(const struct test *test, const struct form *form);
  uint32_t undefined_always;
};

enum {
  ANY_REGISTER = -1, IMM_OPERAND = -1,
  XCHG = 0x86, PREFIX_OPERAND = 0x66, PREFIX_ADDRESS = 0x67, PREFIX_LOCK = 0xF0,
};

/* Writes `count` cases of a form, with random operands. */
void form_cases(const struct form *form, int count);

/* "add r/m#" and 32 become "add r/m32". */
const char *sized_name(const char *pattern, int bits);

/* The same form for 8 (opcode), 16 and 32 bits (opcode + 1), its name with # for the size. */
void form_sizes(struct form form, int count);
/* For 16 and 32 bits only, with one opcode. */
void form_wide(struct form form, int count);

/* The families, one function a theme; each writes its own files. */
void write_arithmetic(const char *directory);
void write_shifts(const char *directory);
void write_bits(const char *directory);
void write_moves(const char *directory);
void write_stack(const char *directory);
void write_strings(const char *directory);
void write_branches(const char *directory);
void write_faults(const char *directory);
void write_segmentation(const char *directory); /* in 32-bit code */

#endif
