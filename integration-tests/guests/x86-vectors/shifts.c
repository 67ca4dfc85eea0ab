/* Shifts and rotates by 1, by an immediate and by CL; double shifts. */
#include "forms.h"
#include "random.h"

enum { CASES = 80 };

static const char *const shifts[8] = {"rol", "ror", "rcl", "rcr", "shl", "shr", "sal", "sar"};

static int last_byte(const struct test *test) { return test->code[test->length - 1]; }

/* The count that executes: masked to five bits (SDM vol. 2, "SAL/SAR/SHL/SHR", "RCL/RCR/ROL/ROR"). */
static int count_of(const struct test *test, const struct form *form) {
  if (form->immediate_bits) return last_byte(test) & 31;
  bool by_cl = form->opcode[0] >= 0xD2 || form->opcode[0] == 0x0F;
  return by_cl ? (int)(test->registers[ECX] & 31) : 1;
}

static uint32_t after_rotate(const struct test *test, const struct form *form) {
  return count_of(test, form) > 1 ? OF : 0;
}

static uint32_t after_shift(const struct test *test, const struct form *form) {
  int count = count_of(test, form);
  bool arithmetic_right = form->extension == 7;
  if (count == 0) return 0;
  uint32_t carry = count >= form->bits && !arithmetic_right ? CF : 0;
  return AF | carry | (count > 1 ? OF : 0);
}

static uint32_t any_count(const struct form *form) {
  (void)form;
  return one_in(4) ? random_below(256) : random_below(34);
}

static void random_count(struct test *test, const struct form *form) {
  test->registers[ECX] = (random_32() & 0xFFFFFF00) | any_count(form);
}

static void shift_family(const char *directory, int operation) {
  const char *op = shifts[operation];
  family_open(directory, operation == 6 ? "sal-6" : op);
  struct form form = {.rm = RM_ANY, .extension = operation,
                      .undefined = operation < 4 ? after_rotate : after_shift};
  form.name = named(op, "r/m#,1");
  form.opcode[0] = 0xD0;
  form_sizes(form, CASES);
  form.name = named(op, "r/m#,cl");
  form.opcode[0] = 0xD2;
  form.prepare = random_count;
  form_sizes(form, 2 * CASES);
  form.name = named(op, "r/m#,imm8");
  form.opcode[0] = 0xC0;
  form.immediate_bits = 8;
  form.immediate = any_count;
  form_sizes(form, 2 * CASES);
  family_close();
}

static uint32_t after_double_shift(const struct test *test, const struct form *form) {
  int count = count_of(test, form);
  if (count == 0) return 0;
  return AF | (count > 1 ? OF : 0);
}

/* A count above the operand size leaves everything undefined: not chosen. */
static uint32_t defined_count(const struct form *form) {
  uint32_t count = any_count(form);
  return (count & 31) > (uint32_t)form->bits ? count & ~0x1Fu : count;
}

static void double_shift_count(struct test *test, const struct form *form) {
  test->reserved = ECX;
  test_pin(test, ECX, (random_32() & 0xFFFFFF00) | defined_count(form));
}

static void double_shift(const char *directory, const char *op, uint8_t opcode) {
  family_open(directory, op);
  struct form form = {.opcode = {0x0F, opcode}, .rm = RM_ANY, .extension = ANY_REGISTER,
                      .undefined = after_double_shift};
  form.opcode[1]++;
  form.prepare = double_shift_count;
  form.name = named(op, "r/m#,r#,cl");
  form_wide(form, 3 * CASES);
  form.opcode[1]--;
  form.prepare = 0;
  form.immediate_bits = 8;
  form.immediate = defined_count;
  form.name = named(op, "r/m#,r#,imm8");
  form_wide(form, 3 * CASES);
  family_close();
}

void write_shifts(const char *directory) {
  for (int operation = 0; operation < 8; operation++) shift_family(directory, operation);
  double_shift(directory, "shld", 0xA4);
  double_shift(directory, "shrd", 0xAC);
}
