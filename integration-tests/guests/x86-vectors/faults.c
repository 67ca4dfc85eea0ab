/* Instructions that trap: INTO and BOUND, what CPL 3 forbids, what no processor decodes. */
#include "forms.h"
#include "random.h"

#include <string.h>

enum { CASES = 80 };

static void bytes_case(const char *name, const uint8_t *bytes, int length) {
  struct test test;
  test_begin(&test, name);
  for (int i = 0; i < length; i++) test_byte(&test, bytes[i]);
  test_emit(&test);
}

static void fill_bounds(struct test *test, const struct form *form, uint32_t address) {
  (void)test;
  uint32_t lower = random_operand(form->bits);
  uint32_t upper = random_operand(form->bits);
  if (one_in(2)) lower = -upper - 1; /* bounds that many numbers keep */
  test_memory(address, form->bits, lower);
  test_memory(address + form->bits / 8, form->bits, upper);
}

static void bounds(const char *directory) {
  family_open(directory, "bound");
  struct form form = {.name = "bound r16,m16&16", .opcode = {0x62}, .rm = RM_MEMORY, .bits = 16,
                      .rm_bits = 32, .extension = ANY_REGISTER, .fill = fill_bounds};
  form_cases(&form, 3 * CASES);
  form.name = "bound r32,m32&32";
  form.bits = 32;
  form.rm_bits = 64;
  form_cases(&form, 3 * CASES);
  family_close();
}

/* A form with up to six bytes, after its length. */
struct encoding {
  const char *name;
  uint8_t length, bytes[6];
};

/* SDM vol. 3, "Privileged Instructions"; vol. 1, "I/O Privilege Level". #GP(0) at CPL 3. */
static const struct encoding privileged[] = {
  {"hlt", 1, {0xF4}}, {"cli", 1, {0xFA}}, {"sti", 1, {0xFB}},
  {"in al,imm8", 2, {0xE4, 0x80}}, {"in eax,imm8", 2, {0xE5, 0x80}},
  {"out imm8,al", 2, {0xE6, 0x80}}, {"out imm8,eax", 2, {0xE7, 0x80}},
  {"in al,dx", 1, {0xEC}}, {"in eax,dx", 1, {0xED}},
  {"out dx,al", 1, {0xEE}}, {"out dx,eax", 1, {0xEF}},
  {"clts", 2, {0x0F, 0x06}}, {"invd", 2, {0x0F, 0x08}}, {"wbinvd", 2, {0x0F, 0x09}},
  {"mov eax,cr0", 3, {0x0F, 0x20, 0xC0}}, {"mov cr3,ecx", 3, {0x0F, 0x22, 0xD9}},
  {"mov ebx,dr7", 3, {0x0F, 0x21, 0xFB}}, {"mov dr0,eax", 3, {0x0F, 0x23, 0xC0}},
  {"wrmsr", 2, {0x0F, 0x30}}, {"rdmsr", 2, {0x0F, 0x32}},
  {"lldt ax", 3, {0x0F, 0x00, 0xD0}}, {"ltr ax", 3, {0x0F, 0x00, 0xD8}},
  {"lmsw ax", 3, {0x0F, 0x01, 0xF0}},
};

/* #UD: reserved encodings, register forms of memory instructions, LOCK where it may not stand. */
static const struct encoding undecodable[] = {
  {"ud2", 2, {0x0F, 0x0B}},
  {"grp4 /2", 2, {0xFE, 0xD0}}, {"grp4 /7", 2, {0xFE, 0xF8}}, {"grp5 /7", 2, {0xFF, 0xF8}},
  {"grp8 /0", 4, {0x0F, 0xBA, 0xC0, 1}}, {"grp8 /3", 4, {0x0F, 0xBA, 0xD8, 1}},
  {"mov /1", 3, {0xC6, 0xC8, 0}}, {"mov /5", 6, {0xC7, 0xE8, 0, 0, 0, 0}},
  {"lea register", 2, {0x8D, 0xC1}}, {"cmpxchg8b register", 3, {0x0F, 0xC7, 0xC9}},
  {"call far register", 2, {0xFF, 0xD8}}, {"jmp far register", 2, {0xFF, 0xE8}},
  {"mov cs,ax", 2, {0x8E, 0xC8}}, {"mov segment 6", 2, {0x8E, 0xF0}},
  {"mov segment 7", 2, {0x8E, 0xF8}}, {"mov r,segment 6", 2, {0x8C, 0xF0}},
  {"lss register", 3, {0x0F, 0xB2, 0xC0}}, {"lfs register", 3, {0x0F, 0xB4, 0xC0}},
  {"mov cr1", 3, {0x0F, 0x20, 0xC8}}, {"0f ff", 3, {0x0F, 0xFF, 0xC0}},
  {"lock add r,r", 3, {0xF0, 0x01, 0xC8}}, {"lock cmp m,r", 3, {0xF0, 0x39, 0x08}},
  {"lock add r,m", 3, {0xF0, 0x03, 0x08}}, {"lock mov m,r", 3, {0xF0, 0x89, 0x08}},
  {"lock test m,r", 3, {0xF0, 0x85, 0x08}}, {"lock nop", 2, {0xF0, 0x90}},
  {"lock inc r", 2, {0xF0, 0x40}}, {"lock bt m,r", 4, {0xF0, 0x0F, 0xA3, 0x08}},
  {"lock shl m,1", 3, {0xF0, 0xD1, 0x20}}, {"lock push m", 3, {0xF0, 0xFF, 0x30}},
  {"lock movs", 2, {0xF0, 0xA5}},
};

static void table(const char *directory, const char *family, const struct encoding *encodings,
                  int count) {
  family_open(directory, family);
  random_seed(family);
  for (int i = 0; i < count; i++) {
    bytes_case(encodings[i].name, encodings[i].bytes, encodings[i].length);
  }
  family_close();
}

static void interrupts(const char *directory) {
  family_open(directory, "int");
  random_seed("int");
  for (int i = 0; i < cases_of(CASES); i++) {
    bytes_case("into", (uint8_t[]){0xCE}, 1);
    bytes_case("int3", (uint8_t[]){0xCC}, 1);
  }
  /* Gates that CPL 3 may not use: #GP with the vector and the IDT bit as its error code. */
  static const uint8_t vectors[] = {0, 1, 6, 8, 13, 14, 0x20, 0x30, 0x7F, 0x81, 0xFE};
  for (unsigned i = 0; i < sizeof vectors; i++) {
    bytes_case("int imm8", (uint8_t[]){0xCD, vectors[i]}, 2);
  }
  family_close();
}

/* SDM vol. 2, "Instruction Prefixes": more than 15 bytes raise #GP(0). */
static void lengths(const char *directory) {
  family_open(directory, "length");
  random_seed("length");
  for (int prefixes = 1; prefixes <= 16; prefixes++) {
    for (int last = 0; last < 2; last++) {
      uint8_t bytes[LONGEST];
      memset(bytes, PREFIX_OPERAND, prefixes);
      bytes[prefixes] = last ? 0x40 : 0x90;
      bytes_case(last ? "inc eax with prefixes" : "nop with prefixes", bytes, prefixes + 1);
    }
  }
  family_close();
}

void write_faults(const char *directory) {
  bounds(directory);
  table(directory, "privileged", privileged, sizeof privileged / sizeof privileged[0]);
  table(directory, "undecodable", undecodable, sizeof undecodable / sizeof undecodable[0]);
  interrupts(directory);
  lengths(directory);
}
