/*
 * Writes every slot of an e500v2's TLB0 and TLB1, reads all back, searches, invalidates, and uses what it has written (e500 Core
 * Family Reference Manual, chapter 12). For the board ppce500. QEMU prints the same (-M ppce500 -m 128, -kernel).
 */
#include "guest.h"

enum { VALID = 0x80000000, PROTECTED = 0x40000000, SPACE = 0x1000, TLB1 = 0x10000000, FLASH_TLB0 = 4, FLASH_TLB1 = 2 };
enum { UX = 32, SX = 16, UW = 8, SW = 4, UR = 2, SR = 1, ALL = 63, SUPERVISOR = SX | SW | SR, GUARDED = 0xA };
enum { SIZE_4K = 1, SIZE_1M = 5, SIZE_16M = 7, SIZE_256M = 9, SIZE_4G = 11 };
enum { SETS = 128, WAYS = 4, ENTRIES = 16, OWN = 15, CONSOLE = 14, WINDOW = 13, UTILITIES = 12, FREE = 12 };

/* RAM that no page of the guest's own is in, seen at the same addresses through WINDOW. */
enum { RAM = 0x02000000, PLAYGROUND = 0x40000000, RESET_CONTROL = 0xE00E00B0 };

volatile u8 *uart = (volatile u8 *)0xE0004500;

static void write_entry(u32 mas0, u32 mas1, u32 mas2, u32 mas3, u32 mas7) {
  mtspr(624, mas0);
  mtspr(625, mas1);
  mtspr(626, mas2);
  mtspr(627, mas3);
  mtspr(944, mas7);
  __asm__ volatile("isync\n tlbwe\n isync" : : : "memory");
}

static void read_entry(u32 mas0, u32 mas2) {
  mtspr(624, mas0);
  mtspr(626, mas2);
  __asm__ volatile("isync\n tlbre\n isync" : : : "memory");
}

/* Maps a page by an entry of TLB1. */
static void map(u32 entry, u32 page, u32 real, u32 size, u32 rights, u32 space, u32 tid) {
  write_entry(TLB1 | entry << 16, VALID | tid << 16 | (space ? SPACE : 0) | size << 8, page, real | rights, 0);
}

/* Maps 4 KiB by a way of TLB0. */
static void map0(u32 way, u32 page, u32 real, u32 rights, u32 space, u32 tid) {
  write_entry(way << 16, VALID | tid << 16 | (space ? SPACE : 0) | SIZE_4K << 8, page, real | rights, 0);
}

static void unmap(u32 entry) {
  write_entry(TLB1 | entry << 16, SIZE_4K << 8, 0, 0, 0);
}

static void flash(u32 arrays) {
  mtspr(1012, arrays);
  isync();
}

static void invalidate(u32 what) {
  __asm__ volatile("tlbivax 0,%0\n isync" : : "r"(what) : "memory");
}

/* MAS0's TLBSEL and ESEL of the entry that translates an address, or -1. */
static u32 search(u32 address, u32 space, u32 pid) {
  mtspr(630, pid << 16 | space);
  __asm__ volatile("isync\n tlbsx 0,%0\n isync" : : "r"(address) : "memory");
  return mfspr(625) & VALID ? mfspr(624) & 0x3FFF0000 : (u32)-1;
}

void set_pid(u32 pid) {
  mtspr(48, pid);
  isync();
}

void prepare(void) {
  write_entry(TLB1 | OWN << 16, VALID | PROTECTED | SIZE_16M << 8, 0x01000000, 0x01000000 | ALL, 0);
  write_entry(TLB1 | CONSOLE << 16, VALID | PROTECTED | SIZE_4K << 8, 0xE0004000 | GUARDED, 0xE0004000 | SUPERVISOR, 15);
  write_entry(TLB1 | WINDOW << 16, VALID | PROTECTED | SIZE_16M << 8, RAM, RAM | SUPERVISOR, 0);
  write_entry(TLB1 | UTILITIES << 16, VALID | PROTECTED | SIZE_4K << 8, 0xE00E0000 | GUARDED, 0xE00E0000 | SUPERVISOR, 15);
  for (u32 entry = 0; entry < FREE; entry++) {
    unmap(entry);
  }
  flash(FLASH_TLB0);
}

void finish(void) {
  for (;;) {
    *(volatile u32 *)RESET_CONTROL = 2;
  }
}

static volatile u32 *at(u32 address) {
  return (volatile u32 *)address;
}

static u32 differs(const u32 *e) {
  u32 wrong = mfspr(625) != e[1];
  wrong += mfspr(626) != e[2];
  wrong += mfspr(627) != e[3];
  return wrong + (mfspr(944) != e[4]);
}

static u32 mix_entry(u32 sum) {
  sum = mix(sum, mfspr(625));
  sum = mix(sum, mfspr(626));
  sum = mix(sum, mfspr(627));
  return mix(sum, mfspr(944));
}

/* All rights, any TID, any real page in every way of every set; what is read back is what was written. */
static void every_way(void) {
  static u32 expected[SETS * WAYS][5];
  u32 sum = 0, wrong = 0;
  for (u32 pass = 0; pass < 8; pass++) {
    for (u32 slot = 0; slot < SETS * WAYS; slot++) {
      u32 *e = expected[slot];
      e[0] = (slot & 3) << 16;
      e[1] = VALID | (random_word() & 0xFF0000) | (random_word() & SPACE) | SIZE_4K << 8;
      e[2] = PLAYGROUND | (random_word() & 0x3FF80000) | slot >> 2 << 12 | (random_word() & 0x1E);
      e[3] = (random_word() & 0xFFFFF3C0) | ((slot + pass) & ALL);
      e[4] = random_word() & 15;
      write_entry(e[0], e[1], e[2], e[3], e[4]);
    }
    for (u32 slot = 0; slot < SETS * WAYS; slot++) {
      read_entry(expected[slot][0], expected[slot][2] & 0xFFFFF000);
      wrong += differs(expected[slot]);
      sum = mix_entry(sum);
    }
  }
  check("TLB0: registers that came back otherwise", wrong, 0);
  report("their checksum", sum);
  flash(FLASH_TLB0);
  wrong = 0;
  for (u32 slot = 0; slot < SETS * WAYS; slot++) {
    read_entry(expected[slot][0], expected[slot][2]);
    wrong += (mfspr(625) & VALID) != 0;
  }
  check("valid after a flash", wrong, 0);
}

/* The same for TLB1, with every size that leaves the guest's own pages alone. */
static void every_entry(void) {
  static u32 expected[FREE][5];
  u32 sum = 0, wrong = 0;
  for (u32 pass = 0; pass < 64; pass++) {
    for (u32 entry = 0; entry < FREE; entry++) {
      u32 *e = expected[entry];
      u32 size = SIZE_4K + (entry + pass) % 9;
      u32 page = -(1024u << 2 * size);
      e[0] = TLB1 | entry << 16;
      e[1] = VALID | (random_word() & 0x40FF1000) | size << 8;
      e[2] = ((PLAYGROUND | (random_word() & 0x3FFFF000)) & page) | (random_word() & 0x1E);
      e[3] = (random_word() & page) | (random_word() & 0x3C0) | ((entry + pass) & ALL);
      e[4] = random_word() & 15;
      write_entry(e[0], e[1], e[2], e[3], e[4]);
    }
    for (u32 entry = 0; entry < FREE; entry++) {
      read_entry(expected[entry][0], 0);
      wrong += differs(expected[entry]);
      sum = mix_entry(sum);
    }
  }
  check("TLB1: registers that came back otherwise", wrong, 0);
  report("their checksum", sum);
  flash(FLASH_TLB1);
  wrong = 0;
  for (u32 entry = 0; entry < FREE; entry++) {
    read_entry(expected[entry][0], 0);
    wrong += (mfspr(625) & VALID) != (expected[entry][1] & PROTECTED) << 1;
  }
  check("protection that a flash did not heed", wrong, 0);
  for (u32 entry = 0; entry < FREE; entry++) {
    unmap(entry);
  }
}

static void searching(void) {
  u32 wrong = 0;
  for (u32 i = 0; i < FREE; i++) {
    map(i, PLAYGROUND + i * 0x100000, RAM, SIZE_1M, ALL, i & 1, i % 7);
    map0(i & 3, 0x50000000 + i * 0x1000, RAM, ALL, i & 1, i % 7);
  }
  for (u32 i = 0; i < FREE; i++) {
    u32 tid = i % 7;
    for (u32 array = 0; array < 2; array++) {
      u32 address = array ? PLAYGROUND + i * 0x100000 + 0x12345 : 0x50000000 + i * 0x1000 + 0x345;
      u32 found = array ? TLB1 | i << 16 : (i & 3) << 16;
      wrong += search(address, i & 1, tid) != found;
      wrong += search(address, !(i & 1), tid) != (u32)-1;
      wrong += search(address, i & 1, tid + 10) != (tid ? (u32)-1 : found);
    }
  }
  check("searches that went wrong", wrong, 0);
  invalidate((PLAYGROUND + 0x300000) | 8);
  check("TLB1 after tlbivax of a page", search(PLAYGROUND + 0x300000, 1, 3), (u32)-1);
  check(" another page", search(PLAYGROUND + 0x200000, 0, 2), TLB1 | 2 << 16);
  invalidate(0x50001000);
  check("TLB0 after tlbivax of a page", search(0x50001000, 1, 1), (u32)-1);
  check(" another page", search(0x50002000, 0, 2), 2 << 16);
  invalidate(4);
  check("TLB0 after tlbivax of all", search(0x50002000, 0, 2), (u32)-1);
  check(" TLB1 still", search(PLAYGROUND + 0x200000, 0, 2), TLB1 | 2 << 16);
  invalidate(12);
  check("TLB1 after tlbivax of all", search(PLAYGROUND + 0x200000, 0, 2), (u32)-1);
  check(" but what is protected", search(RAM, 0, 0), TLB1 | WINDOW << 16);
}

/* A is mapped to B, then to another B, by either array. */
static void remapping(void) {
  for (u32 array = 0; array < 2; array++) {
    for (u32 i = 0; i < 1000; i++) {
      u32 real = RAM + (i & 15) * 0x1000;
      if (array) {
        map(0, PLAYGROUND, real, SIZE_4K, SUPERVISOR, 0, 0);
      } else {
        map0(0, PLAYGROUND, real, SUPERVISOR, 0, 0);
      }
      *at(PLAYGROUND + 4) = i;
    }
    u32 sum = 0;
    for (u32 i = 0; i < 16; i++) {
      sum += *at(RAM + i * 0x1000 + 4);
    }
    check("after a thousand maps", sum, 15864);
    invalidate(array ? PLAYGROUND | 8 : PLAYGROUND);
    load_word(PLAYGROUND, 0);
    check("unmapped: interrupt", fault_type, DATA_TLB);
    check("unmapped: address", fault_address, PLAYGROUND);
  }
}

/* Loads, stores and fetches of the supervisor and the user, with each of the 64 sets of rights, by either array. */
static void rights(void) {
  u32 wrong = 0, sum = 0;
  /* li r3,77; blr */
  *at(RAM + 0x100) = 0x3860004D;
  *at(RAM + 0x104) = 0x4E800020;
  __asm__ volatile("dcbst 0,%0\n msync\n icbi 0,%0\n msync\n isync" : : "r"(RAM + 0x100) : "memory");
  for (u32 set = 0; set < 128; set++) {
    if (set & 64) {
      map(0, PLAYGROUND, RAM, SIZE_4K, set & ALL, 0, 0);
    } else {
      map0(set & 3, PLAYGROUND, RAM, set, 0, 0);
    }
    for (u32 user = 0; user < 2; user++) {
      u32 bits = user ? MSR_PR : 0;
      u32 allowed = user ? set >> 1 : set;
      load_word(PLAYGROUND, bits);
      wrong += fault_type != (allowed & SR ? 0 : DATA_STORAGE);
      sum = mix(sum, fault_type);
      store_word(PLAYGROUND + 8, bits, set);
      wrong += fault_type != (allowed & SW ? 0 : DATA_STORAGE);
      wrong += !(allowed & SW) && fault_syndrome != 0x00800000;
      sum = mix(sum, fault_type);
      u32 result = call_code(PLAYGROUND + 0x100, bits);
      wrong += fault_type != (allowed & SX ? 0 : INSTRUCTION_STORAGE);
      wrong += result != (allowed & SX ? 77 : 0);
      sum = mix(sum, fault_type);
    }
    flash(FLASH_TLB0);
  }
  check("accesses that went wrong", wrong, 0);
  report("their checksum", sum);
  unmap(0);
}

/* One address in two spaces and for several processes. */
static void spaces(void) {
  for (u32 i = 0; i < 4; i++) {
    *at(RAM + i * 0x1000) = 0x5EED0000 + i;
  }
  map(0, PLAYGROUND, RAM, SIZE_4K, ALL, 0, 1);
  map0(1, PLAYGROUND, RAM + 0x1000, ALL, 0, 2);
  map0(2, PLAYGROUND, RAM + 0x2000, ALL, 1, 1);
  map(3, PLAYGROUND + 0x1000, RAM + 0x3000, SIZE_4K, ALL, 1, 0);
  set_pid(1);
  check("PID 1, space 0", load_word(PLAYGROUND, 0), 0x5EED0000);
  check("PID 1, space 1", load_word(PLAYGROUND, MSR_DS), 0x5EED0002);
  set_pid(2);
  check("PID 2, space 0", load_word(PLAYGROUND, 0), 0x5EED0001);
  load_word(PLAYGROUND, MSR_DS);
  check("PID 2, space 1: interrupt", fault_type, DATA_TLB);
  check("TID 0, space 1", load_word(PLAYGROUND + 0x1000, MSR_DS), 0x5EED0003);
  set_pid(0);
  mtspr(633, 2);
  isync();
  check("PID1 is 2", load_word(PLAYGROUND, 0), 0x5EED0001);
  mtspr(633, 0);
  mtspr(634, 1);
  isync();
  check("PID2 is 1", load_word(PLAYGROUND, 0), 0x5EED0000);
  mtspr(634, 0);
  isync();
  flash(FLASH_TLB0 | FLASH_TLB1);
}

/* Words that lie in two pages, which are two places, one of either array. */
static void crossing(void) {
  map(0, PLAYGROUND, RAM + 0x5000, SIZE_4K, SUPERVISOR, 0, 0);
  map0(0, PLAYGROUND + 0x1000, RAM + 0x2000, SUPERVISOR, 0, 0);
  *at(RAM + 0x5FFC) = 0x11223344;
  *at(RAM + 0x2000) = 0x55667788;
  check("crossing load", *at(PLAYGROUND + 0xFFE), 0x33445566);
  *at(PLAYGROUND + 0xFFD) = 0xAABBCCDD;
  check("crossing store, low page", *at(RAM + 0x5FFC), 0x11AABBCC);
  check("crossing store, high page", *at(RAM + 0x2000), 0xDD667788);
  flash(FLASH_TLB0);
  load_word(PLAYGROUND + 0xFFE, 0);
  check("crossing into nothing: interrupt", fault_type, DATA_TLB);
  unmap(0);
}

/* Pages of each size: their last word is where it should be. */
static void page_sizes(void) {
  for (u32 size = SIZE_4K; size <= SIZE_16M; size++) {
    u32 bytes = 1024u << 2 * size;
    map(0, PLAYGROUND, RAM, size, SUPERVISOR, 0, 0);
    *at(RAM + bytes - 4) = size;
    check("last word of a page of size", *at(PLAYGROUND + bytes - 4), size);
    load_word(PLAYGROUND + bytes, 0);
    check(" behind it: interrupt", fault_type, DATA_TLB);
  }
  map(0, PLAYGROUND, 0, SIZE_256M, SUPERVISOR, 0, 0);
  *at(RAM + 0x123454) = 0x256;
  check("256 MiB", *at(PLAYGROUND + RAM + 0x123454), 0x256);
  unmap(0);
  map(0, 0, 0, SIZE_4G, SUPERVISOR, 1, 0);
  check("4 GiB", load_word(RAM + 0x123454, MSR_DS), 0x256);
  unmap(0);
}

void run(void) {
  print("e500v2: 512 and 16 entries\n");
  every_way();
  every_entry();
  searching();
  remapping();
  rights();
  spaces();
  crossing();
  page_sizes();
}
