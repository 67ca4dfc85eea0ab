/* Bit tests and scans, byte swaps, exchanges and comparisons with exchange. */
#include "forms.h"
#include "random.h"

enum { CASES = 80 };

/* The bit offset in a register may name a bit up to 256 bytes away from the operand in memory. */
static void far_bit_offset(struct test *test, const struct form *form) {
  uint32_t offset = one_in(2) ? random_below(64) : random_below(4096) - 2048;
  uint32_t upper = random_32() & 0xFFFF0000u; /* a 16-bit form does not look at it */
  test->reserved = random_below(8);
  test_pin(test, test->reserved, form->bits == 16 ? upper | (offset & 0xFFFF) : offset);
}

static void fill_at_bit_offset(struct test *test, const struct form *form, uint32_t address) {
  int32_t offset = (int32_t)test->registers[test->reserved];
  if (form->bits == 16) offset = (int16_t)offset;
  uint32_t unit = form->bits / 8;
  test_memory(address, form->bits, random_operand(form->bits));
  test_memory(address + (offset >> (form->bits == 16 ? 4 : 5)) * unit, form->bits, random_32());
}

static void bit_test(const char *directory, const char *op, int extension) {
  family_open(directory, op);
  struct form form = {.opcode = {0x0F, 0x83 | extension << 3}, .rm = RM_ANY,
                      .extension = ANY_REGISTER, .reg_is_reserved = true,
                      .prepare = far_bit_offset, .fill = fill_at_bit_offset,
                      .undefined_always = OF | SF | AF | PF};
  form.name = named(op, "r/m#,r#");
  form_wide(form, 3 * CASES);
  form = (struct form){.opcode = {0x0F, 0xBA}, .rm = RM_ANY, .extension = extension,
                       .immediate_bits = 8, .undefined_always = form.undefined_always};
  form.name = named(op, "r/m#,imm8");
  form_wide(form, 2 * CASES);
  if (extension != 4) {
    form.lock = true;
    form.rm = RM_MEMORY;
    form.name = named(op, "r/m#,imm8 (lock)");
    form_wide(form, CASES / 4);
  }
  family_close();
}

static void scan(const char *directory, const char *op, uint8_t opcode) {
  family_open(directory, op);
  struct form form = {.opcode = {0x0F, opcode}, .rm = RM_ANY, .extension = ANY_REGISTER,
                      .undefined_always = ARITHMETIC & ~ZF};
  form.name = named(op, "r#,r/m#");
  form_wide(form, 3 * CASES);
  family_close();
}

static void swap_bytes(const char *directory) {
  family_open(directory, "bswap");
  random_seed("bswap");
  for (int reg = 0; reg < 8; reg++) {
    struct form form = {.name = "bswap r32", .opcode = {0x0F, 0xC8 | reg}, .bits = 32};
    for (int i = 0; i < cases_of(CASES / 4); i++) {
      struct test test;
      test_begin(&test, form.name);
      test_operand_prefix(&test, 32);
      test_byte(&test, form.opcode[0]);
      test_byte(&test, form.opcode[1]);
      test_pin(&test, reg, random_32());
      test_emit(&test);
    }
  }
  family_close();
}

static void both_locked(struct form form, const char *name, const char *locked_name, int count) {
  form.name = name;
  form.lock = false;
  form.rm = RM_ANY;
  form_sizes(form, count);
  form.name = locked_name;
  form.lock = true;
  form.rm = RM_MEMORY;
  form_sizes(form, count / 4);
}

/* The comparand equals the operand half of the time. */
static void accumulator_value(struct test *test, const struct form *form) {
  (void)form;
  test->registers[EAX] = random_operand(32);
}

static void fill_near_accumulator(struct test *test, const struct form *form, uint32_t address) {
  uint32_t accumulator = test_register(test, form->bits, EAX);
  test_memory(address, form->bits, one_in(2) ? accumulator : random_operand(form->bits));
}

static void exchange(const char *directory) {
  family_open(directory, "xchg");
  struct form form = {.opcode = {XCHG}, .extension = ANY_REGISTER};
  both_locked(form, "xchg r/m#,r#", "xchg r/m#,r# (lock)", CASES);
  for (int reg = 0; reg < 8; reg++) {
    form = (struct form){.name = "xchg eAX,r#", .opcode = {0x90 | reg}, .prepare = accumulator_value};
    form_wide(form, CASES / 5);
  }
  family_close();
  family_open(directory, "xadd");
  form = (struct form){.opcode = {0x0F, 0xC0}, .extension = ANY_REGISTER};
  both_locked(form, "xadd r/m#,r#", "xadd r/m#,r# (lock)", 2 * CASES);
  family_close();
  family_open(directory, "cmpxchg");
  form = (struct form){.opcode = {0x0F, 0xB0}, .extension = ANY_REGISTER,
                       .prepare = accumulator_value, .fill = fill_near_accumulator};
  both_locked(form, "cmpxchg r/m#,r#", "cmpxchg r/m#,r# (lock)", 2 * CASES);
  family_close();
}

static void random_pairs(struct test *test, const struct form *form) {
  (void)form;
  static const int pairs[] = {EAX, EDX, EBX, ECX};
  for (int i = 0; i < 4; i++) test->registers[pairs[i]] = random_operand(32);
}

static void fill_near_pair(struct test *test, const struct form *form, uint32_t address) {
  (void)form;
  bool equal = one_in(2);
  test_memory(address, 32, equal || one_in(4) ? test->registers[EAX] : random_operand(32));
  test_memory(address + 4, 32, equal || one_in(4) ? test->registers[EDX] : random_operand(32));
}

static void exchange_pair(const char *directory) {
  family_open(directory, "cmpxchg8b");
  struct form form = {.name = "cmpxchg8b m64", .opcode = {0x0F, 0xC7}, .rm = RM_MEMORY,
                      .extension = 1, .bits = 32, .rm_bits = 64, .prepare = random_pairs,
                      .fill = fill_near_pair};
  form_cases(&form, 4 * CASES);
  form.name = "cmpxchg8b m64 (lock)";
  form.lock = true;
  form_cases(&form, CASES);
  family_close();
}

void write_bits(const char *directory) {
  bit_test(directory, "bt", 4);
  bit_test(directory, "bts", 5);
  bit_test(directory, "btr", 6);
  bit_test(directory, "btc", 7);
  scan(directory, "bsf", 0xBC);
  scan(directory, "bsr", 0xBD);
  swap_bytes(directory);
  exchange(directory);
  exchange_pair(directory);
}
