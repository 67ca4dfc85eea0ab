#include "forms.h"

#include <stddef.h>
#include <stdint.h>

#include "operands.h"
#include "run.h"

/* What the fields of an instruction hold. */
enum fields {
  DAB,  /* registers in all three fields */
  DA,   /* the third reserved */
  DAI,  /* an immediate of 16 bits */
  DASH, /* a shift count in the third field */
  ROT,  /* a register or count in the third field, mask begin and end */
  FAB,  /* a condition field and two registers */
  FAI,  /* and an immediate */
  BITS, /* three bits of the condition register */
  FF,   /* two condition fields */
  F,    /* one */
  DMASK, /* mtcrf */
  D,    /* one register */
  TAB,  /* conditions and two registers */
  TAI,  /* conditions, a register and an immediate */
};

enum { RC = 1, OE = 0x400 };

enum opcode { ADDI = 14, ADDIS = 15, RLWNM = 23 };

static const struct form {
  const char *name;
  uint32_t word;
  enum fields fields;
  uint32_t options; /* RC, OE: both values of the bit */
} forms[] = {
  {"add", 31u << 26 | 266 << 1, DAB, RC | OE},
  {"addc", 31u << 26 | 10 << 1, DAB, RC | OE},
  {"adde", 31u << 26 | 138 << 1, DAB, RC | OE},
  {"addme", 31u << 26 | 234 << 1, DA, RC | OE},
  {"addze", 31u << 26 | 202 << 1, DA, RC | OE},
  {"subf", 31u << 26 | 40 << 1, DAB, RC | OE},
  {"subfc", 31u << 26 | 8 << 1, DAB, RC | OE},
  {"subfe", 31u << 26 | 136 << 1, DAB, RC | OE},
  {"subfme", 31u << 26 | 232 << 1, DA, RC | OE},
  {"subfze", 31u << 26 | 200 << 1, DA, RC | OE},
  {"neg", 31u << 26 | 104 << 1, DA, RC | OE},
  {"mullw", 31u << 26 | 235 << 1, DAB, RC | OE},
  {"divw", 31u << 26 | 491 << 1, DAB, RC | OE},
  {"divwu", 31u << 26 | 459 << 1, DAB, RC | OE},
  {"mulhw", 31u << 26 | 75 << 1, DAB, RC},
  {"mulhwu", 31u << 26 | 11 << 1, DAB, RC},
  /* Only these two take a first register of 0 for the number. */
  {"addi", (uint32_t)ADDI << 26, DAI, 0},
  {"addis", (uint32_t)ADDIS << 26, DAI, 0},
  {"addic", 12u << 26, DAI, 0},
  {"addic.", 13u << 26, DAI, 0},
  {"subfic", 8u << 26, DAI, 0},
  {"mulli", 7u << 26, DAI, 0},
  {"and", 31u << 26 | 28 << 1, DAB, RC},
  {"andc", 31u << 26 | 60 << 1, DAB, RC},
  {"or", 31u << 26 | 444 << 1, DAB, RC},
  {"orc", 31u << 26 | 412 << 1, DAB, RC},
  {"xor", 31u << 26 | 316 << 1, DAB, RC},
  {"nand", 31u << 26 | 476 << 1, DAB, RC},
  {"nor", 31u << 26 | 124 << 1, DAB, RC},
  {"eqv", 31u << 26 | 284 << 1, DAB, RC},
  {"cntlzw", 31u << 26 | 26 << 1, DA, RC},
  {"extsb", 31u << 26 | 954 << 1, DA, RC},
  {"extsh", 31u << 26 | 922 << 1, DA, RC},
  {"andi.", 28u << 26, DAI, 0},
  {"andis.", 29u << 26, DAI, 0},
  {"ori", 24u << 26, DAI, 0},
  {"oris", 25u << 26, DAI, 0},
  {"xori", 26u << 26, DAI, 0},
  {"xoris", 27u << 26, DAI, 0},
  {"slw", 31u << 26 | 24 << 1, DAB, RC},
  {"srw", 31u << 26 | 536 << 1, DAB, RC},
  {"sraw", 31u << 26 | 792 << 1, DAB, RC},
  {"srawi", 31u << 26 | 824 << 1, DASH, RC},
  {"rlwimi", 20u << 26, ROT, RC},
  {"rlwinm", 21u << 26, ROT, RC},
  {"rlwnm", (uint32_t)RLWNM << 26, ROT, RC},
  {"cmp", 31u << 26, FAB, 0},
  {"cmpl", 31u << 26 | 32 << 1, FAB, 0},
  {"cmpi", 11u << 26, FAI, 0},
  {"cmpli", 10u << 26, FAI, 0},
  {"crand", 19u << 26 | 257 << 1, BITS, 0},
  {"crandc", 19u << 26 | 129 << 1, BITS, 0},
  {"cror", 19u << 26 | 449 << 1, BITS, 0},
  {"crorc", 19u << 26 | 417 << 1, BITS, 0},
  {"crxor", 19u << 26 | 193 << 1, BITS, 0},
  {"crnand", 19u << 26 | 225 << 1, BITS, 0},
  {"crnor", 19u << 26 | 33 << 1, BITS, 0},
  {"creqv", 19u << 26 | 289 << 1, BITS, 0},
  {"mcrf", 19u << 26, FF, 0},
  {"mcrxr", 31u << 26 | 512 << 1, F, 0},
  {"mtcrf", 31u << 26 | 144 << 1, DMASK, 0},
  {"mfcr", 31u << 26 | 19 << 1, D, 0},
  {"mfxer", 31u << 26 | 1 << 16 | 339 << 1, D, 0},
  {"mtxer", 31u << 26 | 1 << 16 | 467 << 1, D, 0},
};

/*
 * What a 440 has besides: products and unsigned accumulations of halfwords, and the search for a zero byte. QEMU has no
 * others right.
 */
static const struct form accumulations[] = {
  {"mulhhwu", 4u << 26 | 8 << 1, DAB, RC},
  {"mulhhw", 4u << 26 | 40 << 1, DAB, RC},
  {"machhwu", 4u << 26 | 12 << 1 | OE, DAB, RC},
  {"machhwsu", 4u << 26 | 76 << 1, DAB, RC | OE},
  {"mulchwu", 4u << 26 | 136 << 1, DAB, RC},
  {"mulchw", 4u << 26 | 168 << 1, DAB, RC},
  {"macchwu", 4u << 26 | 140 << 1 | OE, DAB, RC},
  {"macchwsu", 4u << 26 | 204 << 1, DAB, RC | OE},
  {"mullhwu", 4u << 26 | 392 << 1, DAB, RC},
  {"mullhw", 4u << 26 | 424 << 1, DAB, RC},
  {"maclhwu", 4u << 26 | 396 << 1 | OE, DAB, RC},
  {"maclhwsu", 4u << 26 | 460 << 1, DAB, RC | OE},
  {"dlmzb", 31u << 26 | 78 << 1, DAB, RC},
};

static const struct form traps[] = {
  {"tw", 31u << 26 | 4 << 1, TAB, 0},
  {"twi", 3u << 26, TAI, 0},
};

static const struct form isel = {"isel", 31u << 26 | 15 << 1, DAB, 0};

enum { WORDS = 8, CASES = 28, ISEL_CASES = 8, TRAP_WORDS = 32, TRAP_CASES = 16 };

static uint32_t any_register(void) { return 3 + below(3); }

static uint32_t fields_of(const struct form *form) {
  uint32_t d = any_register() << 21, a = any_register() << 16, b = any_register() << 11;
  uint32_t opcode = form->word >> 26;
  uint32_t field = below(8) << 23, immediate = next_word() & 0xFFFF, count = below(32) << 11, mask = below(1024) << 1;
  switch (form->fields) {
    case DAB: return d | a | b;
    case DA: return d | a;
    case DAI: return (opcode == ADDI || opcode == ADDIS) && below(8) == 0 ? d | immediate : d | a | immediate;
    case DASH: return d | a | count;
    case ROT: return d | a | (opcode == RLWNM ? b : count) | mask;
    case FAB: return field | a | b;
    case FAI: return field | a | immediate;
    case BITS: return below(1 << 15) << 11;
    case FF: return field | below(8) << 18;
    case F: return field;
    case TAB: return below(32) << 21 | a | b;
    case TAI: return below(32) << 21 | a | immediate;
    case DMASK: return d | below(256) << 12;
    default: return d;
  }
}

static struct state next_state(void) {
  struct state state = {0};
  state.cr = (uint32_t)next();
  state.xer = next_xer();
  for (int i = 0; i < 3; i++) state.r[i] = next_word();
  if (below(8) == 0) state.r[1] = state.r[2];
  return state;
}

static void write_form(enum set set, const struct form *form, int words, int cases) {
  for (uint32_t options = 0; options <= (RC | OE); options++) {
    if ((options & ~form->options) != 0) continue;
    for (int word = 0; word < words; word++) {
      run_instruction(form->word | fields_of(form) | options);
      for (int i = 0; i < cases; i++) {
        struct state state = next_state();
        run_record(set, form->name, &state);
      }
    }
  }
}

void write_fixed(void) {
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    seed(forms[i].name);
    write_form(FIXED, &forms[i], WORDS, CASES);
  }
}

void write_accumulations(void) {
  for (size_t i = 0; i < sizeof accumulations / sizeof accumulations[0]; i++) {
    seed(accumulations[i].name);
    write_form(FIXED, &accumulations[i], WORDS, CASES);
  }
}

void write_traps(void) {
  for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
    seed(traps[i].name);
    write_form(TRAP, &traps[i], TRAP_WORDS, TRAP_CASES);
  }
}

void write_isel(void) {
  seed(isel.name);
  for (int condition = 0; condition < 32; condition++) {
    struct form form = isel;
    form.word |= (uint32_t)condition << 6;
    write_form(FIXED, &form, 2, ISEL_CASES);
  }
}
