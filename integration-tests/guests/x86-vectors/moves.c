/* Moves, extensions, conditional moves and sets, addresses, and operations on the flags. */
#include "forms.h"
#include "random.h"

enum { CASES = 80 };

static const char *const conditions[16] = {
  "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g",
};

static void mov(const char *directory) {
  family_open(directory, "mov");
  struct form form = {.name = "mov r/m#,r#", .opcode = {0x88}, .rm = RM_ANY,
                      .extension = ANY_REGISTER};
  form_sizes(form, CASES);
  form.name = "mov r#,r/m#";
  form.opcode[0] = 0x8A;
  form_sizes(form, CASES);
  form.name = "mov r/m#,imm";
  form.opcode[0] = 0xC6;
  form.extension = 0;
  form.immediate_bits = IMM_OPERAND;
  form_sizes(form, CASES);
  form.rm = RM_NONE;
  for (int reg = 0; reg < 8; reg++) {
    form.name = "mov r#,imm";
    form.opcode[0] = 0xB8 | reg;
    form_wide(form, 4);
    form.name = "mov r8,imm8";
    form.opcode[0] = 0xB0 | reg;
    form.bits = 8;
    form_cases(&form, 4);
  }
  family_close();
}

static void mov_offset_case(uint8_t opcode, int bits, int width) {
  struct test test;
  test_begin(&test, opcode < 0xA2 ? "mov accumulator,moffs" : "mov moffs,accumulator");
  test_operand_prefix(&test, bits);
  test_address_prefix(&test, width);
  test_byte(&test, opcode | (bits != 8));
  uint32_t address = (width == 16 ? LOW : DATA) + random_below(0x8000);
  test_immediate(&test, width, address);
  test_memory(address, bits, random_operand(bits));
  test_emit(&test);
}

static void mov_offset(const char *directory) {
  family_open(directory, "mov-offset");
  random_seed("mov moffs");
  for (int i = 0; i < cases_of(CASES); i++) {
    for (int bits = 8; bits <= 32; bits *= 2) {
      mov_offset_case(0xA0, bits, one_in(3) ? 16 : 32);
      mov_offset_case(0xA2, bits, one_in(3) ? 16 : 32);
    }
  }
  family_close();
}

static void extend(const char *directory, const char *op, uint8_t opcode) {
  family_open(directory, op);
  struct form form = {.opcode = {0x0F, opcode}, .rm = RM_ANY, .extension = ANY_REGISTER,
                      .rm_bits = 8};
  form.name = named(op, "r#,r/m8");
  form_wide(form, 2 * CASES);
  form.opcode[1]++;
  form.rm_bits = 16;
  form.name = named(op, "r#,r/m16");
  form_wide(form, 2 * CASES);
  family_close();
}

static void conditional(const char *directory) {
  family_open(directory, "cmovcc");
  for (int condition = 0; condition < 16; condition++) {
    struct form form = {.opcode = {0x0F, 0x40 | condition}, .rm = RM_ANY,
                        .extension = ANY_REGISTER};
    form.name = named("cmov", conditions[condition]);
    form_wide(form, CASES / 2);
  }
  family_close();
  family_open(directory, "setcc");
  for (int condition = 0; condition < 16; condition++) {
    struct form form = {.opcode = {0x0F, 0x90 | condition}, .rm = RM_ANY, .extension = 0,
                        .bits = 8};
    form.name = named("set", conditions[condition]);
    form_cases(&form, CASES / 2);
  }
  family_close();
}

static void no_operand(struct test *test, const struct form *form, uint32_t address) {
  (void)test, (void)form;
  memory_set(address, 0xA5);
}

static void lea(const char *directory) {
  family_open(directory, "lea");
  struct form form = {.name = "lea r#,m", .opcode = {0x8D}, .rm = RM_MEMORY,
                      .extension = ANY_REGISTER, .fill = no_operand};
  form_wide(form, 4 * CASES);
  family_close();
}

static void look_up(const char *directory) {
  family_open(directory, "xlat");
  random_seed("xlat");
  for (int i = 0; i < cases_of(2 * CASES); i++) {
    struct test test;
    bool narrow = one_in(3);
    test_begin(&test, narrow ? "xlat m8 (16-bit address)" : "xlat m8");
    uint32_t table = (narrow ? LOW : DATA) + random_below(0x8000), index = random_operand(8);
    test_pin(&test, EBX, narrow ? (random_32() & 0xFFFF0000u) | table : table);
    test_operand_register(&test, 8, EAX, index);
    test_address_prefix(&test, narrow ? 16 : 32);
    test_byte(&test, 0xD7);
    test_memory(table + index, 8, random_32());
    test_emit(&test);
  }
  family_close();
}

static const struct form on_flags[] = {
  {.name = "cmc", .opcode = {0xF5}}, {.name = "clc", .opcode = {0xF8}},
  {.name = "stc", .opcode = {0xF9}}, {.name = "cld", .opcode = {0xFC}},
  {.name = "std", .opcode = {0xFD}}, {.name = "sahf", .opcode = {0x9E}},
  {.name = "lahf", .opcode = {0x9F}}, {.name = "nop", .opcode = {0x90}},
};

static void any_accumulator(struct test *test, const struct form *form) {
  (void)form;
  test->registers[EAX] = random_32();
}

static void flags(const char *directory) {
  family_open(directory, "flags");
  for (unsigned i = 0; i < sizeof on_flags / sizeof on_flags[0]; i++) {
    struct form form = on_flags[i];
    form.bits = 32;
    form.prepare = any_accumulator;
    form_cases(&form, CASES / 2);
  }
  family_close();
}

static void adjust_rpl(const char *directory) {
  family_open(directory, "arpl");
  struct form form = {.name = "arpl r/m16,r16", .opcode = {0x63}, .rm = RM_ANY,
                      .extension = ANY_REGISTER, .bits = 32, .rm_bits = 16};
  form_cases(&form, 2 * CASES);
  family_close();
}

void write_moves(const char *directory) {
  mov(directory);
  mov_offset(directory);
  extend(directory, "movzx", 0xB6);
  extend(directory, "movsx", 0xBE);
  conditional(directory);
  lea(directory);
  look_up(directory);
  flags(directory);
  adjust_rpl(directory);
}
