/* Memory operands: every form of ModR/M and SIB, each with an address that lies in the arena. */
#include "cases.h"
#include "random.h"

enum { NO_REGISTER = -1, DISP_NONE = 0, DISP_8 = 1, DISP_32 = 2 };

void modrm_register(struct test *test, int reg, int rm) { test_byte(test, 0xC0 | reg << 3 | rm); }

/* Somewhere in [start, end): aligned, not aligned, or across the boundary of two pages. */
static uint32_t place(const struct test *test, uint32_t start, uint32_t end, uint32_t size) {
  uint32_t room = end - start - 4 * size - 0x200;
  uint32_t address = start + 2 * size + 0x100 + random_below(room);
  if (test->aligned) return address & ~(size - 1);
  uint32_t page = address & ~0xFFFu;
  if (page > start && one_in(8)) return page - (size > 1 ? 1 + random_below(size - 1) : 1);
  return one_in(2) ? address & ~(size - 1) : address;
}

static uint32_t displacement(int kind) {
  if (kind == DISP_8) return (uint32_t)(int8_t)random_operand(8);
  return kind == DISP_32 ? random_operand(32) : 0;
}

static void append_displacement(struct test *test, int kind, uint32_t value) {
  if (kind == DISP_8) test_byte(test, value);
  if (kind == DISP_32) test_immediate(test, 32, value);
}

/* A register that may serve in an address. */
static int address_register(const struct test *test) {
  int number;
  do number = random_below(8); while (number == test->reserved);
  return number;
}

/* The base's value for this address; a pinned base decides the address instead. */
static uint32_t settle_base(struct test *test, int base, uint32_t address, uint32_t offset) {
  if (!test->pinned[base]) test_pin(test, base, address - offset);
  return test->registers[base] + offset;
}

static uint32_t absolute(struct test *test, int reg, uint32_t address) {
  test_byte(test, reg << 3 | 5);
  test_immediate(test, 32, address);
  return address;
}

static uint32_t based(struct test *test, int reg, uint32_t address) {
  int base;
  do base = address_register(test); while (base == ESP); /* which needs a SIB byte */
  int kind = base == EBP ? 1 + random_below(2) : random_below(3);
  uint32_t disp = test->pinned[base] ? displacement(kind ? DISP_8 : DISP_NONE) : displacement(kind);
  test_byte(test, kind << 6 | reg << 3 | base);
  append_displacement(test, kind, disp);
  return settle_base(test, base, address, disp);
}

/* SIB with index * scale + disp32 and no base. */
static uint32_t scaled(struct test *test, int reg, uint32_t address) {
  int index = address_register(test), scale = random_below(4);
  uint32_t value = 0;
  if (index != ESP) {
    if (!test->pinned[index]) test_pin(test, index, random_operand(32));
    value = test->registers[index] << scale;
  }
  test_byte(test, reg << 3 | 4);
  test_byte(test, scale << 6 | index << 3 | 5);
  test_immediate(test, 32, address - value);
  return address;
}

/* Base and index are one register r: r * (1 + scale) + disp, with a displacement that fits. */
static uint32_t doubled(struct test *test, int reg, int base, int scale, uint32_t address) {
  test_byte(test, DISP_32 << 6 | reg << 3 | 4);
  test_byte(test, scale << 6 | base << 3 | base);
  if (!test->pinned[base]) test_pin(test, base, random_operand(32));
  test_immediate(test, 32, address - test->registers[base] * (1 + (1u << scale)));
  return address;
}

static uint32_t based_and_scaled(struct test *test, int reg, uint32_t address) {
  int base = address_register(test), index = address_register(test), scale = random_below(4);
  if (index == base && index != ESP) return doubled(test, reg, base, scale, address);
  bool fixed = test->pinned[base];
  int kind = base == EBP || fixed ? 1 + random_below(2) : random_below(3);
  if (fixed && index != ESP && test->pinned[index]) kind = DISP_32;
  uint32_t offset = 0;
  if (index != ESP) {
    if (!test->pinned[index]) test_pin(test, index, fixed ? random_below(8) : random_operand(32));
    offset = test->registers[index] << scale;
  }
  uint32_t disp = displacement(fixed ? DISP_8 : kind);
  if (fixed && kind == DISP_32) disp = address - test->registers[base] - offset;
  test_byte(test, kind << 6 | reg << 3 | 4);
  test_byte(test, scale << 6 | index << 3 | base);
  append_displacement(test, kind, disp);
  return settle_base(test, base, address, offset + disp);
}

/* SDM vol. 2, table "16-Bit Addressing Forms with the ModR/M Byte". */
static const struct { int base, index; } forms_16[8] = {
  {EBX, ESI}, {EBX, EDI}, {EBP, ESI}, {EBP, EDI},
  {ESI, NO_REGISTER}, {EDI, NO_REGISTER}, {EBP, NO_REGISTER}, {EBX, NO_REGISTER},
};

static uint32_t modrm_16(struct test *test, int reg, uint32_t address) {
  int form = random_below(8), kind = random_below(3);
  int base = forms_16[form].base, index = forms_16[form].index;
  bool taken = test->pinned[base] || base == test->reserved;
  if (index != NO_REGISTER) taken |= test->pinned[index] || index == test->reserved;
  if (taken || (form == 6 && kind == 0)) {
    test_byte(test, reg << 3 | 6);
    test_immediate(test, 16, address);
    return address;
  }
  uint32_t disp = displacement(kind) & 0xFFFF, offset = disp;
  if (index != NO_REGISTER) {
    test_pin(test, index, random_operand(32));
    offset += test->registers[index];
  }
  /* The upper half of the register must not matter. */
  test_pin(test, base, (random_32() & 0xFFFF0000u) | ((address - offset) & 0xFFFF));
  test_byte(test, kind << 6 | reg << 3 | form);
  test_immediate(test, kind == DISP_NONE ? 0 : 8 * kind, disp);
  return address;
}

uint32_t modrm_memory(struct test *test, int width, int reg, uint32_t size) {
  if (width == 16) return modrm_16(test, reg, place(test, LOW, LOW_END, size));
  uint32_t address = place(test, DATA, DATA_END, size);
  switch (random_below(8)) {
    case 0: return absolute(test, reg, address);
    case 1: return scaled(test, reg, address);
    case 2: case 3: case 4: return based(test, reg, address);
    default: return based_and_scaled(test, reg, address);
  }
}
