/*
 * The set spe, a program of its own: QEMU's e500v2 has no floating-point registers, which the C library wants. It exits with
 * status 0 once every record is on standard output. See README.md.
 */
#include <stdint.h>

#include "operands.h"

/* What an instruction sees; spe.S knows the layout. Memory is at MEMORY. */
struct spe_state {
  uint64_t r[3]; /* r3, r4, r5 */
  uint64_t acc;
  uint32_t cr;
  uint32_t spefscr;
  uint64_t memory[2];
};

/* What the fields of an instruction hold. */
enum fields {
  DAB,     /* three registers */
  DA,      /* two, the third reserved */
  DB,      /* two, the second reserved */
  DAI,     /* the third a number */
  DIB,     /* the second a number */
  DI,      /* a register and a number, the third reserved */
  FAB,     /* a condition field and two registers */
  SEL,     /* three registers, and a condition field in the last bits */
  LOAD_D,  /* a place in memory by a number of units */
  LOAD_X,  /* by an index */
  STORE_D,
  STORE_X,
};

/* What registers hold. */
enum operands { WORDS, SINGLES, DOUBLES, ADDRESS };

/* Linux's numbers. */
enum { WRITE = 4, MMAP = 90, READ_WRITE_EXECUTE = 7, PRIVATE_ANONYMOUS_FIXED = 0x32 };

enum { MEMORY = 0x80000, CODE = 0x90000, PAGE = 4096, BUFFER = 1 << 16, NAME_BYTES = 16, VARIANTS = 3, CASES = 12 };

static const struct form {
  const char *name;
  uint32_t extended;
  enum fields fields;
  enum operands operands;
  uint32_t bytes; /* of a load or store */
} forms[] = {
  {"evaddw", 512, DAB, WORDS, 0},
  {"evaddiw", 514, DIB, WORDS, 0},
  {"evsubfw", 516, DAB, WORDS, 0},
  {"evsubifw", 518, DIB, WORDS, 0},
  {"evabs", 520, DA, WORDS, 0},
  {"evneg", 521, DA, WORDS, 0},
  {"evextsb", 522, DA, WORDS, 0},
  {"evextsh", 523, DA, WORDS, 0},
  {"evcntlzw", 525, DA, WORDS, 0},
  {"evcntlsw", 526, DA, WORDS, 0},
  {"brinc", 527, DAB, WORDS, 0},
  {"evand", 529, DAB, WORDS, 0},
  {"evandc", 530, DAB, WORDS, 0},
  {"evxor", 534, DAB, WORDS, 0},
  {"evor", 535, DAB, WORDS, 0},
  {"evnor", 536, DAB, WORDS, 0},
  {"eveqv", 537, DAB, WORDS, 0},
  {"evorc", 539, DAB, WORDS, 0},
  {"evnand", 542, DAB, WORDS, 0},
  {"evsrwiu", 546, DAI, WORDS, 0},
  {"evsrwis", 547, DAI, WORDS, 0},
  {"evslwi", 550, DAI, WORDS, 0},
  {"evrlw", 552, DAB, WORDS, 0},
  {"evsplati", 553, DI, WORDS, 0},
  {"evrlwi", 554, DAI, WORDS, 0},
  {"evsplatfi", 555, DI, WORDS, 0},
  {"evmergehi", 556, DAB, WORDS, 0},
  {"evmergelo", 557, DAB, WORDS, 0},
  {"evmergehilo", 558, DAB, WORDS, 0},
  {"evmergelohi", 559, DAB, WORDS, 0},
  {"evcmpgtu", 560, FAB, WORDS, 0},
  {"evcmpgts", 561, FAB, WORDS, 0},
  {"evcmpltu", 562, FAB, WORDS, 0},
  {"evcmplts", 563, FAB, WORDS, 0},
  {"evcmpeq", 564, FAB, WORDS, 0},
  {"evsel", 79 << 3, SEL, WORDS, 0},
  {"evmwumi", 1112, DAB, WORDS, 0},
  {"evmwsmi", 1113, DAB, WORDS, 0},
  {"evmwumia", 1144, DAB, WORDS, 0},
  {"evmwsmia", 1145, DAB, WORDS, 0},
  {"evmra", 1220, DA, WORDS, 0},
  {"evmwumiaa", 1368, DAB, WORDS, 0},
  {"evmwsmiaa", 1369, DAB, WORDS, 0},
  {"evfsadd", 640, DAB, SINGLES, 0},
  {"evfssub", 641, DAB, SINGLES, 0},
  {"evfsabs", 644, DA, SINGLES, 0},
  {"evfsnabs", 645, DA, SINGLES, 0},
  {"evfsneg", 646, DA, SINGLES, 0},
  {"evfsmul", 648, DAB, SINGLES, 0},
  {"evfsdiv", 649, DAB, SINGLES, 0},
  {"evfscmpgt", 652, FAB, SINGLES, 0},
  {"evfscmplt", 653, FAB, SINGLES, 0},
  {"evfscmpeq", 654, FAB, SINGLES, 0},
  {"evfscfui", 656, DB, WORDS, 0},
  {"evfscfsi", 657, DB, WORDS, 0},
  {"evfsctui", 660, DB, SINGLES, 0},
  {"evfsctsi", 661, DB, SINGLES, 0},
  {"evfsctuiz", 664, DB, SINGLES, 0},
  {"evfsctsiz", 666, DB, SINGLES, 0},
  {"evfststgt", 668, FAB, SINGLES, 0},
  {"evfststlt", 669, FAB, SINGLES, 0},
  {"evfststeq", 670, FAB, SINGLES, 0},
  {"efsadd", 704, DAB, SINGLES, 0},
  {"efssub", 705, DAB, SINGLES, 0},
  {"efsabs", 708, DA, SINGLES, 0},
  {"efsnabs", 709, DA, SINGLES, 0},
  {"efsneg", 710, DA, SINGLES, 0},
  {"efsmul", 712, DAB, SINGLES, 0},
  {"efsdiv", 713, DAB, SINGLES, 0},
  {"efscmpgt", 716, FAB, SINGLES, 0},
  {"efscmplt", 717, FAB, SINGLES, 0},
  {"efscmpeq", 718, FAB, SINGLES, 0},
  {"efscfd", 719, DB, DOUBLES, 0},
  {"efscfui", 720, DB, WORDS, 0},
  {"efscfsi", 721, DB, WORDS, 0},
  {"efsctui", 724, DB, SINGLES, 0},
  {"efsctsi", 725, DB, SINGLES, 0},
  {"efsctuiz", 728, DB, SINGLES, 0},
  {"efsctsiz", 730, DB, SINGLES, 0},
  {"efststgt", 732, FAB, SINGLES, 0},
  {"efststlt", 733, FAB, SINGLES, 0},
  {"efststeq", 734, FAB, SINGLES, 0},
  {"efdadd", 736, DAB, DOUBLES, 0},
  {"efdsub", 737, DAB, DOUBLES, 0},
  {"efdabs", 740, DA, DOUBLES, 0},
  {"efdnabs", 741, DA, DOUBLES, 0},
  {"efdneg", 742, DA, DOUBLES, 0},
  {"efdmul", 744, DAB, DOUBLES, 0},
  {"efddiv", 745, DAB, DOUBLES, 0},
  {"efdcmpgt", 748, FAB, DOUBLES, 0},
  {"efdcmplt", 749, FAB, DOUBLES, 0},
  {"efdcmpeq", 750, FAB, DOUBLES, 0},
  {"efdcfs", 751, DB, SINGLES, 0},
  {"efdcfui", 752, DB, WORDS, 0},
  {"efdcfsi", 753, DB, WORDS, 0},
  {"efdctui", 756, DB, DOUBLES, 0},
  {"efdctsi", 757, DB, DOUBLES, 0},
  {"efdctuiz", 760, DB, DOUBLES, 0},
  {"efdctsiz", 762, DB, DOUBLES, 0},
  {"efdtstgt", 764, FAB, DOUBLES, 0},
  {"efdtstlt", 765, FAB, DOUBLES, 0},
  {"efdtsteq", 766, FAB, DOUBLES, 0},
  {"evlddx", 768, LOAD_X, ADDRESS, 8},
  {"evldd", 769, LOAD_D, ADDRESS, 8},
  {"evldwx", 770, LOAD_X, ADDRESS, 8},
  {"evldw", 771, LOAD_D, ADDRESS, 8},
  {"evlhhesplatx", 776, LOAD_X, ADDRESS, 2},
  {"evlhhesplat", 777, LOAD_D, ADDRESS, 2},
  {"evlhhousplatx", 780, LOAD_X, ADDRESS, 2},
  {"evlhhousplat", 781, LOAD_D, ADDRESS, 2},
  {"evlhhossplatx", 782, LOAD_X, ADDRESS, 2},
  {"evlhhossplat", 783, LOAD_D, ADDRESS, 2},
  {"evlwhex", 784, LOAD_X, ADDRESS, 4},
  {"evlwhe", 785, LOAD_D, ADDRESS, 4},
  {"evlwhoux", 788, LOAD_X, ADDRESS, 4},
  {"evlwhou", 789, LOAD_D, ADDRESS, 4},
  {"evlwhosx", 790, LOAD_X, ADDRESS, 4},
  {"evlwhos", 791, LOAD_D, ADDRESS, 4},
  {"evlwwsplatx", 792, LOAD_X, ADDRESS, 4},
  {"evlwwsplat", 793, LOAD_D, ADDRESS, 4},
  {"evstddx", 800, STORE_X, ADDRESS, 8},
  {"evstdd", 801, STORE_D, ADDRESS, 8},
  {"evstdwx", 802, STORE_X, ADDRESS, 8},
  {"evstdw", 803, STORE_D, ADDRESS, 8},
  {"evstdhx", 804, STORE_X, ADDRESS, 8},
  {"evstdh", 805, STORE_D, ADDRESS, 8},
  {"evstwhex", 816, STORE_X, ADDRESS, 4},
  {"evstwhe", 817, STORE_D, ADDRESS, 4},
  {"evstwhox", 820, STORE_X, ADDRESS, 4},
  {"evstwho", 821, STORE_D, ADDRESS, 4},
  {"evstwwex", 824, STORE_X, ADDRESS, 4},
  {"evstwwe", 825, STORE_D, ADDRESS, 4},
  {"evstwwox", 828, STORE_X, ADDRESS, 4},
  {"evstwwo", 829, STORE_D, ADDRESS, 4},
};

void run_spe(struct spe_state *state, const void *code);
long system_call(long number, ...);

static uint8_t buffer[BUFFER];
static uint32_t used;
static uint32_t *const code = (uint32_t *)CODE;
static int failed;

static void flush(void) {
  for (uint32_t done = 0; done < used && !failed;) {
    long written = system_call(WRITE, 1, buffer + done, used - done);
    failed = written <= 0;
    done += (uint32_t)written;
  }
  used = 0;
}

static void put(const void *data, uint32_t size) {
  const uint8_t *bytes = data;
  if (used + size > BUFFER) flush();
  for (uint32_t i = 0; i < size; i++) buffer[used++] = bytes[i];
}

static void put_name(const char *name) {
  uint8_t bytes[NAME_BYTES] = {0};
  for (uint32_t i = 0; i < NAME_BYTES && name[i] != 0; i++) bytes[i] = (uint8_t)name[i];
  put(bytes, NAME_BYTES);
}

static void put_state(const struct spe_state *state) {
  put(state->r, sizeof state->r);
  put(&state->acc, sizeof state->acc);
  put(state->memory, sizeof state->memory);
  put(&state->cr, sizeof state->cr);
  put(&state->spefscr, sizeof state->spefscr);
}

static void record(const struct form *form, const struct spe_state *before) {
  volatile uint64_t *memory = (volatile uint64_t *)MEMORY;
  struct spe_state after = *before;
  for (int i = 0; i < 2; i++) memory[i] = after.memory[i];
  run_spe(&after, code);
  for (int i = 0; i < 2; i++) after.memory[i] = memory[i];
  put_name(form->name);
  put(code, 4);
  put_state(before);
  put_state(&after);
}

static uint32_t any_register(void) { return 3 + below(3); }

static uint32_t fields_of(const struct form *form, uint32_t units) {
  uint32_t d = any_register() << 21, a = any_register() << 16, b = any_register() << 11;
  uint32_t number = below(32), field = below(8);
  switch (form->fields) {
    case DAB: return d | a | b;
    case DA: return d | a;
    case DB: return d | b;
    case DAI: return d | a | number << 11;
    case DIB: return d | number << 16 | b;
    case DI: return d | number << 16;
    case FAB: return field << 23 | a | b;
    case SEL: return d | a | b | field;
    case LOAD_D: case STORE_D: return 3u << 21 | 4u << 16 | units << 11;
    default: return 3u << 21 | 4u << 16 | 5u << 11;
  }
}

static uint64_t words(void) { return (uint64_t)next_word() << 32 | next_word(); }

/* A normal single whose sums, products and quotients with others are normal ones too. */
static uint32_t single(void) {
  uint32_t bits = ((uint32_t)next() & 0x807FFFFF) | (97 + below(60)) << 23;
  return below(3) == 0 ? bits & 0xFFFF0000 : bits;
}

static uint64_t singles(void) { return (uint64_t)single() << 32 | single(); }

/* Likewise a double, within the range of singles. */
static uint64_t one_double(void) {
  uint64_t bits = (next() & 0x800FFFFFFFFFFFFF) | (uint64_t)(993 + below(60)) << 52;
  return below(3) == 0 ? bits & 0xFFFFFFFF00000000 : bits;
}

static uint64_t operand(enum operands operands) {
  switch (operands) {
    case SINGLES: return singles();
    case DOUBLES: return one_double();
    default: return words();
  }
}

static struct spe_state next_state(const struct form *form, uint32_t units) {
  struct spe_state state;
  for (int i = 0; i < 3; i++) state.r[i] = operand(form->operands);
  if (below(6) == 0) state.r[1] = state.r[2];
  state.acc = words();
  state.cr = (uint32_t)next();
  state.spefscr = 0;
  for (int i = 0; i < 2; i++) state.memory[i] = next();
  if (form->bytes != 0) {
    uint32_t place = MEMORY + below(16 / form->bytes) * form->bytes;
    uint32_t index = form->fields == LOAD_X || form->fields == STORE_X ? next_word() : units * form->bytes;
    state.r[1] = (uint64_t)next_word() << 32 | (uint32_t)(place - index);
    state.r[2] = (uint64_t)next_word() << 32 | index;
  }
  return state;
}

static int map(long address) {
  return system_call(MMAP, address, PAGE, READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS_FIXED, -1, 0) == address;
}

int write_spe(void) {
  if (!map(MEMORY) || !map(CODE)) return 71;
  code[1] = 0x4E800020;
  for (uint32_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    const struct form *form = &forms[i];
    seed(form->name);
    for (int variant = 0; variant < VARIANTS; variant++) {
      uint32_t units = below(32);
      code[0] = 4u << 26 | form->extended | fields_of(form, units);
      __asm__ volatile("dcbst 0, %0; sync; icbi 0, %0; isync" : : "r"(code) : "memory");
      for (int k = 0; k < CASES; k++) {
        struct spe_state state = next_state(form, units);
        record(form, &state);
      }
    }
  }
  flush();
  return failed ? 74 : 0;
}

/* The compiler may call it. */
void *memcpy(void *to, const void *from, __SIZE_TYPE__ size) {
  for (__SIZE_TYPE__ i = 0; i < size; i++) ((volatile char *)to)[i] = ((const char *)from)[i];
  return to;
}

void *memset(void *to, int value, __SIZE_TYPE__ size) {
  for (__SIZE_TYPE__ i = 0; i < size; i++) ((volatile char *)to)[i] = (char)value;
  return to;
}
