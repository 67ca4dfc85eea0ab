#include "x87.h"

#include <string.h>

#include "cases.h"
#include "random.h"
#include "x87_values.h"

enum {
  CASES = 120,
  C0 = 0x0100, C1 = 0x0200, C2 = 0x0400, C3 = 0x4000,
  CODES = C0 | C1 | C2 | C3,
  NO_CODE = C0 | C2 | C3, /* most instructions define C1 alone */
  EMPTY = 3,
  STATE_CODE = 6, /* bytes of FRSTOR [disp32], and of FNSAVE [disp32] */
};

/* What FNSAVE writes in 32-bit protected mode (SDM vol. 1, figure "Protected Mode x87 FPU State
 * Image in Memory, 32-Bit Format"), ST(0) first. */
struct state {
  uint32_t control, status, tags, pointers[4];
  struct { uint8_t bytes[10]; } st[8];
} __attribute__((packed));

static struct state initial, final;

enum operand { NOTHING, STI, M16INT, M32INT, M64INT, M32FP, M64FP, M80FP, M80BCD, M16 };

struct fpu_form {
  const char *name;
  uint8_t opcode[2]; /* with STI: the register is added to the second; with memory: /reg << 3 */
  enum operand operand;
  int undefined_status;
  bool pushes;   /* ST(7) is to be empty */
  bool unused;   /* needs no operand in ST(0) */
  bool remainder;
};

static uint64_t low_half(int register_number) {
  uint64_t value;
  memcpy(&value, initial.st[register_number].bytes, sizeof value);
  return value;
}

static struct extended get(int i) {
  uint16_t upper;
  memcpy(&upper, initial.st[i].bytes + 8, sizeof upper);
  return (struct extended){low_half(i), upper};
}

static int top(void) { return initial.status >> 11 & 7; }

static void set_tag(int i, int tag) {
  int shift = ((top() + i) & 7) * 2;
  initial.tags = (initial.tags & ~(3u << shift)) | (uint32_t)tag << shift;
}

static void put(int i, struct extended value) {
  memcpy(initial.st[i].bytes, &value.significand, 8);
  memcpy(initial.st[i].bytes + 8, &value.sign_exponent, 2);
  set_tag(i, tag_of(value));
}

/* All exceptions masked; each rounding mode; single, double and extended precision. */
static void random_state(void) {
  static const uint32_t precision[] = {0x000, 0x200, 0x300, 0x300};
  memset(&initial, 0, sizeof initial);
  initial.control = 0x7F | precision[random_below(4)] | random_below(4) << 10;
  initial.status = random_below(8) << 11 | (random_32() & CODES);
  if (one_in(8)) initial.status |= random_32() & 0x3F;
  initial.tags = 0xFFFF;
}

/* FPREM over a distance of 64 or more is cut short as the implementation likes: not chosen. */
static bool too_far(struct extended dividend, struct extended divisor) {
  if (is_special_class(dividend) || is_special_class(divisor)) return false;
  return divisor.significand && effective_exponent(dividend) - effective_exponent(divisor) > 60;
}

static struct extended random_quotient(struct extended divisor) {
  struct extended value;
  do {
    value = random_close_to(divisor);
    if (one_in(2)) value.sign_exponent += random_below(60);
  } while (too_far(value, divisor));
  return value;
}

static void random_stack(const struct fpu_form *form, int i) {
  if (i > 0) put(i, random_extended());
  if (!form->unused) {
    put(0, form->remainder ? random_quotient(get(i)) : random_close_to(get(i)));
  }
  bool spoil = one_in(14); /* stack underflow, or overflow of a push */
  if (spoil && form->pushes && one_in(2)) put(7, random_extended());
  else if (spoil) set_tag(one_in(2) ? 0 : i, EMPTY);
}

static void fill(enum operand kind, uint32_t address) {
  uint8_t bytes[10];
  uint64_t value = kind == M64INT && one_in(2) ? random_64() >> random_below(64) : random_operand(32);
  struct extended extended = random_extended();
  int size = 4;
  switch (kind) {
    case M16INT: value = random_operand(16), size = 2; break;
    case M64INT: if (one_in(2)) value = -value; size = 8; break;
    case M32FP: value = random_single(); break;
    case M64FP: value = random_double(), size = 8; break;
    case M80BCD: case M80FP: size = 10; break;
    case M16: value = 0x7F | (random_32() & 0xF00), size = 2; break;
    default: break;
  }
  memcpy(bytes, &value, sizeof value);
  if (kind == M80BCD) random_packed_decimal(bytes);
  if (kind == M80FP) memcpy(bytes, &extended, 10);
  for (int i = 0; i < size; i++) memory_set(address + i, bytes[i]);
}

static void emit_fpu(const struct state *state, const struct state *changed_from) {
  int at = state->status >> 11 & 7;
  emit(",\"fpu\":{\"cw\":%u,\"sw\":%u,\"tw\":%u,\"r\":{", state->control & 0xFFFF,
       state->status & 0xFFFF, state->tags & 0xFFFF);
  list_begin();
  for (int physical = 0; physical < 8; physical++) {
    const uint8_t *now = state->st[(physical - at) & 7].bytes;
    const uint8_t zero[10] = {0};
    const uint8_t *was = changed_from ? changed_from->st[(physical - top()) & 7].bytes : zero;
    if (memcmp(now, was, 10) == 0) continue;
    list_next();
    emit("\"%d\":\"", physical);
    for (int i = 9; i >= 0; i--) emit("%02x", now[i]);
    emit("\"");
  }
  emit("}}");
}

/* FPREM's quotient bits mean nothing when there is no quotient. */
static int undefined_status(const struct fpu_form *form) {
  bool no_quotient = (final.st[0].bytes[9] & 0x7F) == 0x7F && final.st[0].bytes[8] == 0xFF;
  return form->undefined_status | (form->remainder && no_quotient ? C0 | C1 | C3 : 0);
}

static void run_and_emit(struct test *test, const struct fpu_form *form) {
  uint8_t code[LONGEST + 2 * STATE_CODE] = {0xDD, 0x25}; /* FRSTOR [initial] */
  uint32_t from = (uint32_t)(uintptr_t)&initial, to = (uint32_t)(uintptr_t)&final;
  memcpy(code + 2, &from, 4);
  memcpy(code + STATE_CODE, test->code, test->length);
  uint8_t *save = code + STATE_CODE + test->length;
  memcpy(save, (uint8_t[]){0xDD, 0x35}, 2); /* FNSAVE [final] */
  memcpy(save + 2, &to, 4);
  memory_code(test->registers[EIP] - STATE_CODE, code, test->length + 2 * STATE_CODE);
  uint32_t registers[REGISTERS];
  memcpy(registers, test->registers, sizeof registers);
  registers[EIP] -= STATE_CODE;
  struct outcome outcome = capture_run(registers);
  outcome.registers[EIP] -= STATE_CODE;
  emit_initial(test);
  emit_fpu(&initial, NULL);
  emit_final(test, &outcome);
  emit_fpu(&final, &initial);
  emit_rest(test, &outcome);
  if (undefined_status(form)) emit(",\"undefined_sw\":%d", undefined_status(form));
  emit_end();
  memory_reset();
}

static void fpu_case(const struct fpu_form *form) {
  struct test test;
  test_begin(&test, form->name);
  random_state();
  int i = form->operand == STI ? (int)random_below(8) : form->remainder ? 1 : one_in(2);
  test_byte(&test, form->opcode[0]);
  if (form->operand == STI) {
    test_byte(&test, form->opcode[1] + i);
  } else if (form->operand == NOTHING) {
    test_byte(&test, form->opcode[1]);
    if (!form->remainder) i = 1;
  } else {
    fill(form->operand, modrm_memory(&test, 32, form->opcode[1] >> 3, 10));
  }
  random_stack(form, i);
  run_and_emit(&test, form);
}

static void fpu_family(const char *directory, const char *family, const struct fpu_form *forms,
                       int count) {
  family_open(directory, family);
  for (int i = 0; i < count; i++) {
    random_seed(forms[i].name);
    for (int n = 0; n < CASES; n++) fpu_case(&forms[i]);
  }
  family_close();
}

#define COUNT(array) (int)(sizeof(array) / sizeof(array)[0])

static const struct { const char *name; int reversed; } arithmetic[8] = {
  {"fadd", 0}, {"fmul", 1}, {"fcom", 2}, {"fcomp", 3},
  {"fsub", 5}, {"fsubr", 4}, {"fdiv", 7}, {"fdivr", 6},
};

/* D8, DC and DE with their register and memory operands (SDM vol. 2, "Escape Opcodes"). */
static void write_arithmetic_forms(const char *directory) {
  for (int op = 0; op < 8; op++) {
    const char *name = arithmetic[op].name;
    bool compares = op == 2 || op == 3;
    int undefined = compares ? 0 : NO_CODE;
    uint8_t plain = op << 3, reversed = arithmetic[op].reversed << 3;
    struct fpu_form forms[] = {
      {named(name, "st,st(i)"), {0xD8, 0xC0 | plain}, STI, undefined},
      {named(name, "m32fp"), {0xD8, plain}, M32FP, undefined},
      {named(name, "m64fp"), {0xDC, plain}, M64FP, undefined},
      {named(name, "m32int"), {0xDA, plain}, M32INT, undefined},
      {named(name, "m16int"), {0xDE, plain}, M16INT, undefined},
      {named(name, "st(i),st"), {0xDC, 0xC0 | reversed}, STI, undefined},
      {named(name, "st(i),st (pop)"), {0xDE, 0xC0 | reversed}, STI, undefined},
    };
    fpu_family(directory, name, forms, compares ? 5 : 7);
  }
}

static const struct fpu_form comparisons[] = {
  {"fcompp", {0xDE, 0xD9}, NOTHING}, {"fucom", {0xDD, 0xE0}, STI}, {"fucomp", {0xDD, 0xE8}, STI},
  {"fucompp", {0xDA, 0xE9}, NOTHING}, {"ftst", {0xD9, 0xE4}, NOTHING},
  {"fcomi", {0xDB, 0xF0}, STI}, {"fcomip", {0xDF, 0xF0}, STI},
  {"fucomi", {0xDB, 0xE8}, STI}, {"fucomip", {0xDF, 0xE8}, STI}, {"fxam", {0xD9, 0xE5}, NOTHING},
};

static const struct fpu_form loads[] = {
  {"fld m32fp", {0xD9, 0 << 3}, M32FP, NO_CODE, .pushes = true, .unused = true},
  {"fld m64fp", {0xDD, 0 << 3}, M64FP, NO_CODE, .pushes = true, .unused = true},
  {"fld m80fp", {0xDB, 5 << 3}, M80FP, NO_CODE, .pushes = true, .unused = true},
  {"fld st(i)", {0xD9, 0xC0}, STI, NO_CODE, .pushes = true},
  {"fild m16int", {0xDF, 0 << 3}, M16INT, NO_CODE, .pushes = true, .unused = true},
  {"fild m32int", {0xDB, 0 << 3}, M32INT, NO_CODE, .pushes = true, .unused = true},
  {"fild m64int", {0xDF, 5 << 3}, M64INT, NO_CODE, .pushes = true, .unused = true},
  {"fbld m80bcd", {0xDF, 4 << 3}, M80BCD, NO_CODE, .pushes = true, .unused = true},
};

static const struct fpu_form stores[] = {
  {"fst m32fp", {0xD9, 2 << 3}, M32FP, NO_CODE}, {"fstp m32fp", {0xD9, 3 << 3}, M32FP, NO_CODE},
  {"fst m64fp", {0xDD, 2 << 3}, M64FP, NO_CODE}, {"fstp m64fp", {0xDD, 3 << 3}, M64FP, NO_CODE},
  {"fstp m80fp", {0xDB, 7 << 3}, M80FP, NO_CODE}, {"fst st(i)", {0xDD, 0xD0}, STI, NO_CODE},
  {"fstp st(i)", {0xDD, 0xD8}, STI, NO_CODE}, {"fist m16int", {0xDF, 2 << 3}, M16INT, NO_CODE},
  {"fistp m16int", {0xDF, 3 << 3}, M16INT, NO_CODE},
  {"fist m32int", {0xDB, 2 << 3}, M32INT, NO_CODE},
  {"fistp m32int", {0xDB, 3 << 3}, M32INT, NO_CODE},
  {"fistp m64int", {0xDF, 7 << 3}, M64INT, NO_CODE},
  {"fbstp m80bcd", {0xDF, 6 << 3}, M80BCD, NO_CODE},
};

static const struct fpu_form constants[] = {
  {"fld1", {0xD9, 0xE8}, NOTHING, NO_CODE, .pushes = true, .unused = true},
  {"fldl2t", {0xD9, 0xE9}, NOTHING, NO_CODE, .pushes = true, .unused = true},
  {"fldl2e", {0xD9, 0xEA}, NOTHING, NO_CODE, .pushes = true, .unused = true},
  {"fldpi", {0xD9, 0xEB}, NOTHING, NO_CODE, .pushes = true, .unused = true},
  {"fldlg2", {0xD9, 0xEC}, NOTHING, NO_CODE, .pushes = true, .unused = true},
  {"fldln2", {0xD9, 0xED}, NOTHING, NO_CODE, .pushes = true, .unused = true},
  {"fldz", {0xD9, 0xEE}, NOTHING, NO_CODE, .pushes = true, .unused = true},
};

static const struct fpu_form unary[] = {
  {"fchs", {0xD9, 0xE0}, NOTHING, NO_CODE}, {"fabs", {0xD9, 0xE1}, NOTHING, NO_CODE},
  {"fsqrt", {0xD9, 0xFA}, NOTHING, NO_CODE}, {"frndint", {0xD9, 0xFC}, NOTHING, NO_CODE},
  {"fscale", {0xD9, 0xFD}, NOTHING, NO_CODE},
  {"fxtract", {0xD9, 0xF4}, NOTHING, NO_CODE, .pushes = true},
};

static const struct fpu_form remainders[] = {
  {"fprem", {0xD9, 0xF8}, NOTHING, 0, .remainder = true},
  {"fprem1", {0xD9, 0xF5}, NOTHING, 0, .remainder = true},
};

static const struct fpu_form moves[] = {
  {"fxch", {0xD9, 0xC8}, STI, NO_CODE},
  {"fcmovb", {0xDA, 0xC0}, STI, NO_CODE}, {"fcmove", {0xDA, 0xC8}, STI, NO_CODE},
  {"fcmovbe", {0xDA, 0xD0}, STI, NO_CODE}, {"fcmovu", {0xDA, 0xD8}, STI, NO_CODE},
  {"fcmovnb", {0xDB, 0xC0}, STI, NO_CODE}, {"fcmovne", {0xDB, 0xC8}, STI, NO_CODE},
  {"fcmovnbe", {0xDB, 0xD0}, STI, NO_CODE}, {"fcmovnu", {0xDB, 0xD8}, STI, NO_CODE},
};

static const struct fpu_form controls[] = {
  {"fnop", {0xD9, 0xD0}, NOTHING, CODES}, {"fincstp", {0xD9, 0xF7}, NOTHING, NO_CODE},
  {"fdecstp", {0xD9, 0xF6}, NOTHING, NO_CODE}, {"ffree st(i)", {0xDD, 0xC0}, STI, CODES},
  {"fnstsw ax", {0xDF, 0xE0}, NOTHING, CODES}, {"fnstsw m16", {0xDD, 7 << 3}, M16, CODES},
  {"fnstcw m16", {0xD9, 7 << 3}, M16, CODES}, {"fldcw m16", {0xD9, 5 << 3}, M16, CODES},
  {"fnclex", {0xDB, 0xE2}, NOTHING, CODES}, {"fninit", {0xDB, 0xE3}, NOTHING, 0},
};

void write_x87(const char *directory) {
  write_arithmetic_forms(directory);
  fpu_family(directory, "compare", comparisons, COUNT(comparisons));
  fpu_family(directory, "load", loads, COUNT(loads));
  fpu_family(directory, "store", stores, COUNT(stores));
  fpu_family(directory, "constant", constants, COUNT(constants));
  fpu_family(directory, "unary", unary, COUNT(unary));
  fpu_family(directory, "remainder", remainders, COUNT(remainders));
  fpu_family(directory, "move", moves, COUNT(moves));
  fpu_family(directory, "control", controls, COUNT(controls));
}
