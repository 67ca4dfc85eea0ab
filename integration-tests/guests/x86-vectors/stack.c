/* The stack: push, pop, their "all" and flags forms, ENTER and LEAVE. */
#include "forms.h"
#include "random.h"

enum { CASES = 80 };

static void fill_stack(uint32_t address, int bytes) {
  for (int i = 0; i < bytes; i++) memory_set(address + i, random_32());
}

/* ESP amid the stack, mostly aligned, sometimes at the edge of a page. */
static void place_stack(struct test *test) {
  static const uint32_t choices[] = {0x8000, 0x8000, 0x7000, 0x7001, 0x9FFE, 0x5003, 0x6FFC};
  test_pin(test, ESP, STACK + choices[random_below(7)]);
}

static void stack_without_contents(struct test *test, const struct form *form) {
  (void)form;
  place_stack(test);
}

static void stack_with_contents(struct test *test, const struct form *form) {
  place_stack(test);
  fill_stack(test->registers[ESP], form->bits / 8);
}

static void push_pop(const char *directory) {
  family_open(directory, "push");
  struct form form = {.prepare = stack_without_contents, .rm = RM_ANY, .extension = 6};
  form.name = "push r/m#";
  form.opcode[0] = 0xFF;
  form_wide(form, 2 * CASES);
  form.rm = RM_NONE;
  form.name = "push imm#";
  form.opcode[0] = 0x68;
  form.immediate_bits = IMM_OPERAND;
  form_wide(form, CASES);
  form.name = "push imm8 (sign-extended to #)";
  form.opcode[0] = 0x6A;
  form.immediate_bits = 8;
  form_wide(form, CASES);
  form.immediate_bits = 0;
  for (int reg = 0; reg < 8; reg++) {
    form.name = "push r#";
    form.opcode[0] = 0x50 | reg;
    form_wide(form, 6);
  }
  family_close();
  family_open(directory, "pop");
  form = (struct form){.prepare = stack_with_contents, .rm = RM_ANY, .extension = 0};
  form.name = "pop r/m#";
  form.opcode[0] = 0x8F;
  form_wide(form, 2 * CASES);
  form.rm = RM_NONE;
  for (int reg = 0; reg < 8; reg++) {
    form.name = "pop r#";
    form.opcode[0] = 0x58 | reg;
    form_wide(form, 6);
  }
  family_close();
}

/* SDM vol. 2, "POP": ESP as base of the destination is the value after the increment. */
static void pop_to_stack(const char *directory) {
  family_open(directory, "pop-esp-base");
  random_seed("pop [esp+disp]");
  for (int i = 0; i < cases_of(2 * CASES); i++) {
    struct test test;
    test_begin(&test, "pop dword [esp+disp8]");
    place_stack(&test);
    fill_stack(test.registers[ESP], 4);
    test_operand_prefix(&test, 32);
    test_address_prefix(&test, 32);
    const uint8_t code[] = {0x8F, 0x44, 0x24, random_operand(8)};
    for (unsigned k = 0; k < sizeof code; k++) test_byte(&test, code[k]);
    test_emit(&test);
  }
  family_close();
}

static void eight_slots(struct test *test, const struct form *form) {
  for (int reg = 0; reg < 8; reg++) test->registers[reg] = random_32();
  place_stack(test);
  if (form->opcode[0] == 0x61) fill_stack(test->registers[ESP], form->bits);
}

static void flags_image(struct test *test, const struct form *form) {
  const uint32_t trap_flag = 0x100;
  place_stack(test);
  uint32_t image = random_32() & ~trap_flag;
  if (form->bits == 32) test_memory(test->registers[ESP], 32, image);
  else test_memory(test->registers[ESP], 16, image);
}

static void groups(const char *directory) {
  family_open(directory, "pusha-popa");
  struct form form = {.name = "pusha#", .opcode = {0x60}, .prepare = eight_slots};
  form_wide(form, CASES);
  form = (struct form){.name = "popa#", .opcode = {0x61}, .prepare = eight_slots};
  form_wide(form, CASES);
  family_close();
  family_open(directory, "pushf-popf");
  form = (struct form){.name = "pushf#", .opcode = {0x9C}, .prepare = stack_without_contents};
  form_wide(form, CASES);
  form = (struct form){.name = "popf#", .opcode = {0x9D}, .prepare = flags_image};
  form_wide(form, 3 * CASES);
  family_close();
}

/* Frames for ENTER: the display that EBP points into holds random pointers. */
static void frames(struct test *test, const struct form *form) {
  (void)form;
  place_stack(test);
  test_pin(test, EBP, STACK + 0xA000 + random_below(0x100));
  fill_stack(test->registers[EBP] - 4 * 31, 4 * 32);
}

static void enter_case(int bits, int level) {
  struct test test;
  test_begin(&test, bits == 16 ? "enter imm16,imm8 (16-bit)" : "enter imm16,imm8");
  struct form form = {.bits = bits};
  frames(&test, &form);
  test_operand_prefix(&test, bits);
  test_byte(&test, 0xC8);
  test_immediate(&test, 16, one_in(3) ? random_below(0x2000) : random_below(64));
  test_byte(&test, level);
  test_emit(&test);
}

static void enter_leave(const char *directory) {
  static const int levels[] = {0, 1, 2, 3, 5, 31, 32, 0xC2};
  family_open(directory, "enter-leave");
  random_seed("enter");
  for (int i = 0; i < cases_of(CASES / 2); i++) {
    for (int bits = 16; bits <= 32; bits += 16) {
      int choice = one_in(8) ? 4 + random_below(4) : random_below(4);
      enter_case(bits, levels[choice]);
    }
  }
  struct form form = {.name = "leave#", .opcode = {0xC9}, .prepare = frames};
  form_wide(form, CASES / 2);
  family_close();
}

void write_stack(const char *directory) {
  push_pop(directory);
  pop_to_stack(directory);
  groups(directory);
  enter_leave(directory);
}
