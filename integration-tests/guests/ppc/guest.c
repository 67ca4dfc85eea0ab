#include "guest.h"

volatile u32 fault_type, fault_syndrome, fault_address;

static u32 failures;

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

void begin(void) {
  prepare();
  run();
  print(failures ? "TLB FAILED\n" : "TLB OK\n");
  finish();
}
