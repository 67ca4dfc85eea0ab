#include "guest.h"

volatile u32 fault_type, fault_syndrome, fault_address;
volatile u32 machine_check, machine_check_syndrome, machine_check_pc;

static u32 failures;

void set_pid(u32 pid) {
  mtspr(48, pid);
  isync();
}

void enable_machine_checks(u32 enabled) {
  u32 msr;
  __asm__ volatile("mfmsr %0" : "=r"(msr));
  __asm__ volatile("mtmsr %0\n isync" : : "r"(enabled ? msr | MSR_ME : msr & ~MSR_ME) : "memory");
}

u32 permissions(u32 rights) {
  u32 bits = 0;
  for (u32 i = 0; i < 3; i++) {
    bits |= (rights >> i & 1) << 2 * i | (rights >> (i + 3) & 1) << (2 * i + 1);
  }
  return bits;
}

void put(char c) {
  while (!(uart[5] & 0x20)) {
  }
  uart[0] = (u8)c;
}

void print(const char *text) {
  for (; *text; text++) {
    if (*text == '\n') {
      put('\r');
    }
    put(*text);
  }
}

void print_hex(u32 value) {
  for (int shift = 28; shift >= 0; shift -= 4) {
    put("0123456789abcdef"[value >> shift & 15]);
  }
}

static void name_and_number(const char *name, u32 value) {
  print(name);
  print(" ");
  print_hex(value);
}

void report(const char *name, u32 value) {
  name_and_number(name, value);
  print("\n");
}

void check(const char *name, u32 value, u32 expected) {
  name_and_number(name, value);
  if (value != expected) {
    failures++;
    print(" FAILED, expected ");
    print_hex(expected);
  }
  print("\n");
}

u32 random_word(void) {
  static u32 state = 12345;
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

u32 mix(u32 sum, u32 value) {
  return ((sum << 5 | sum >> 27) ^ value) * 0x9E3779B1u;
}

void test_remapping(u32 entry, u32 msr_bits) {
  *at(RAM) = 0;
  *at(RAM + 0x1000) = 0;
  map(entry, PLAYGROUND, RAM, PAGE_SHIFT, SUPERVISOR, 0, 0);
  store_word(PLAYGROUND, msr_bits, 0xCAFE0001);
  map(entry, PLAYGROUND, RAM + 0x1000, PAGE_SHIFT, SUPERVISOR, 0, 0);
  store_word(PLAYGROUND, msr_bits, 0xCAFE0002);
  sync();
  check("first page", *at(RAM), 0xCAFE0001);
  check("second page", *at(RAM + 0x1000), 0xCAFE0002);
  for (u32 i = 0; i < 1000; i++) {
    map(entry, PLAYGROUND, RAM + (i & 15) * 0x1000, PAGE_SHIFT, SUPERVISOR, 0, 0);
    store_word(PLAYGROUND + 4, msr_bits, i);
  }
  u32 sum = 0;
  for (u32 i = 0; i < 16; i++) {
    sum += *at(RAM + i * 0x1000 + 4);
  }
  check("after a thousand maps", sum, 15864);
  unmap(entry, PLAYGROUND);
  load_word(PLAYGROUND, msr_bits);
  check("unmapped: interrupt", fault_type, DATA_TLB);
  check("unmapped: address", fault_address, PLAYGROUND);
}

static u32 accesses_that_went_wrong(u32 msr_bits, u32 allowed, u32 value) {
  u32 wrong = 0;
  load_word(PLAYGROUND, msr_bits);
  wrong += fault_type != (allowed & SR ? 0 : DATA_STORAGE);
  store_word(PLAYGROUND + 8, msr_bits, value);
  wrong += fault_type != (allowed & SW ? 0 : DATA_STORAGE);
  wrong += !(allowed & SW) && fault_syndrome != ESR_ST;
  wrong += (*at(RAM + 8) == value) != ((allowed & SW) != 0);
  u32 result = call_code(PLAYGROUND + 0x100, msr_bits);
  wrong += fault_type != (allowed & SX ? 0 : INSTRUCTION_STORAGE);
  return wrong + (result != (allowed & SX ? 77 : 0));
}

void test_rights(u32 entry, u32 msr_bits) {
  u32 wrong = 0;
  /* li r3,77; blr */
  *at(RAM + 0x100) = 0x3860004D;
  *at(RAM + 0x104) = 0x4E800020;
  __asm__ volatile("dcbst 0,%0" : : "r"(RAM + 0x100) : "memory");
  sync();
  __asm__ volatile("icbi 0,%0" : : "r"(RAM + 0x100) : "memory");
  sync();
  isync();
  for (u32 set = 0; set < 64; set++) {
    map(entry, PLAYGROUND, RAM, PAGE_SHIFT, set, 0, 0);
    wrong += accesses_that_went_wrong(msr_bits, set, random_word());
    wrong += accesses_that_went_wrong(msr_bits | MSR_PR, set >> 3, random_word());
  }
  check("accesses that went wrong", wrong, 0);
  unmap(entry, PLAYGROUND);
}

void test_crossing(u32 low, u32 high, u32 msr_bits) {
  map(low, PLAYGROUND, RAM + 0x5000, PAGE_SHIFT, SUPERVISOR, 0, 0);
  map(high, PLAYGROUND + 0x1000, RAM + 0x2000, PAGE_SHIFT, SUPERVISOR, 0, 0);
  *at(RAM + 0x5FFC) = 0x11223344;
  *at(RAM + 0x2000) = 0x55667788;
  check("crossing load", load_word(PLAYGROUND + 0xFFE, msr_bits), 0x33445566);
  store_word(PLAYGROUND + 0xFFD, msr_bits, 0xAABBCCDD);
  check("crossing store, low page", *at(RAM + 0x5FFC), 0x11AABBCC);
  check("crossing store, high page", *at(RAM + 0x2000), 0xDD667788);
  unmap(high, PLAYGROUND + 0x1000);
  load_word(PLAYGROUND + 0xFFE, msr_bits);
  check("crossing into nothing: interrupt", fault_type, DATA_TLB);
  check("crossing into nothing: address", fault_address, PLAYGROUND + 0x1000);
  unmap(low, PLAYGROUND);
}

void begin(void) {
  prepare();
  run();
  print(failures ? "TLB FAILED\n" : "TLB OK\n");
  finish();
}

void test_code_order(void) {
  /* li r3,0x138; li r3,0x238 in reverse; blr; blr in reverse. The other order makes harmless ones of each. */
  static const u32 code[4] = {0x38600138, 0x38026038, 0x4E800020, 0x2000804E};
  for (u32 i = 0; i < 4; i++) {
    *at(RAM + 0x100 + i * 4) = code[i];
  }
  __asm__ volatile("dcbst 0,%0" : : "r"(RAM + 0x100) : "memory");
  sync();
  __asm__ volatile("icbi 0,%0" : : "r"(RAM + 0x100) : "memory");
  sync();
  isync();
  u32 sum = 0;
  for (u32 i = 0; i < 100; i++) {
    sum += call_code(PLAYGROUND + 0x100, 0) + call_code(PLAYGROUND + 0x1100, 0);
  }
  check("code of both orders", sum, 100 * (0x138 + 0x238));
}
