/* Binary arithmetic, decimal adjustment, multiplication and division. */
#include "forms.h"
#include "random.h"

enum { CASES = 80 };

static const char *const alu[8] = {"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"};

static bool is_logical(int operation) { return operation == 1 || operation == 4 || operation == 6; }

static void alu_family(const char *directory, int operation) {
  uint8_t opcode = operation << 3;
  const char *op = alu[operation];
  family_open(directory, op);
  struct form form = {.extension = ANY_REGISTER, .rm = RM_ANY,
                      .undefined_always = is_logical(operation) ? AF : 0};
  form.opcode[0] = opcode;
  form.name = named(op, "r/m#,r#");
  form_sizes(form, CASES);
  form.opcode[0] = opcode + 2;
  form.name = named(op, "r#,r/m#");
  form_sizes(form, CASES);
  form.immediate_bits = IMM_OPERAND;
  form.extension = operation;
  form.opcode[0] = 0x80;
  form.name = named(op, "r/m#,imm");
  form_sizes(form, CASES);
  form.immediate_bits = 8;
  form.opcode[0] = 0x82;
  form.name = named(op, "r/m#,imm8 (sign-extended)");
  form_sizes(form, CASES);
  form.rm = RM_NONE;
  form.immediate_bits = IMM_OPERAND;
  form.opcode[0] = opcode + 4;
  form.name = named(op, "accumulator#,imm");
  form_sizes(form, CASES / 2);
  if (operation != 7) {
    form = (struct form){.name = named(op, "r/m#,r# (lock)"), .opcode = {opcode}, .rm = RM_MEMORY,
                         .extension = ANY_REGISTER, .lock = true,
                         .undefined_always = form.undefined_always};
    form_sizes(form, CASES / 4);
  }
  family_close();
}

static void unary(const char *directory, struct form form) {
  family_open(directory, form.name);
  const char *op = form.name;
  form.name = named(op, "r/m#");
  form.rm = RM_ANY;
  form_sizes(form, CASES);
  form.name = named(op, "r/m# (lock)");
  form.lock = true;
  form.rm = RM_MEMORY;
  form_sizes(form, CASES / 4);
  form.lock = false;
  form.rm = RM_NONE;
  if (form.opcode[0] == 0xFF - 1) {
    form.name = named(op, "r#");
    for (int reg = 0; reg < 8; reg++) {
      form.opcode[0] = 0x40 | form.extension << 3 | reg;
      form_wide(form, 8);
    }
  }
  family_close();
}

static void test_family(const char *directory) {
  family_open(directory, "test");
  struct form form = {.name = "test r/m#,r#", .opcode = {0x84}, .rm = RM_ANY,
                      .extension = ANY_REGISTER, .undefined_always = AF};
  form_sizes(form, CASES);
  form.immediate_bits = IMM_OPERAND;
  form.opcode[0] = 0xF6;
  for (form.extension = 0; form.extension < 2; form.extension++) {
    form.name = form.extension ? "test r/m#,imm (/1)" : "test r/m#,imm";
    form_sizes(form, CASES);
  }
  form.name = "test accumulator#,imm";
  form.opcode[0] = 0xA8;
  form.rm = RM_NONE;
  form_sizes(form, CASES / 2);
  family_close();
}

/* SDM vol. 2: MUL and IMUL define CF and OF alone. */
enum { AFTER_MULTIPLY = SF | ZF | AF | PF };

static void random_accumulator(struct test *test, const struct form *form) {
  test->registers[EAX] = random_operand(32);
  test_operand_register(test, form->bits, EAX, random_operand(form->bits));
  test->registers[EDX] = one_in(2) ? random_operand(32) : test->registers[EAX];
}

/* A dividend whose quotient often fits: its upper half is small. */
static void random_dividend(struct test *test, const struct form *form) {
  random_accumulator(test, form);
  uint32_t upper = one_in(4) ? -random_below(16) : random_operand(form->bits) >> random_below(form->bits);
  bool sign = (int32_t)test->registers[EAX] < 0;
  if (one_in(3)) upper = sign ? UINT32_MAX : 0;
  if (form->bits == 8) test_operand_register(test, 8, 4 /* AH */, upper);
  else test_operand_register(test, form->bits, EDX, upper);
}

static void multiply(const char *directory) {
  family_open(directory, "mul");
  struct form form = {.name = "mul r/m#", .opcode = {0xF6}, .rm = RM_ANY, .extension = 4,
                      .prepare = random_accumulator, .undefined_always = AFTER_MULTIPLY};
  form_sizes(form, 2 * CASES);
  family_close();
  family_open(directory, "imul");
  form.name = "imul r/m#";
  form.extension = 5;
  form_sizes(form, 2 * CASES);
  form = (struct form){.name = "imul r#,r/m#", .opcode = {0x0F, 0xAF}, .rm = RM_ANY,
                       .extension = ANY_REGISTER, .undefined_always = AFTER_MULTIPLY};
  form_wide(form, 2 * CASES);
  form.name = "imul r#,r/m#,imm";
  form.opcode[0] = 0x69;
  form.immediate_bits = IMM_OPERAND;
  form_wide(form, 2 * CASES);
  form.name = "imul r#,r/m#,imm8";
  form.opcode[0] = 0x6B;
  form.immediate_bits = 8;
  form_wide(form, 2 * CASES);
  family_close();
}

static void divide(const char *directory, const char *name, int extension) {
  family_open(directory, name);
  struct form form = {.name = named(name, "r/m#"), .opcode = {0xF6}, .rm = RM_ANY,
                      .extension = extension, .prepare = random_dividend,
                      .undefined_always = ARITHMETIC};
  form_sizes(form, 5 * CASES);
  family_close();
}

/* SDM vol. 2, each instruction's "Flags Affected". */
static const struct form adjustments[] = {
  {.name = "daa", .opcode = {0x27}, .undefined_always = OF},
  {.name = "das", .opcode = {0x2F}, .undefined_always = OF},
  {.name = "aaa", .opcode = {0x37}, .undefined_always = OF | SF | ZF | PF},
  {.name = "aas", .opcode = {0x3F}, .undefined_always = OF | SF | ZF | PF},
  {.name = "aam", .opcode = {0xD4}, .immediate_bits = 8, .undefined_always = OF | AF | CF},
  {.name = "aad", .opcode = {0xD5}, .immediate_bits = 8, .undefined_always = OF | AF | CF},
  {.name = "cbw", .opcode = {0x98}, .bits = 16},
  {.name = "cwde", .opcode = {0x98}, .bits = 32},
  {.name = "cwd", .opcode = {0x99}, .bits = 16},
  {.name = "cdq", .opcode = {0x99}, .bits = 32},
  {.name = "salc", .opcode = {0xD6}},
};

static void adjust(const char *directory) {
  family_open(directory, "adjust");
  for (unsigned i = 0; i < sizeof adjustments / sizeof adjustments[0]; i++) {
    struct form form = adjustments[i];
    form.prepare = random_accumulator;
    if (!form.bits) form.bits = 8;
    form_cases(&form, 3 * CASES);
  }
  family_close();
}

void write_arithmetic(const char *directory) {
  for (int operation = 0; operation < 8; operation++) alu_family(directory, operation);
  unary(directory, (struct form){.name = "inc", .opcode = {0xFE}, .extension = 0});
  unary(directory, (struct form){.name = "dec", .opcode = {0xFE}, .extension = 1});
  unary(directory, (struct form){.name = "not", .opcode = {0xF6}, .extension = 2});
  unary(directory, (struct form){.name = "neg", .opcode = {0xF6}, .extension = 3});
  test_family(directory);
  multiply(directory);
  divide(directory, "div", 6);
  divide(directory, "idiv", 7);
  adjust(directory);
}
