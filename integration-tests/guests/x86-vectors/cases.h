/* One case: an instruction with its registers, memory and what the manual leaves undefined. */
#ifndef CASES_H
#define CASES_H

#include "capture.h"

enum { LONGEST = 24 };

struct test {
  const char *name;
  uint8_t code[LONGEST];
  int length;
  uint32_t registers[REGISTERS];
  bool pinned[8];           /* registers whose value the instruction needs: addressing keeps it */
  int reserved;             /* a register that addressing must not use, or -1 */
  bool segmented;           /* the case tells its segment registers; else they are flat */
  bool aligned;             /* a locked access stays inside a cache line: some hosts trap others */
  uint32_t undefined_flags; /* EFLAGS bits which the manual leaves undefined */
};

/* Default operand and address size of the code of all cases that follow, 16 or 32: 16-bit code lies
 * in a segment of its own. Each form then has a `share`-th of its cases. */
void use_code(int bits, int share);
int code_bits(void);
/* A number of cases, cut down to the share. */
int cases_of(int count);
/* The linear address of the code segment's start. */
uint32_t code_base(const struct test *test);
/* Appends 66h or 67h if this size is not the default. */
void test_operand_prefix(struct test *test, int bits);
void test_address_prefix(struct test *test, int width);

/* An empty instruction, plain registers, the stack pointer amid the stack, random flags. */
void test_begin(struct test *test, const char *name);
void test_byte(struct test *test, uint8_t byte);
/* Appends a little-endian value of 8, 16 or 32 bits. */
void test_immediate(struct test *test, int bits, uint32_t value);
/* Gives a general register a value that addressing must not change. */
void test_pin(struct test *test, int number, uint32_t value);
/* Sets an 8-, 16- or 32-bit register by its number in ModR/M, unless it is pinned. */
void test_operand_register(struct test *test, int bits, int number, uint32_t value);
/* The 8-, 16- or 32-bit register of that number. */
uint32_t test_register(const struct test *test, int bits, int number);
void test_memory(uint32_t address, int bits, uint32_t value);
/* Runs the case and writes it to the open family. */
void test_emit(struct test *test);

/* The parts of a case: `initial` and `final` stay open for more fields, the rest follows them. */
void emit_initial(const struct test *test);
void emit_final(const struct test *test, const struct outcome *outcome);
void emit_rest(const struct test *test, const struct outcome *outcome);

/* Appends ModR/M with a register operand. */
void modrm_register(struct test *test, int reg, int rm);
/* Appends ModR/M, SIB and displacement of a random form, sets base and index, and returns the
 * address, with `size` bytes of room on both sides. `width` is the address size, 16 or 32. */
uint32_t modrm_memory(struct test *test, int width, int reg, uint32_t size);

/* The output: one file a family. */
void family_open(const char *directory, const char *name);
void family_close(void);
/* Cases that the open family holds so far. */
int family_size(void);
void emit(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The two words with a blank between; it lives as long as the program. */
const char *named(const char *mnemonic, const char *operands);
/* Ends the line and counts the case. */
void emit_end(void);
/* For lists in JSON: nothing before the first, a comma before each other one. */
void list_begin(void);
void list_next(void);

#endif
