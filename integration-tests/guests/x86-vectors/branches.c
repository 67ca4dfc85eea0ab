/* Near branches: every jump lands on a HLT of its own, which the case lists. */
#include "forms.h"
#include "random.h"

enum { CASES = 80 };

/* An EIP to land at. In a flat segment one of 16 bits lies below the code. */
static uint32_t landing(int bits) {
  if (code_bits() == 16) return 0x400 + random_below(0x6000);
  if (bits == 16) return LOW + 0x100 + random_below(0x8000);
  return CODE + 0x400 + random_below(0x6000);
}

/* The code arena is full of HLT; the low one is not. */
static void put_halt(const struct test *test, uint32_t target) {
  if (code_base(test) == 0 && target < LOW_END) memory_set(target, HLT);
}

/* Appends a displacement to the landing place and puts a HLT there. */
static void relative(struct test *test, int bits, int operand_bits) {
  uint32_t next = test->registers[EIP] + test->length + bits / 8;
  if (bits == 8) {
    int distance = one_in(2) ? LONGEST + (int)random_below(100) : -40 - (int)random_below(80);
    uint32_t target = next + distance;
    test_byte(test, distance);
    if (operand_bits == 16) put_halt(test, target & 0xFFFF);
    return;
  }
  uint32_t target = landing(bits);
  test_immediate(test, bits, target - next);
  put_halt(test, target);
}

static void conditional(const char *directory) {
  family_open(directory, "jcc");
  random_seed("jcc");
  for (int condition = 0; condition < 16; condition++) {
    for (int i = 0; i < cases_of(CASES); i++) {
      struct test test;
      bool narrow = one_in(4) != (code_bits() == 16), near = one_in(2);
      int bits = near ? narrow ? 16 : 32 : 8;
      test_begin(&test, near ? "jcc rel16/32" : "jcc rel8");
      if (narrow) test.registers[EIP] |= 0x5000; /* so that a short one lands above LOW */
      test_operand_prefix(&test, narrow ? 16 : 32);
      if (near) test_byte(&test, 0x0F);
      test_byte(&test, (near ? 0x80 : 0x70) | condition);
      relative(&test, bits, narrow ? 16 : 32);
      test_emit(&test);
    }
  }
  family_close();
}

static void loop(const char *directory) {
  static const char *const names[] = {"loopne", "loope", "loop", "jecxz"};
  family_open(directory, "loop");
  random_seed("loop");
  for (int form = 0; form < 4; form++) {
    for (int i = 0; i < cases_of(CASES); i++) {
      struct test test;
      test_begin(&test, names[form]);
      bool narrow = one_in(3);
      uint32_t count = random_below(4);
      test_pin(&test, ECX, narrow ? (random_32() & 0xFFFF0000u) | count : count);
      test_address_prefix(&test, narrow ? 16 : 32);
      test_byte(&test, 0xE0 | form);
      relative(&test, 8, code_bits());
      test_emit(&test);
    }
  }
  family_close();
}

static void direct(const char *directory) {
  family_open(directory, "jmp-call");
  random_seed("jmp-call");
  for (int i = 0; i < cases_of(CASES); i++) {
    for (int opcode = 0xE8; opcode <= 0xEB; opcode++) {
      if (opcode == 0xEA) continue;
      struct test test;
      test_begin(&test, opcode == 0xE8 ? "call rel" : opcode == 0xE9 ? "jmp rel" : "jmp rel8");
      int bits = opcode == 0xEB ? code_bits() : one_in(3) ? 16 : 32;
      test_operand_prefix(&test, bits);
      test_byte(&test, opcode);
      relative(&test, opcode == 0xEB ? 8 : bits, bits);
      test_emit(&test);
    }
  }
  family_close();
}

static void keep_stack(struct test *test, const struct form *form) {
  (void)form;
  test_pin(test, ESP, test->registers[ESP]);
}

static void fill_target(struct test *test, const struct form *form, uint32_t address) {
  uint32_t target = landing(form->bits);
  test_memory(address, form->bits, target);
  put_halt(test, target);
}

static void indirect(const char *directory) {
  family_open(directory, "jmp-call-indirect");
  struct form form = {.opcode = {0xFF}, .rm = RM_MEMORY, .prepare = keep_stack,
                      .fill = fill_target};
  form.name = "call m#";
  form.extension = 2;
  form_wide(form, CASES);
  form.name = "jmp m#";
  form.extension = 4;
  form_wide(form, CASES);
  for (int i = 0; i < cases_of(CASES); i++) {
    struct test test;
    int rm = random_below(8), extension = one_in(2) ? 2 : 4;
    test_begin(&test, extension == 2 ? "call r32" : "jmp r32");
    test_operand_prefix(&test, 32);
    test_byte(&test, 0xFF);
    modrm_register(&test, extension, rm);
    test_pin(&test, rm, rm == ESP ? landing(32) & ~3u : landing(32));
    if (rm != ESP || extension == 4) test_emit(&test);
  }
  family_close();
}

static void return_case(int bits, bool release) {
  struct test test;
  test_begin(&test, bits == 16 ? "ret (16-bit)" : "ret");
  uint32_t target = landing(bits);
  test_memory(test.registers[ESP], bits, target);
  put_halt(&test, target);
  test_operand_prefix(&test, bits);
  test_byte(&test, release ? 0xC2 : 0xC3);
  if (release) test_immediate(&test, 16, random_operand(16));
  test_emit(&test);
}

static void returns(const char *directory) {
  family_open(directory, "ret");
  random_seed("ret");
  for (int i = 0; i < cases_of(CASES); i++) {
    return_case(16, one_in(2));
    return_case(32, one_in(2));
  }
  family_close();
}

void write_branches(const char *directory) {
  conditional(directory);
  loop(directory);
  direct(directory);
  indirect(directory);
  returns(directory);
}
