#include "forms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "operands.h"
#include "run.h"

/* What the fields of an instruction hold. */
enum fields {
  TAB,  /* registers in the first three fields */
  TAC,  /* the third field is reserved */
  TB,   /* the second field is reserved */
  TABC, /* registers in all four */
  CAB,  /* a condition field and two registers */
  T,    /* one register */
  MB,   /* a mask and a register */
  CU,   /* a field of FPSCR and an immediate */
  BIT,  /* a bit of FPSCR */
  CC,   /* two fields */
};

static const struct form {
  const char *name;
  uint32_t word;
  enum fields fields;
  bool record; /* has Rc */
  int words;   /* how many of each */
} forms[] = {
  {"fadd", 63u << 26 | 21 << 1, TAB, true, 8},
  {"fsub", 63u << 26 | 20 << 1, TAB, true, 8},
  {"fmul", 63u << 26 | 25 << 1, TAC, true, 8},
  {"fdiv", 63u << 26 | 18 << 1, TAB, true, 8},
  {"fmadd", 63u << 26 | 29 << 1, TABC, true, 8},
  {"fmsub", 63u << 26 | 28 << 1, TABC, true, 8},
  {"fnmadd", 63u << 26 | 31 << 1, TABC, true, 8},
  {"fnmsub", 63u << 26 | 30 << 1, TABC, true, 8},
  {"fadds", 59u << 26 | 21 << 1, TAB, true, 8},
  {"fsubs", 59u << 26 | 20 << 1, TAB, true, 8},
  {"fmuls", 59u << 26 | 25 << 1, TAC, true, 8},
  {"fdivs", 59u << 26 | 18 << 1, TAB, true, 8},
  {"fmadds", 59u << 26 | 29 << 1, TABC, true, 8},
  {"fmsubs", 59u << 26 | 28 << 1, TABC, true, 8},
  {"fnmadds", 59u << 26 | 31 << 1, TABC, true, 8},
  {"fnmsubs", 59u << 26 | 30 << 1, TABC, true, 8},
  {"fres", 59u << 26 | 24 << 1, TB, true, 4},
  {"frsp", 63u << 26 | 12 << 1, TB, true, 8},
  {"fctiw", 63u << 26 | 14 << 1, TB, true, 8},
  {"fctiwz", 63u << 26 | 15 << 1, TB, true, 8},
  {"fcmpu", 63u << 26, CAB, false, 8},
  {"fcmpo", 63u << 26 | 32 << 1, CAB, false, 8},
  {"fabs", 63u << 26 | 264 << 1, TB, true, 2},
  {"fnabs", 63u << 26 | 136 << 1, TB, true, 2},
  {"fneg", 63u << 26 | 40 << 1, TB, true, 2},
  {"fmr", 63u << 26 | 72 << 1, TB, true, 2},
  {"fsel", 63u << 26 | 23 << 1, TABC, true, 8},
  {"mffs", 63u << 26 | 583 << 1, T, true, 2},
  {"mtfsf", 63u << 26 | 711 << 1, MB, true, 16},
  {"mtfsfi", 63u << 26 | 134 << 1, CU, true, 16},
  {"mtfsb0", 63u << 26 | 70 << 1, BIT, true, 32},
  {"mtfsb1", 63u << 26 | 38 << 1, BIT, true, 32},
  {"mcrfs", 63u << 26 | 64 << 1, CC, false, 16},
};

static const struct form reciprocal_root = {"frsqrte", 63u << 26 | 26 << 1, TB, true, 4};

enum { CASES = 80, STATUS_CASES = 12 };

static uint32_t any_register(void) { return below(4); }

/* FX, FEX and VX come and go with other bits; bit 20 is reserved; bit 29, NI, is no business of these vectors. */
static uint32_t any_status_bit(void) {
  uint32_t bit;
  do bit = below(32);
  while (bit == 20 || bit == 29);
  return bit;
}

static uint32_t fields_of(const struct form *form) {
  uint32_t t = any_register() << 21, a = any_register() << 16, b = any_register() << 11, c = any_register() << 6;
  uint32_t field = below(8) << 23;
  switch (form->fields) {
    case TAB: return t | a | b;
    case TAC: return t | a | c;
    case TB: return t | b;
    case TABC: return t | a | b | c;
    case CAB: return field | a | b;
    case T: return t;
    case MB: return below(256) << 17 | b;
    case CU: return field | below(16) << 12;
    case BIT: return any_status_bit() << 21;
    default: return field | below(8) << 18;
  }
}

static bool is_status(const struct form *form) {
  return form->fields == MB || form->fields == CU || form->fields == BIT || form->fields == CC;
}

/* An instruction on singles has a defined result only for singles. */
static struct state next_state(const struct form *form) {
  bool single = form->word >> 26 == 59;
  struct state state = {0};
  state.cr = (uint32_t)next();
  state.fpscr = next_fpscr();
  for (int i = 0; i < 4; i++) state.f[i] = single ? next_single() : next_double();
  uint32_t one = below(4), other = below(4);
  if (below(4) == 0) state.f[one] = single ? state.f[other] ^ 1ull << 63 : next_neighbour(state.f[other]);
  if (form->fields == MB) {
    for (int i = 0; i < 4; i++) state.f[i] = next_fpscr();
  }
  return state;
}

static void write_form(const struct form *form) {
  seed(form->name);
  for (uint32_t rc = 0; rc <= (form->record ? 1u : 0u); rc++) {
    for (int word = 0; word < form->words; word++) {
      run_instruction(form->word | fields_of(form) | rc);
      int cases = is_status(form) ? STATUS_CASES : CASES;
      for (int i = 0; i < cases; i++) {
        struct state state = next_state(form);
        run_record(FLOATING, form->name, &state);
      }
    }
  }
}

void write_floating(void) {
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) write_form(&forms[i]);
}

void write_reciprocal_root(void) { write_form(&reciprocal_root); }
