#include "forms.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "operands.h"
#include "run.h"

/* How an instruction says its address, and where its bytes may lie. */
enum address { D, INDEXED, STRING };

enum { LOAD = 1, FLOATING_POINT = 2, UPDATE = 4 };

static const struct form {
  const char *name;
  uint32_t word;
  enum address address;
  uint32_t bytes;
  uint32_t kind;
} forms[] = {
  {"lbz", 34u << 26, D, 1, LOAD},
  {"lbzu", 35u << 26, D, 1, LOAD | UPDATE},
  {"lbzx", 31u << 26 | 87 << 1, INDEXED, 1, LOAD},
  {"lbzux", 31u << 26 | 119 << 1, INDEXED, 1, LOAD | UPDATE},
  {"lhz", 40u << 26, D, 2, LOAD},
  {"lhzu", 41u << 26, D, 2, LOAD | UPDATE},
  {"lhzx", 31u << 26 | 279 << 1, INDEXED, 2, LOAD},
  {"lhzux", 31u << 26 | 311 << 1, INDEXED, 2, LOAD | UPDATE},
  {"lha", 42u << 26, D, 2, LOAD},
  {"lhau", 43u << 26, D, 2, LOAD | UPDATE},
  {"lhax", 31u << 26 | 343 << 1, INDEXED, 2, LOAD},
  {"lhaux", 31u << 26 | 375 << 1, INDEXED, 2, LOAD | UPDATE},
  {"lwz", 32u << 26, D, 4, LOAD},
  {"lwzu", 33u << 26, D, 4, LOAD | UPDATE},
  {"lwzx", 31u << 26 | 23 << 1, INDEXED, 4, LOAD},
  {"lwzux", 31u << 26 | 55 << 1, INDEXED, 4, LOAD | UPDATE},
  {"lhbrx", 31u << 26 | 790 << 1, INDEXED, 2, LOAD},
  {"lwbrx", 31u << 26 | 534 << 1, INDEXED, 4, LOAD},
  {"stb", 38u << 26, D, 1, 0},
  {"stbu", 39u << 26, D, 1, UPDATE},
  {"stbx", 31u << 26 | 215 << 1, INDEXED, 1, 0},
  {"stbux", 31u << 26 | 247 << 1, INDEXED, 1, UPDATE},
  {"sth", 44u << 26, D, 2, 0},
  {"sthu", 45u << 26, D, 2, UPDATE},
  {"sthx", 31u << 26 | 407 << 1, INDEXED, 2, 0},
  {"sthux", 31u << 26 | 439 << 1, INDEXED, 2, UPDATE},
  {"stw", 36u << 26, D, 4, 0},
  {"stwu", 37u << 26, D, 4, UPDATE},
  {"stwx", 31u << 26 | 151 << 1, INDEXED, 4, 0},
  {"stwux", 31u << 26 | 183 << 1, INDEXED, 4, UPDATE},
  {"sthbrx", 31u << 26 | 918 << 1, INDEXED, 2, 0},
  {"stwbrx", 31u << 26 | 662 << 1, INDEXED, 4, 0},
  {"lswi", 31u << 26 | 597 << 1, STRING, 4, LOAD},
  {"lswx", 31u << 26 | 533 << 1, INDEXED, 4, LOAD},
  {"stswi", 31u << 26 | 725 << 1, STRING, 12, 0},
  {"stswx", 31u << 26 | 661 << 1, INDEXED, 12, 0},
  {"lfs", 48u << 26, D, 4, LOAD | FLOATING_POINT},
  {"lfsu", 49u << 26, D, 4, LOAD | FLOATING_POINT | UPDATE},
  {"lfsx", 31u << 26 | 535 << 1, INDEXED, 4, LOAD | FLOATING_POINT},
  {"lfsux", 31u << 26 | 567 << 1, INDEXED, 4, LOAD | FLOATING_POINT | UPDATE},
  {"lfd", 50u << 26, D, 8, LOAD | FLOATING_POINT},
  {"lfdu", 51u << 26, D, 8, LOAD | FLOATING_POINT | UPDATE},
  {"lfdx", 31u << 26 | 599 << 1, INDEXED, 8, LOAD | FLOATING_POINT},
  {"lfdux", 31u << 26 | 631 << 1, INDEXED, 8, LOAD | FLOATING_POINT | UPDATE},
  {"stfs", 52u << 26, D, 4, FLOATING_POINT},
  {"stfsu", 53u << 26, D, 4, FLOATING_POINT | UPDATE},
  {"stfsx", 31u << 26 | 663 << 1, INDEXED, 4, FLOATING_POINT},
  {"stfsux", 31u << 26 | 695 << 1, INDEXED, 4, FLOATING_POINT | UPDATE},
  {"stfd", 54u << 26, D, 8, FLOATING_POINT},
  {"stfdu", 55u << 26, D, 8, FLOATING_POINT | UPDATE},
  {"stfdx", 31u << 26 | 727 << 1, INDEXED, 8, FLOATING_POINT},
  {"stfdux", 31u << 26 | 759 << 1, INDEXED, 8, FLOATING_POINT | UPDATE},
  {"stfiwx", 31u << 26 | 983 << 1, INDEXED, 4, FLOATING_POINT},
};

enum { WORDS = 4, CASES = 12 };

/* r3 or f0 to f3 is loaded or stored, r4 is the base, r5 the index. */
static uint32_t fields_of(const struct form *form, uint32_t displacement) {
  uint32_t target = (form->kind & FLOATING_POINT) != 0 ? below(4) : 3;
  uint32_t count = 1 + below(form->bytes);
  uint32_t last = form->address == D ? displacement & 0xFFFF : form->address == INDEXED ? 5u << 11 : count << 11;
  return target << 21 | 4u << 16 | last;
}

/* Singles to load and store, or anything. */
static void fill(struct state *state) {
  for (int i = 0; i < 4; i++) state->f[i] = below(4) == 0 ? next() : next_single();
  for (size_t i = 0; i < sizeof state->memory; i += 8) {
    uint64_t bits = next();
    memcpy(state->memory + i, &bits, 8);
  }
}

/* Floating-point operands lie within a quadword, as the 440 wants them; others anywhere. */
static struct state next_state(const struct form *form, uint32_t displacement) {
  struct state state = {0};
  fill(&state);
  bool aligned = (form->kind & FLOATING_POINT) != 0;
  uint32_t step = aligned ? form->bytes : 1;
  uint32_t place = MEMORY + below((MEMORY_BYTES - form->bytes) / step + 1) * step;
  uint32_t index = form->address == INDEXED ? next_word() : 0;
  state.r[0] = next_word();
  state.r[1] = place - (form->address == D ? displacement : index);
  state.r[2] = index;
  if (form->address == STRING) state.r[2] = next_word();
  state.cr = (uint32_t)next();
  state.xer = (next_xer() & ~0x7Fu) | (1 + below(form->bytes));
  return state;
}

void write_storage(void) {
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    const struct form *form = &forms[i];
    seed(form->name);
    for (int word = 0; word < WORDS; word++) {
      uint32_t displacement = (uint32_t)(int16_t)next_word();
      run_instruction(form->word | fields_of(form, displacement));
      for (int k = 0; k < CASES; k++) {
        struct state state = next_state(form, displacement);
        run_record(STORAGE, form->name, &state);
      }
    }
  }
}

enum { LMW = 46, STMW = 47, MULTIPLE_CASES = 24 };

/* RA is r28, and the first register one of r28 to r31; memory is 64 bytes, of which it takes at most 16. */
static void write_multiple_form(const char *name, uint32_t opcode) {
  seed(name);
  for (uint32_t first = 28; first < 32; first++) {
    for (int i = 0; i < 4 * MULTIPLE_CASES; i++) {
      struct state state = {0};
      fill(&state);
      uint32_t displacement = (uint32_t)(int16_t)next_word();
      uint32_t r[4] = {MEMORY + below(MEMORY_BYTES - 16 + 1) - displacement, next_word(), next_word(), next_word()};
      run_instruction(opcode << 26 | first << 21 | 28u << 16 | (displacement & 0xFFFF));
      run_multiple_record(name, r, state.memory);
    }
  }
}

void write_multiple(void) {
  write_multiple_form("lmw", LMW);
  write_multiple_form("stmw", STMW);
}

/* The address of lwarx is in r4; that of stwcx. there or in r5. */
void write_reservations(void) {
  static const uint32_t stwcx = 31u << 26 | 150 << 1 | 1;
  static const uint32_t words[] = {stwcx | 5u << 21 | 4u << 11, stwcx | 4u << 21 | 5u << 11};
  seed("stwcx.");
  for (int word = 0; word < 2; word++) {
    run_instruction(words[word]);
    for (int i = 0; i < 10 * MULTIPLE_CASES; i++) {
      struct state state = {0};
      fill(&state);
      state.r[0] = next_word();
      state.r[1] = MEMORY + below(MEMORY_BYTES / 4) * 4;
      state.r[2] = word == 0 ? next_word() : below(4) == 0 ? state.r[1] : MEMORY + below(MEMORY_BYTES / 4) * 4;
      state.cr = (uint32_t)next();
      state.xer = next_xer();
      run_record(RESERVATION, "stwcx.", &state);
    }
  }
}
