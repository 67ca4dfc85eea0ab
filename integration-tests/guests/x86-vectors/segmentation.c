/* Segments as the processor checks them: limits, rights, loads, far transfers, 16-bit stacks. */
#include "forms.h"
#include "random.h"
#include "segments.h"

#define COUNT(array) (int)(sizeof(array) / sizeof(array)[0])
#define PICK(array) (array)[random_below(COUNT(array))]

enum { CASES = 60 };

static void bytes(struct test *test, int count, const uint8_t *code) {
  for (int i = 0; i < count; i++) test_byte(test, code[i]);
}

#define BYTES(test, ...) \
  bytes(test, COUNT(((const uint8_t[]){__VA_ARGS__})), (const uint8_t[]){__VA_ARGS__})

static void segmented(struct test *test, const char *name) {
  test_begin(test, name);
  test->segmented = true;
}

/* Writes memory if the address is one that cases may use. */
static void fill(uint32_t address, int bytes) {
  for (int i = 0; i < bytes; i++) {
    if (address + i >= DATA && address + i < STACK_END) memory_set(address + i, random_32());
  }
}

/* Limits of the segments, about which the offsets lie. */
static const struct { uint16_t selector; uint32_t edges[3]; } limited[] = {
  {DATA_4K, {0, 0xFFF, 0x1000}}, {READ_ONLY, {0, 0x7FF, 0x400}},
  {EXPAND_DOWN, {0x7FF, 0xFFFF, 0x800}}, {DATA_PAGES, {0xEFFF, 0xFFF, 0xF000}},
  {STACK_16, {0xFFFF, 0, 0x8000}}, {CODE_32, {0xFFFF, 0x10000, 0xFFFC}},
  {EXECUTE_ONLY, {0x8000, 0xFFFF, 0}}, {0, {0, 0x1000, 0x110000}},
};

static const struct { const char *name; uint8_t prefix; int reg; bool code; } overrides[] = {
  {"ds", 0x3E, DS, true}, {"es", 0x26, ES, true}, {"fs", 0x64, FS, true}, {"ss", 0x36, SS, false},
};

static const struct { const char *name; uint8_t opcode; int bits; } accesses[] = {
  {"mov m8,r8", 0x88, 8}, {"mov m32,r32", 0x89, 32}, {"mov r8,m8", 0x8A, 8},
  {"mov r32,m32", 0x8B, 32}, {"add m32,r32", 0x01, 32}, {"mov m16,r16", 0x89, 16},
  {"mov r16,m16", 0x8B, 16}, {"cmp m32,r32", 0x39, 32},
};

/* SDM vol. 3, "Limit Checking" and "Type Checking". */
static void limit_case(void) {
  struct test test;
  int segment = random_below(COUNT(limited)), override = random_below(COUNT(overrides));
  int access = random_below(COUNT(accesses));
  uint16_t selector = limited[segment].selector;
  segmented(&test, named(accesses[access].name, overrides[override].name));
  /* Only writable data can be in SS. */
  bool stack = overrides[override].reg == SS;
  if (stack && (selector == 0 || selector == READ_ONLY || selector == CODE_32)) selector = DATA_4K;
  /* Code in a data segment register must be readable. */
  if (selector == EXECUTE_ONLY) selector = stack ? STACK_16 : CODE_32;
  test.registers[overrides[override].reg] = selector;
  uint32_t offset = limited[segment].edges[random_below(3)] + random_below(9) - 4;
  fill(segment_base(selector) + offset, accesses[access].bits / 8);
  test_byte(&test, overrides[override].prefix);
  test_operand_prefix(&test, accesses[access].bits);
  BYTES(&test, accesses[access].opcode, 0x05);
  test_immediate(&test, 32, offset);
  test_emit(&test);
}

/* Reads through CS, which EXECUTE_ONLY forbids, and writes, which every code segment forbids. */
static void code_access_case(void) {
  static const uint16_t selectors[] = {CODE_32, EXECUTE_ONLY};
  struct test test;
  bool write = one_in(3);
  segmented(&test, write ? "mov m32,r32 cs" : "mov r32,m32 cs");
  test.registers[CS] = PICK(selectors);
  test.registers[EIP] -= CODE;
  BYTES(&test, 0x2E, write ? 0x89 : 0x8B, 0x05);
  test_immediate(&test, 32, one_in(2) ? 0xFFF8 + random_below(10) : test.registers[EIP]);
  test_emit(&test);
}

/* Accesses that cannot happen would be page faults, and are not chosen. */
static void limits(const char *directory) {
  family_open(directory, "limit");
  random_seed("limit");
  for (int i = 0; i < 12 * CASES; i++) limit_case();
  for (int i = 0; i < CASES; i++) code_access_case();
  family_close();
}

static const uint16_t selectors[] = {
  0, 1, 3, FLAT_DATA, FLAT_CODE, DATA_4K, READ_ONLY, EXPAND_DOWN, CODE_32, EXECUTE_ONLY, CODE_16,
  STACK_16, ABSENT, DATA_PAGES, ABSENT_CODE, BEYOND,
};

static uint16_t random_selector(void) {
  uint16_t selector = PICK(selectors);
  return one_in(4) && selector > 3 ? (selector & ~3) | random_below(4) : selector;
}

/* Segment registers as instructions number them; CS and GS are not loaded. */
static const struct { const char *name; int number; } targets[] = {
  {"es", 0}, {"ss", 2}, {"ds", 3}, {"fs", 4},
};

static void load_case(void) {
  struct test test;
  int target = random_below(COUNT(targets)), number = targets[target].number;
  uint16_t selector = random_selector();
  switch (random_below(3)) {
    case 0:
      segmented(&test, named("mov r/m16 to", targets[target].name));
      BYTES(&test, 0x8E, 0xC1 | number << 3);
      test.registers[ECX] = (random_32() & 0xFFFF0000) | selector;
      break;
    case 1:
      segmented(&test, named("pop", targets[target].name));
      test_operand_prefix(&test, one_in(3) ? 16 : 32);
      if (number == 4) BYTES(&test, 0x0F, 0xA1);
      else test_byte(&test, 0x07 | number << 3);
      test_memory(test.registers[ESP], 32, (random_32() & 0xFFFF0000) | selector);
      break;
    default: {
      static const uint8_t opcode[] = {0xC4, 0, 0xB2, 0xC5, 0xB4};
      int bits = one_in(3) ? 16 : 32;
      segmented(&test, named("load far pointer to", targets[target].name));
      test_operand_prefix(&test, bits);
      if (number == 2 || number == 4) test_byte(&test, 0x0F);
      BYTES(&test, opcode[number], 0x05);
      test_immediate(&test, 32, DATA + 0x100);
      test_memory(DATA + 0x100, bits, random_operand(bits));
      test_memory(DATA + 0x100 + bits / 8, 16, selector);
    }
  }
  test_emit(&test);
}

static void store_case(void) {
  static const struct { const char *name; uint8_t length, code[3]; } stores[] = {
    {"mov r32,es", 2, {0x8C, 0xC0}}, {"mov r32,cs", 2, {0x8C, 0xC9}}, {"mov r32,ss", 2, {0x8C, 0xD2}},
    {"mov r32,ds", 2, {0x8C, 0xDB}}, {"mov r32,fs", 2, {0x8C, 0xE6}}, {"push es", 1, {0x06}},
    {"push cs", 1, {0x0E}}, {"push ss", 1, {0x16}}, {"push ds", 1, {0x1E}}, {"push fs", 2, {0x0F, 0xA0}},
  };
  struct test test;
  int store = random_below(COUNT(stores));
  segmented(&test, stores[store].name);
  test.registers[DS] = DATA_4K;
  test.registers[FS] = one_in(2) ? 0 : READ_ONLY;
  test_operand_prefix(&test, one_in(3) ? 16 : 32);
  bytes(&test, stores[store].length, stores[store].code);
  test_emit(&test);
}

static void loads(const char *directory) {
  family_open(directory, "segment-load");
  random_seed("segment-load");
  for (int i = 0; i < 10 * CASES; i++) load_case();
  family_close();
  family_open(directory, "segment-store");
  random_seed("segment-store");
  for (int i = 0; i < 2 * CASES; i++) store_case();
  family_close();
}

/* SDM vol. 2, "LAR", "LSL", "VERR/VERW". Only ZF is defined to change. */
static void verify(const char *directory) {
  static const struct { const char *name; uint8_t second, third; } checks[] = {
    {"lar r,r/m16", 0x02, 0xC1}, {"lsl r,r/m16", 0x03, 0xC1},
    {"verr r/m16", 0x00, 0xE1}, {"verw r/m16", 0x00, 0xE9},
  };
  family_open(directory, "verify");
  random_seed("verify");
  for (int i = 0; i < 5 * CASES; i++) {
    struct test test;
    int check = random_below(COUNT(checks));
    segmented(&test, checks[check].name);
    test_operand_prefix(&test, one_in(4) ? 16 : 32);
    BYTES(&test, 0x0F, checks[check].second, checks[check].third);
    test.registers[ECX] = (random_32() & 0xFFFF0000) | random_selector();
    test_emit(&test);
  }
  family_close();
}

static const uint16_t code_selectors[] = {
  CODE_32, CODE_32, CODE_16, CODE_16, EXECUTE_ONLY, SHORT_CODE, FLAT_CODE, FLAT_CODE, 0, 3, DATA_4K,
  ABSENT_CODE, BEYOND,
};

struct far_pointer { uint16_t selector; uint32_t offset; };

/* Within the segment's limit, or one in eight times beyond it. A call goes never beyond: then the
 * return address is below ESP in memory, or it is not, as the processor likes. */
static struct far_pointer random_target(int bits, bool call) {
  uint16_t selector = PICK(code_selectors);
  if (one_in(6) && selector > 3) selector = (selector & ~3) | random_below(4);
  uint32_t offset = 0x400 + random_below(call ? 0x4000 : 0x6000);
  /* In the flat segment, 16 bits lead below 64 KiB, and more than that into the code arena. */
  bool flat = (selector | 3) == FLAT_CODE;
  if (flat && bits == 16) memory_set(LOW + offset, HLT), offset += LOW;
  if (flat && bits == 32) offset += CODE;
  if (!flat && !call && bits == 32 && one_in(8)) offset += 0x10000;
  return (struct far_pointer){selector, offset};
}

static void put_pointer(uint32_t address, int bits, struct far_pointer pointer) {
  test_memory(address, bits, pointer.offset);
  test_memory(address + bits / 8, 16, pointer.selector);
}

static void far_case(void) {
  struct test test;
  int bits = one_in(3) ? 16 : 32;
  bool call = one_in(2);
  struct far_pointer target = random_target(bits, call);
  switch (random_below(3)) {
    case 0:
      segmented(&test, call ? "call ptr16:16/32" : "jmp ptr16:16/32");
      test_operand_prefix(&test, bits);
      test_byte(&test, call ? 0x9A : 0xEA);
      test_immediate(&test, bits, target.offset);
      test_immediate(&test, 16, target.selector);
      break;
    case 1:
      segmented(&test, call ? "call m16:16/32" : "jmp m16:16/32");
      test_operand_prefix(&test, bits);
      BYTES(&test, 0xFF, call ? 0x1D : 0x2D);
      test_immediate(&test, 32, DATA + 0x200);
      put_pointer(DATA + 0x200, bits, target);
      break;
    default:
      segmented(&test, "far ret");
      test_operand_prefix(&test, bits);
      put_pointer(test.registers[ESP], bits, target);
      if (one_in(2)) test_byte(&test, 0xCB);
      else BYTES(&test, 0xCA, random_below(64), 0);
  }
  test_emit(&test);
}

static void return_case(void) {
  /* TF would trap, RF is not recorded, NT and VM are for other tests. */
  const uint32_t image_mask = 0x00240ED5;
  struct test test;
  int bits = one_in(3) ? 16 : 32;
  segmented(&test, bits == 16 ? "iret" : "iretd");
  struct far_pointer target = random_target(bits, false);
  test_operand_prefix(&test, bits);
  test_byte(&test, 0xCF);
  put_pointer(test.registers[ESP], bits, target);
  test_memory(test.registers[ESP] + bits / 4, bits, random_32() & image_mask);
  test_emit(&test);
}

static void transfers(const char *directory) {
  family_open(directory, "far");
  random_seed("far");
  for (int i = 0; i < 10 * CASES; i++) far_case();
  family_close();
  family_open(directory, "iret");
  random_seed("iret");
  for (int i = 0; i < 4 * CASES; i++) return_case();
  family_close();
}

static const struct { const char *name; uint8_t length, code[6]; } stack_users[] = {
  {"push eax", 1, {0x50}}, {"push imm8", 2, {0x6A, 0x85}}, {"push esp", 1, {0x54}},
  {"pop ecx", 1, {0x59}}, {"pop esp", 1, {0x5C}}, {"pusha", 1, {0x60}}, {"popa", 1, {0x61}},
  {"pushf", 1, {0x9C}}, {"call rel", 5, {0xE8, 0x00, 0x01, 0, 0}}, {"enter 8,0", 4, {0xC8, 8, 0, 0}},
  {"enter 4,2", 4, {0xC8, 4, 0, 2}}, {"leave", 1, {0xC9}}, {"push ds", 1, {0x1E}},
  {"mov eax,[ebp+8]", 3, {0x8B, 0x45, 8}}, {"mov eax,[esp+4]", 4, {0x8B, 0x44, 0x24, 4}},
  {"mov [ebp-4],edx", 3, {0x89, 0x55, 0xFC}}, {"add esp,16", 3, {0x83, 0xC4, 16}},
};

/* A stack segment with B = 0: only SP counts, and it wraps (SDM vol. 3, "Segment Descriptors"). */
static void stack_case(void) {
  static const uint16_t pointers[] = {0x8000, 0x8000, 0x7FFE, 0, 1, 2, 4, 8, 0xFFFE, 0xFFFC, 0x0011};
  static const uint16_t frames[] = {0x9000, 0x9000, 0xFFFC, 4, 0x9001};
  struct test test;
  int user = random_below(COUNT(stack_users));
  segmented(&test, named(stack_users[user].name, "(16-bit stack)"));
  test.registers[SS] = STACK_16;
  test.registers[ESP] = (one_in(3) ? 0 : random_32() & 0xFFFF0000) | PICK(pointers);
  test.registers[EBP] = (one_in(2) ? 0 : random_32() & 0xFFFF0000) | PICK(frames);
  /* ENTER whose push wraps SP borrows from the upper half of the frame pointer, against the SDM. */
  bool enters = stack_users[user].code[0] == 0xC8;
  if (enters && (test.registers[ESP] & 0xFFFF) < 4) test.registers[ESP] |= 0x8000;
  fill(STACK + (test.registers[ESP] & 0xFFFF), 32);
  fill(STACK + (test.registers[EBP] & 0xFFFF) - 8, 24);
  bool relative = stack_users[user].code[0] == 0xE8;
  if (!relative) test_operand_prefix(&test, one_in(3) ? 16 : 32);
  bytes(&test, stack_users[user].length, stack_users[user].code);
  test_emit(&test);
}

static void stacks(const char *directory) {
  family_open(directory, "stack-16");
  random_seed("stack-16");
  for (int i = 0; i < 10 * CASES; i++) stack_case();
  family_close();
}

void write_segmentation(const char *directory) {
  segments_write(directory);
  limits(directory);
  loads(directory);
  verify(directory);
  transfers(directory);
  stacks(directory);
}
