/*
 * Captures what a real x87 does: one random case per line, on standard output.
 *
 *   gcc -O1 -o x87gen x87gen.c && ./x87gen 1 100 | gzip -9n > x87-instructions.txt.gz
 *   ./x87gen 4 400 D9F0 D9F1 D9F2 D9F3 D9F9 D9FB D9FE D9FF | gzip -9n > x87-transcendental.txt.gz
 *
 * The arguments are a seed, the number of cases of each instruction and, if not all of them are wanted, the
 * instructions.
 *
 * A line is  OP CW SW TW FL ST0 ST1 MEM | SW TW FL MEM [n=VALUE]...
 *   OP   the two bytes of the instruction; a memory operand is addressed by (R)AX
 *   CW   control word, SW status word, TW full tag word, all in hexadecimal
 *   FL   the flags ZF, PF, CF of EFLAGS, as a mask of 0x45
 *   ST0, ST1, MEM  the 80-bit operands, sign and exponent first; the other ST(i) hold +i.0
 *   n=VALUE  every physical register that the instruction changed
 * Instructions run between FRSTOR and FNSAVE, so unmasked exceptions stay pending and nothing traps.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct { uint64_t sig; uint16_t se; } ext;
#pragma pack(push, 1)
typedef struct {
  uint16_t cw, r0, sw, r1, tw, r2;
  uint32_t fip; uint16_t fcs, fop; uint32_t fdp; uint16_t fds, r3;
  struct { uint64_t sig; uint16_t se; } st[8];
} image;
#pragma pack(pop)

static uint64_t seed;
static uint64_t rnd(void) { /* SplitMix64 */
  uint64_t z = (seed += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}
static unsigned pick(unsigned n) { return (unsigned)(rnd() >> 33) % n; }

static uint64_t random_significand(void) {
  uint64_t r = rnd(), top = UINT64_C(1) << 63;
  switch (pick(8)) {
    case 0: return top;
    case 1: return top | (UINT64_C(1) << pick(63));
    case 2: return ~UINT64_C(0) << pick(64);
    case 3: return top | (r >> (1 + pick(62)));
    case 4: return ~(UINT64_C(1) << pick(63)) | top;
    case 5: return (r | top) & (~UINT64_C(0) << pick(64));
    default: return r | top;
  }
}

static ext special(void) {
  static const ext table[] = {
    {0, 0x0000}, {UINT64_C(0x8000000000000000), 0x7FFF}, {UINT64_C(0xC000000000000000), 0x7FFF},
    {UINT64_C(0xC000000000000001), 0x7FFF}, {UINT64_C(0xFFFFFFFFFFFFFFFF), 0x7FFF},
    {UINT64_C(0x8000000000000001), 0x7FFF}, {UINT64_C(0xBFFFFFFFFFFFFFFF), 0x7FFF},
    {UINT64_C(0xA000000000000000), 0x7FFF}, {UINT64_C(0xE000000000000000), 0x7FFF},
    {0, 0x7FFF}, {UINT64_C(0x4000000000000000), 0x7FFF}, {UINT64_C(0x7FFFFFFFFFFFFFFF), 0x3FFF},
    {0, 0x3FFF}, {1, 0x0000}, {UINT64_C(0x7FFFFFFFFFFFFFFF), 0x0000},
    {UINT64_C(0x4000000000000000), 0x0000}, {UINT64_C(0x8000000000000000), 0x0000},
    {UINT64_C(0xC000000000000000), 0x0000}, {UINT64_C(0x8000000000000000), 0x0001},
    {UINT64_C(0xFFFFFFFFFFFFFFFF), 0x7FFE}, {UINT64_C(0x8000000000000000), 0x7FFE},
    {UINT64_C(0x8000000000000000), 0x3FFF}, {UINT64_C(0x8000000000000000), 0x4000},
    {UINT64_C(0xC90FDAA22168C235), 0x4000}, {UINT64_C(0x8000000000000000), 0x403E},
    {UINT64_C(0x8000000000000000), 0x403D}, {UINT64_C(0x8000000000000000), 0x401E},
    {UINT64_C(0x8000000000000000), 0x3FFE}, {UINT64_C(0xFFFFFFFFFFFFFFFF), 0x3FFE},
  };
  ext v = table[pick(sizeof table / sizeof *table)];
  if (pick(2)) v.se ^= 0x8000;
  return v;
}

static ext value(int near) {
  ext v;
  unsigned kind = pick(16);
  if (kind < 3) return special();
  v.sig = random_significand();
  if (kind < 4) { v.se = 0; v.sig &= rnd() | rnd(); v.sig >>= pick(64); }
  else if (kind < 5) v.se = pick(80);
  else if (kind < 6) v.se = 0x7FFE - pick(80);
  else if (kind < 7) v.se = pick(0x7FFF);
  else if (kind < 9) v.se = 0x3FFF + pick(70);
  else if (kind < 10) v.se = pick(2) ? 0x3F81 - 26 + pick(30) : 0x407E - pick(4);
  else if (kind < 11) v.se = pick(2) ? 0x3C01 - 55 + pick(60) : 0x43FE - pick(4);
  else v.se = near + 2 - pick(5);
  if (v.se == 0 && pick(4)) v.sig &= ~(UINT64_C(1) << 63);
  if (v.se & 0x8000) v.se = 0x3FFF;
  if (pick(2)) v.se |= 0x8000;
  return v;
}

/* A memory operand that is interesting for the width of this instruction. */
static void memory(uint8_t *m, int esc, int reg) {
  ext v = value(0x3FFF);
  uint64_t r = rnd();
  memset(m, 0, 16);
  memcpy(m, &v.sig, 8);
  memcpy(m + 8, &v.se, 2);
  if (esc == 0 || (esc == 1 && reg != 5)) { /* m32 real */
    uint32_t f = (uint32_t)r;
    switch (pick(6)) {
      case 0: f &= 0x807FFFFF >> pick(4); break;
      case 1:
        f |= 0x7F800000;
        if (pick(2)) f &= 0xFF800000 | (1u << pick(23));
        break;
      case 2: f &= 0x80000000; break;
      case 3: f = (f & 0x80FFFFFF) | 0x3F000000; break;
      default: break;
    }
    memcpy(m, &f, 4);
  } else if (esc == 4 || (esc == 5 && reg < 4)) { /* m64 real */
    uint64_t d = r;
    switch (pick(6)) {
      case 0: d &= UINT64_C(0x800FFFFFFFFFFFFF); break;
      case 1:
        d |= UINT64_C(0x7FF0000000000000);
        if (pick(2)) d &= UINT64_C(0xFFF0000000000000) | (UINT64_C(1) << pick(52));
        break;
      case 2: d &= UINT64_C(0x8000000000000000); break;
      case 3: d = (d & UINT64_C(0x801FFFFFFFFFFFFF)) | UINT64_C(0x3FE0000000000000); break;
      default: break;
    }
    memcpy(m, &d, 8);
  } else if (esc == 7 && reg == 4) { /* packed decimal */
    for (int i = 0; i < 9; i++) m[i] = (uint8_t)(pick(10) << 4 | pick(10));
    if (pick(3) == 0) memset(m + pick(9), 0, 1);
    if (pick(5) == 0) memset(m, 0, 9);
    m[9] = pick(2) ? 0x80 : 0;
  } else if (esc == 3 || esc == 2 || esc == 6 || esc == 7) {
    int64_t i = (int64_t)r >> pick(64);
    if (esc != 3 || reg != 5) memcpy(m, &i, 8);
  }
}

static uint8_t *code;

/* Runs one instruction on the state in `in`; returns ZF, PF and CF after it. */
static unsigned run(uint16_t op, image *in, image *out, uint8_t *mem, unsigned flags) {
  static const uint8_t head[] = {0x48, 0x89, 0xD0, 0x51, 0x9D, 0xDD, 0x27};
  static const uint8_t tail[] = {0xDD, 0x36, 0x9C, 0x58, 0xC3};
  memcpy(code, head, sizeof head);
  code[sizeof head] = op >> 8;
  code[sizeof head + 1] = op & 0xFF;
  memcpy(code + sizeof head + 2, tail, sizeof tail);
  unsigned (*f)(image *, image *, void *, uint64_t) =
      (unsigned (*)(image *, image *, void *, uint64_t))code;
  unsigned r = f(in, out, mem, flags | 2) & 0x45;
  __asm__ volatile("fninit");
  return r;
}

static void put(ext v) { printf(" %04X%016llX", v.se, (unsigned long long)v.sig); }
static void putmem(const uint8_t *m) {
  ext v;
  memcpy(&v.sig, m, 8);
  memcpy(&v.se, m + 8, 2);
  put(v);
}

static int pushes(uint16_t op) {
  int esc = op >> 8 & 7, reg = op >> 3 & 7, memory = (op & 0xFF) < 0xC0;
  if (memory && esc == 7) return reg == 0 || reg == 4 || reg == 5;
  if (memory) return (esc & 1) && (reg == 0 || (esc == 3 && reg == 5));
  return op == 0xD9F4 || op == 0xD9F2 || op == 0xD9FB || (op >= 0xD9E8 && op <= 0xD9EE) || (op & 0xFFF8) == 0xD9C0;
}

static void one(uint16_t op) {
  image in, out;
  uint8_t mem[128] = {0}, before[128];
  ext st[8];
  int top = pick(8), flags = (pick(2) ? 0x40 : 0) | (pick(2) ? 4 : 0) | (pick(2) ? 1 : 0);
  int esc = op >> 8 & 7, reg = op >> 3 & 7;
  memset(&in, 0, sizeof in);
  in.cw = 0x40 | (pick(3) ? 0x3F : pick(64)) | pick(4) << 10;
  in.cw |= (uint16_t[]){0x300, 0x300, 0x200, 0x000}[pick(4)];
  in.sw = top << 11 | (rnd() & 0x4700) | (pick(4) ? 0 : in.cw & 0x3F & rnd());
  st[0] = value(0x3FFF);
  st[1] = value(st[0].se & 0x7FFF);
  for (int i = 2; i < 8; i++) {
    st[i].se = 0x3FFF + (i > 3 ? 2 : 1);
    st[i].sig = (uint64_t)i << (i > 3 ? 61 : 62);
  }
  for (int i = 0; i < 8; i++) {
    in.st[i].sig = st[i].sig;
    in.st[i].se = st[i].se;
  }
  if (pushes(op) && pick(12)) in.tw |= 3 << 2 * ((top + 7) & 7);
  if (pick(12) == 0) in.tw |= 3 << 2 * top;
  if (pick(12) == 0) in.tw |= 3 << 2 * ((top + 1) & 7);
  memory(mem, esc, reg);
  memcpy(before, mem, sizeof mem);
  image loaded;
  run(0xD9D0, &in, &loaded, mem, flags); /* FNOP: what FRSTOR makes of the image */
  unsigned after = run(op, &in, &out, mem, flags);
  printf("%04X %04X %04X %04X %02X", op, loaded.cw, loaded.sw, loaded.tw, flags);
  put(st[0]);
  put(st[1]);
  putmem(before);
  printf(" | %04X %04X %02X", out.sw, out.tw, after);
  putmem(mem);
  int newtop = out.sw >> 11 & 7;
  for (int n = 0; n < 8; n++) {
    int i = (n - top) & 7, j = (n - newtop) & 7;
    if (out.st[j].sig != st[i].sig || out.st[j].se != st[i].se)
      printf(" %d=%04X%016llX", n, out.st[j].se, (unsigned long long)out.st[j].sig);
  }
  putchar('\n');
  for (unsigned i = 10; i < sizeof mem; i++) if (mem[i] != before[i]) abort();
}

int main(int argc, char **argv) {
  uint16_t ops[1024];
  int n = 0;
  if (argc < 3) return fprintf(stderr, "usage: %s SEED CASES [OPCODE...]\n", argv[0]), 2;
  seed = strtoull(argv[1], 0, 0);
  int cases = atoi(argv[2]);
  code = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (code == MAP_FAILED) return perror("mmap"), 1;
  static const char *set[] = {
    /* memory forms: reg fields of each escape opcode */
    "D8:01234567", "D9:023", "DA:01234567", "DB:02357", "DC:01234567", "DD:023", "DE:01234567", "DF:0234567"};
  if (argc > 3) {
    for (int i = 3; i < argc; i++) ops[n++] = (uint16_t)strtoul(argv[i], 0, 16);
  } else {
    for (int i = 0; i < 8; i++)
      for (const char *p = set[i] + 3; *p; p++) ops[n++] = (uint16_t)((0xD8 + i) << 8 | (*p - '0') << 3);
    for (int r = 0xC1; r <= 0xF9; r += 8) ops[n++] = 0xD800 | r;
    static const uint16_t more[] = {
      0xD9C1, 0xD9C9, 0xD9D0, 0xD9E0, 0xD9E1, 0xD9E4, 0xD9E5, 0xD9E8, 0xD9E9, 0xD9EA, 0xD9EB,
      0xD9EC, 0xD9ED, 0xD9EE, 0xD9F4, 0xD9F5, 0xD9F6, 0xD9F7, 0xD9F8, 0xD9FA, 0xD9FC, 0xD9FD,
      0xDAC1, 0xDAC9, 0xDAD1, 0xDAD9, 0xDAE9, 0xDBC1, 0xDBC9, 0xDBD1, 0xDBD9, 0xDBE9, 0xDBF1,
      0xDCC1, 0xDCC9, 0xDCE1, 0xDCE9, 0xDCF1, 0xDCF9, 0xDDC1, 0xDDD1, 0xDDD9, 0xDDE1, 0xDDE9,
      0xDEC1, 0xDEC9, 0xDED9, 0xDEE1, 0xDEE9, 0xDEF1, 0xDEF9, 0xDFE9, 0xDFF1, 0xD928, 0xD938, 0xDD38,
      0xDBE2, 0xDBE3, 0xD9D9, 0xDDC9, 0xDFC1, 0xDFC9, 0xDFD1, 0xDFD9, 0xDCD1, 0xDCD9, 0xDED1, 0xDBE0,
      0xDBE1, 0xDBE4};
    for (unsigned i = 0; i < sizeof more / sizeof *more; i++) ops[n++] = more[i];
  }
  for (int i = 0; i < n; i++)
    for (int c = 0; c < cases; c++) one(ops[i]);
  return 0;
}
