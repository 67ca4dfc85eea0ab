/* String instructions: every width, both directions, all repeat prefixes, 16-bit addresses too. */
#include "forms.h"
#include "random.h"

enum { CASES = 24, REPNE = 0xF2, REPE = 0xF3 };

static const struct string {
  const char *name;
  uint8_t opcode; /* of the byte form */
  bool source, destination, reads_destination;
} strings[] = {
  {"movs", 0xA4, true, true, false}, {"cmps", 0xA6, true, true, true},
  {"stos", 0xAA, false, true, false}, {"lods", 0xAC, true, false, false},
  {"scas", 0xAE, false, true, true},
};

/* Elements from a small alphabet, so that runs of equal ones occur. */
static void fill_run(struct test *test, const struct string *string, int bits, uint32_t address) {
  int step = bits / 8;
  bool down = test->registers[EFLAGS] & DF;
  uint32_t other = random_operand(bits);
  for (int i = 0; i < 8; i++) {
    uint32_t value = one_in(4) ? other : string->reads_destination ? test->registers[EAX]
                                                                   : random_operand(bits);
    test_memory(address + (down ? -i : i) * step, bits, value);
  }
}

static void point(struct test *test, int reg, int width, uint32_t address) {
  uint32_t upper = width == 16 ? random_32() & 0xFFFF0000u : 0;
  test_pin(test, reg, upper | address);
}

static void string_case(const struct string *string, int bits, int repeat) {
  struct test test;
  const char *name = named(string->name, bits == 8 ? "m8" : bits == 16 ? "m16" : "m32");
  test_begin(&test, repeat == REPE ? named("rep", name) : repeat ? named("repne", name) : name);
  int width = one_in(4) ? 16 : 32;
  uint32_t arena = width == 16 ? LOW : DATA;
  uint32_t destination = arena + 0x7000 + random_below(0x800);
  uint32_t near = destination + random_below(17) - 8;
  uint32_t source = one_in(3) ? near : arena + 0x2FF0 + random_below(0x20);
  test.registers[EAX] = random_operand(bits) | (bits < 32 ? random_32() << bits : 0);
  point(&test, EDI, width, destination);
  point(&test, ESI, width, source);
  point(&test, ECX, width, random_below(7));
  if (string->destination) fill_run(&test, string, bits, destination);
  if (string->source) fill_run(&test, string, bits, source);
  if (repeat) test_byte(&test, repeat);
  test_operand_prefix(&test, bits);
  test_address_prefix(&test, width);
  if (one_in(8)) test_byte(&test, 0x36);
  test_byte(&test, string->opcode | (bits != 8));
  test_emit(&test);
}

void write_strings(const char *directory) {
  for (unsigned i = 0; i < sizeof strings / sizeof strings[0]; i++) {
    const struct string *string = &strings[i];
    family_open(directory, string->name);
    random_seed(string->name);
    for (int bits = 8; bits <= 32; bits *= 2) {
      for (int n = 0; n < cases_of(CASES); n++) {
        string_case(string, bits, 0);
        string_case(string, bits, REPE);
        string_case(string, bits, REPE);
        /* REPNE is reserved with the strings that do not compare. */
        if (string->reads_destination) string_case(string, bits, REPNE);
        if (string->reads_destination) string_case(string, bits, REPNE);
      }
    }
    family_close();
  }
}
