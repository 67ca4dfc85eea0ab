#include "cases.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"
#include "segments.h"

static const char *const register_name[REGISTERS] = {
  "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip", "eflags",
  "cs", "ss", "ds", "es", "fs",
};

/* Registers that a case does not use: easy to tell apart, and small when compressed. */
static const uint32_t plain[8] = {
  0xA1A2A3A4, 0xC1C2C3C4, 0xD1D2D3D4, 0xB1B2B3B4, STACK + 0x8000, 0x51525354, 0x61626364, 0x71727374,
};

/* Offsets in code at which cases begin; two reach over the end of a page. */
static const uint32_t starts[] = {0x200, 0x200, 0x7FFD, 0xA003};

static int default_bits = 32, case_share = 1;
static FILE *output;
static int cases;
static bool first;

void family_open(const char *directory, const char *name) {
  char command[4096];
  snprintf(command, sizeof command, "gzip -9n > '%s/%s.jsonl.gz'", directory, name);
  output = popen(command, "w");
  if (output == NULL) perror(command), exit(73);
  cases = 0;
}

void family_close(void) {
  if (pclose(output) != 0) fprintf(stderr, "cannot write a family\n"), exit(74);
}

int family_size(void) { return cases; }

void emit(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(output, format, arguments);
  va_end(arguments);
}

void emit_end(void) {
  emit("}\n");
  cases++;
}

void list_begin(void) { first = true; }

void list_next(void) {
  if (!first) emit(",");
  first = false;
}

void use_code(int bits, int share) {
  default_bits = bits;
  case_share = share;
}

int code_bits(void) { return default_bits; }

int cases_of(int count) { return (count + case_share - 1) / case_share; }

uint32_t code_base(const struct test *test) { return segment_base(test->registers[CS]); }

void test_operand_prefix(struct test *test, int bits) {
  if (bits != 8 && bits != default_bits) test_byte(test, 0x66);
}

void test_address_prefix(struct test *test, int width) {
  if (width != default_bits) test_byte(test, 0x67);
}

void test_begin(struct test *test, const char *name) {
  *test = (struct test){.name = name, .reserved = -1};
  memcpy(test->registers, plain, sizeof plain);
  test->registers[CS] = default_bits == 16 ? CODE_16 : FLAT_CODE;
  test->registers[SS] = test->registers[DS] = test->registers[ES] = FLAT_DATA;
  test->segmented = default_bits == 16;
  test->registers[EIP] = CODE - code_base(test) + starts[random_below(4)];
  test->registers[EFLAGS] = ALWAYS | (random_32() & (ARITHMETIC | DF));
}

void test_byte(struct test *test, uint8_t byte) {
  if (test->length == LONGEST) fprintf(stderr, "%s: too long\n", test->name), exit(70);
  test->code[test->length++] = byte;
}

void test_immediate(struct test *test, int bits, uint32_t value) {
  for (int shift = 0; shift < bits; shift += 8) test_byte(test, value >> shift);
}

void test_pin(struct test *test, int number, uint32_t value) {
  test->registers[number] = value;
  test->pinned[number] = true;
}

void test_operand_register(struct test *test, int bits, int number, uint32_t value) {
  int owner = bits == 8 ? number & 3 : number;
  if (test->pinned[owner]) return;
  uint32_t mask = bits == 32 ? 0xFFFFFFFFu : (1u << bits) - 1;
  int shift = bits == 8 && number >= 4 ? 8 : 0;
  uint32_t *reg = &test->registers[owner];
  *reg = (*reg & ~(mask << shift)) | (value & mask) << shift;
}

uint32_t test_register(const struct test *test, int bits, int number) {
  if (bits == 8) return test->registers[number & 3] >> (number >= 4 ? 8 : 0) & 0xFF;
  return bits == 16 ? test->registers[number] & 0xFFFF : test->registers[number];
}

void test_memory(uint32_t address, int bits, uint32_t value) {
  for (int i = 0; i < bits / 8; i++) memory_set(address + i, value >> 8 * i);
}

const char *named(const char *mnemonic, const char *operands) {
  char *name = malloc(strlen(mnemonic) + strlen(operands) + 2);
  sprintf(name, "%s %s", mnemonic, operands);
  return name;
}

static void emit_byte_at(uint32_t address, uint8_t value) {
  list_next();
  emit("[%u,%u]", address, value);
}

void emit_initial(const struct test *test) {
  emit("{\"name\":\"%s\",\"idx\":%d,\"bytes\":\"", test->name, cases);
  for (int i = 0; i < test->length; i++) emit("%02x", test->code[i]);
  emit("f4\",\"initial\":{\"regs\":{");
  list_begin();
  for (int i = 0; i < (test->segmented ? REGISTERS : CS); i++) {
    list_next();
    emit("\"%s\":%u", register_name[i], test->registers[i]);
  }
  emit("},\"ram\":[");
  list_begin();
  memory_initial(emit_byte_at);
  emit("]");
}

void emit_final(const struct test *test, const struct outcome *outcome) {
  emit("},\"final\":{\"regs\":{");
  list_begin();
  for (int i = 0; i < REGISTERS; i++) {
    bool past_halt = i == EIP && outcome->exception == NO_EXCEPTION;
    uint32_t now = outcome->registers[i] + past_halt;
    if (now == test->registers[i]) continue;
    list_next();
    emit("\"%s\":%u", register_name[i], now);
  }
  emit("},\"ram\":[");
  list_begin();
  memory_changed(emit_byte_at);
  emit("]");
}

void emit_rest(const struct test *test, const struct outcome *outcome) {
  emit("}");
  if (outcome->exception != NO_EXCEPTION) {
    emit(",\"exception\":{\"number\":%d,\"error\":%u}", outcome->exception, outcome->error_code);
  }
  if (test->undefined_flags) emit(",\"undefined_flags\":%u", test->undefined_flags);
}

void test_emit(struct test *test) {
  uint32_t start = code_base(test) + test->registers[EIP];
  memory_code(start, test->code, test->length);
  struct outcome outcome = capture_run(test->registers);
  uint32_t at = segment_base(outcome.registers[CS]) + outcome.registers[EIP];
  /* A branch ends at a HLT elsewhere, which the case must list. */
  if (at > start + test->length && at < start + LONGEST) {
    fprintf(stderr, "%s %d ran past its HLT\n", test->name, cases), exit(70);
  }
  bool elsewhere = at != start + test->length && at >= CODE && at < CODE_END;
  if (outcome.exception == NO_EXCEPTION && elsewhere) memory_set(at, HLT);
  emit_initial(test);
  emit_final(test, &outcome);
  emit_rest(test, &outcome);
  emit_end();
  memory_reset();
}
