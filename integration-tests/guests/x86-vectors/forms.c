#include "forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

const char *sized_name(const char *pattern, int bits) {
  char *name = malloc(64), *end = name; /* lives as long as the program */
  for (; *pattern; pattern++) {
    end += *pattern == '#' ? sprintf(end, "%d", bits) : sprintf(end, "%c", *pattern);
  }
  return name;
}

/* Prefixes in random order, sometimes with a segment override that changes nothing here. */
static void append_prefixes(struct test *test, const struct form *form, int width, bool memory) {
  static const uint8_t flat_segments[] = {0x26, 0x2E, 0x36, 0x3E};
  uint8_t prefixes[4];
  int count = 0;
  if (form->lock) prefixes[count++] = PREFIX_LOCK;
  if (form->bits != 8 && form->bits != code_bits()) prefixes[count++] = PREFIX_OPERAND;
  if (memory && width != code_bits()) prefixes[count++] = PREFIX_ADDRESS;
  if (memory && one_in(16)) prefixes[count++] = flat_segments[random_below(4)];
  for (int i = count - 1; i > 0; i--) {
    int other = random_below(i + 1);
    uint8_t swap = prefixes[i];
    prefixes[i] = prefixes[other];
    prefixes[other] = swap;
  }
  for (int i = 0; i < count; i++) test_byte(test, prefixes[i]);
}

/* A byte of A5h on either side shows accesses that are too wide. */
static void fence(uint32_t address, uint32_t size) {
  if (!memory_is_set(address - 1)) memory_set(address - 1, 0xA5);
  if (!memory_is_set(address + size)) memory_set(address + size, 0xA5);
}

static void append_rm(struct test *test, const struct form *form, int width, int reg) {
  int bits = form->rm_bits ? form->rm_bits : form->bits;
  if (width == 0) {
    int rm = random_below(8);
    modrm_register(test, reg, rm);
    test_operand_register(test, bits, rm, random_operand(bits));
    return;
  }
  uint32_t address = modrm_memory(test, width, reg, bits / 8);
  if (form->fill) form->fill(test, form, address);
  else test_memory(address, bits, random_operand(bits));
  fence(address, bits / 8);
}

static bool wants_memory(const struct form *form) {
  return form->rm == RM_MEMORY || (form->rm == RM_ANY && !one_in(3));
}

static void append_immediate(struct test *test, const struct form *form) {
  int bits = form->immediate_bits == IMM_OPERAND ? form->bits : form->immediate_bits;
  if (bits == 0) return;
  test_immediate(test, bits, form->immediate ? form->immediate(form) : random_operand(bits));
}

static void build(struct test *test, const struct form *form) {
  bool memory = wants_memory(form);
  int width = !memory ? 0 : one_in(6) ? 48 - code_bits() : code_bits();
  test_begin(test, form->name);
  test->aligned = form->lock || (form->opcode[0] & 0xFE) == XCHG;
  if (form->prepare) form->prepare(test, form);
  append_prefixes(test, form, width, memory);
  test_byte(test, form->opcode[0]);
  if (form->opcode[0] == 0x0F) test_byte(test, form->opcode[1]);
  int reg = form->extension == ANY_REGISTER ? (int)random_below(8) : form->extension;
  if (form->reg_is_reserved) reg = test->reserved;
  if (form->rm != RM_NONE) append_rm(test, form, width, reg);
  if (form->extension == ANY_REGISTER) {
    test_operand_register(test, form->bits, reg, random_operand(form->bits));
  }
  append_immediate(test, form);
  if (form->undefined) test->undefined_flags = form->undefined(test, form);
  test->undefined_flags |= form->undefined_always;
}

void form_cases(const struct form *form, int count) {
  random_seed(form->name);
  for (int i = 0; i < cases_of(count); i++) {
    struct test test;
    build(&test, form);
    test_emit(&test);
  }
}

static void one_size(struct form form, int bits, int count) {
  form.name = sized_name(form.name, bits);
  form.bits = bits;
  form_cases(&form, count);
}

void form_sizes(struct form form, int count) {
  one_size(form, 8, count);
  int last = form.opcode[0] == 0x0F;
  form.opcode[last]++;
  form_wide(form, count);
}

void form_wide(struct form form, int count) {
  one_size(form, 16, count);
  one_size(form, 32, count);
}
