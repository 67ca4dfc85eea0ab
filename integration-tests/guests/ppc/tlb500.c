/*
 * Writes every slot of an e500v2's TLB0 and TLB1, reads all back, searches, invalidates, and uses what it has written
 * (e500 Core Family Reference Manual, chapter 12). For the board ppce500; runs on QEMU too (-M ppce500 -cpu e500v2 -m
 * 128, -kernel). tlb500.txt is what it prints. QEMU 7.2 prints something else for
 *   TLB1CFG: its MAXSIZE says 16 GiB, a size that TSIZE does not have (table 12-4);
 *   the attributes X0D and X1D of MAS4: it drops them on misses, of accesses and searches (section 2.12.5.5);
 *   the ways that misses propose: it counts for itself and ignores the NV that tlbwe writes (section 12.3.2.2.2);
 *   MAS7: it is read even where HID0[EN_MAS7_UPDATE] is clear (section 12.7.1.1);
 *   attribute E: code is big-endian;
 *   nowhere: it reads 0 there, and knows no machine checks.
 */
#include "guest.h"

enum { VALID = 0x80000000, PROTECTED = 0x40000000, SPACE = 0x1000, TLB1 = 0x10000000, FLASH_TLB0 = 4, FLASH_TLB1 = 2 };
enum { ATTRIBUTES = 0x7F, GUARDED = 0xA, LITTLE = 1, USER_BITS = 0x3C0, RIGHTS = 0x3F, HID0_MAS7 = 0x80, READ_FAULTS = 0x20000 };

/* TSIZE: powers of four, from 4 KiB to 4 GiB. */
enum { SIZE_4K = 1, SIZE_16M = 7, SIZE_256M = 9, SIZE_1G = 10, SIZE_4G = 11 };
enum { SETS = 128, WAYS = 4, ENTRIES = 16, OWN = 15, CONSOLE = 14, WINDOW = 13, UTILITIES = 12, FREE = 12 };

/* What map() takes for the ways of TLB0; the entries of TLB1 go by their numbers. */
enum { TLB0 = 16 };

enum { RESET_CONTROL = 0xE00E00B0 };

volatile u8 *uart = (volatile u8 *)0xE0004500;

static void write_entry(u32 mas0, u32 mas1, u32 mas2, u32 mas3, u32 mas7) {
  mtspr(624, mas0);
  mtspr(625, mas1);
  mtspr(626, mas2);
  mtspr(627, mas3);
  mtspr(944, mas7);
  __asm__ volatile("isync\n tlbwe\n isync" : : : "memory");
}

/* Nothing is in the registers before that could be taken for the entry. */
static void read_entry(u32 mas0, u32 mas2) {
  mtspr(624, mas0);
  mtspr(625, 0);
  mtspr(626, mas2);
  mtspr(627, 0);
  mtspr(944, 0);
  __asm__ volatile("isync\n tlbre\n isync" : : : "memory");
}

static u32 select_entry(u32 entry) {
  return entry < TLB0 ? TLB1 | entry << 16 : (entry & 3) << 16;
}

void map(u32 entry, u32 page, u32 real, u32 shift, u32 rights, u32 space, u32 tid) {
  u32 mas1 = VALID | tid << 16 | (space ? SPACE : 0) | (shift - 10) / 2 << 8;
  write_entry(select_entry(entry), mas1, page, real | permissions(rights), 0);
}

void unmap(u32 entry, u32 page) {
  write_entry(select_entry(entry), SIZE_4K << 8, page, 0, 0);
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

/* The guest's own pages, by entries of TLB1 from the first on. */
static void map_self(u32 own, u32 console, u32 window, u32 utilities) {
  u32 large = VALID | PROTECTED | SIZE_16M << 8;
  u32 small = VALID | PROTECTED | SIZE_4K << 8;
  u32 rights = permissions(SUPERVISOR);
  write_entry(TLB1 | own << 16, large, 0x01000000, 0x01000000 | RIGHTS, 0);
  write_entry(TLB1 | console << 16, small, 0xE0004000 | GUARDED, 0xE0004000 | rights, 15);
  write_entry(TLB1 | window << 16, large, RAM, RAM | rights, 0);
  write_entry(TLB1 | utilities << 16, small, 0xE00E0000 | GUARDED, 0xE00E0000 | rights, 15);
}

void prepare(void) {
  mtspr(1008, mfspr(1008) | HID0_MAS7);
  map_self(OWN, CONSOLE, WINDOW, UTILITIES);
  for (u32 entry = 0; entry < FREE; entry++) {
    unmap(entry, 0);
  }
  flash(FLASH_TLB0);
}

void finish(void) {
  for (;;) {
    *at(RESET_CONTROL) = 2;
  }
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

/* Makes the registers of an entry: all rights, attributes and user bits, any TID, any real page of 36 bits. */
static void make_entry(u32 *e, u32 mas0, u32 mas1, u32 page, u32 mask, u32 rights) {
  e[0] = mas0;
  e[1] = VALID | (random_word() & 0xFF0000) | mas1;
  e[2] = (page & mask) | (random_word() & ATTRIBUTES);
  e[3] = (random_word() & mask) | (random_word() & USER_BITS) | (rights & RIGHTS);
  e[4] = random_word() & 15;
  write_entry(e[0], e[1], e[2], e[3], e[4]);
}

/* Every way of every set of TLB0: what is read back is what was written. */
static void every_way(void) {
  static u32 expected[SETS * WAYS][5];
  u32 sum = 0, wrong = 0;
  for (u32 pass = 0; pass < 8; pass++) {
    for (u32 slot = 0; slot < SETS * WAYS; slot++) {
      u32 page = PLAYGROUND | (random_word() & 0x3FF80000) | slot >> 2 << 12;
      u32 mas1 = (random_word() & SPACE) | SIZE_4K << 8;
      make_entry(expected[slot], (slot & 3) << 16, mas1, page, 0xFFFFF000, slot + pass);
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
  /* Section 12.3.2.1: only TLB1 has IPROT. */
  write_entry(0, VALID | PROTECTED | SIZE_4K << 8, PLAYGROUND, 0, 0);
  read_entry(0, PLAYGROUND);
  check("IPROT in TLB0", mfspr(625), VALID | SIZE_4K << 8);
  flash(FLASH_TLB0);
}

/*
 * Entries of TLB1 from first to last - 1, with every size from 4 KiB to 4 GiB. They are of address space 1, in which
 * nobody runs, so pages may lie anywhere; those of up to 256 MiB in the playground may be of space 0 too.
 */
static u32 every_size(u32 first, u32 last, u32 passes) {
  static u32 expected[ENTRIES][5];
  u32 sum = 0, wrong = 0;
  for (u32 pass = 0; pass < passes; pass++) {
    for (u32 entry = first; entry < last; entry++) {
      u32 size = SIZE_4K + (entry + pass) % SIZE_4G;
      u32 mask = size == SIZE_4G ? 0 : -(1024u << 2 * size);
      u32 anywhere = size > SIZE_256M || (random_word() & 1);
      u32 page = anywhere ? random_word() : PLAYGROUND | (random_word() & 0x3FFFFFFF);
      u32 mas1 = (random_word() & PROTECTED) | size << 8 | (anywhere ? SPACE : random_word() & SPACE);
      make_entry(expected[entry], TLB1 | entry << 16, mas1, page, mask, entry + pass);
    }
    for (u32 entry = first; entry < last; entry++) {
      const u32 *e = expected[entry];
      read_entry(e[0], 0);
      wrong += differs(e);
      sum = mix_entry(sum);
    }
  }
  check("TLB1: registers that came back otherwise", wrong, 0);
  flash(FLASH_TLB1);
  wrong = 0;
  for (u32 entry = first; entry < last; entry++) {
    read_entry(expected[entry][0], 0);
    wrong += (mfspr(625) & VALID) != (expected[entry][1] & PROTECTED) << 1;
    unmap(entry, 0);
  }
  check("protection that a flash did not heed", wrong, 0);
  return sum;
}

/* All sixteen: the last ones while others hold the guest's own pages, which for a moment two entries map alike. */
static void every_entry(void) {
  report("their checksum", every_size(0, FREE, 64));
  map_self(0, 1, 2, 3);
  report("their checksum", every_size(4, ENTRIES, 66));
  prepare();
}

/* Pages of every size are found at their first and last bytes, and not behind them. */
static void searching_sizes(void) {
  u32 wrong = 0;
  for (u32 size = SIZE_4K; size <= SIZE_4G; size++) {
    u32 last = size == SIZE_4G ? 0xFFFFFFFF : (1024u << 2 * size) - 1;
    u32 page = size < SIZE_4G ? 0xC0000000 : 0;
    map(size, page, 0, 10 + 2 * size, ALL, 1, size);
    wrong += search(page, 1, size) != (TLB1 | size << 16);
    wrong += search(page + last, 1, size) != (TLB1 | size << 16);
    wrong += size < SIZE_1G && search(page + last + 1, 1, size) != (u32)-1;
    wrong += size < SIZE_4G && search(page - 1, 1, size) != (u32)-1;
    wrong += search(page, 0, size) != (u32)-1;
    unmap(size, 0);
  }
  check("sizes whose searches went wrong", wrong, 0);
}

static void searching(void) {
  u32 wrong = 0;
  for (u32 i = 0; i < FREE; i++) {
    map(i, PLAYGROUND + i * 0x100000, RAM, 20, ALL, i & 1, i % 7);
    map(TLB0 + (i & 3), 0x50000000 + i * 0x1000, RAM, PAGE_SHIFT, ALL, i & 1, i % 7);
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

/* What a search leaves in the registers, also above 4 GiB. */
static void search_results(void) {
  write_entry(2 << 16 | 3, VALID | 5 << 16 | SPACE | SIZE_4K << 8, 0x50001000 | 0x55, 0xABCDE000 | 0x2AA, 9);
  mtspr(944, 0);
  search(0x50001234, 1, 5);
  check("found: MAS1", mfspr(625), VALID | 5 << 16 | SPACE | SIZE_4K << 8);
  check(" MAS2", mfspr(626), 0x50001000 | 0x55);
  check(" MAS3", mfspr(627), 0xABCDE000 | 0x2AA);
  check(" MAS7", mfspr(944), 9);
  mtspr(628, TLB1 | SIZE_16M << 8 | 0x2A);
  search(0x50002234, 1, 5);
  check("not found: MAS0", mfspr(624) & 0x30000000, TLB1);
  check(" MAS1", mfspr(625), 5 << 16 | SPACE | SIZE_16M << 8);
  check(" attributes of MAS2", mfspr(626) & ATTRIBUTES, 0x2A);
  check(" MAS3", mfspr(627), 0);
  mtspr(628, 0);
  flash(FLASH_TLB0);
}

/*
 * Sections 12.3.2.2.2 and 12.5.1: a miss leaves MAS0 to MAS2 ready, with the defaults of MAS4. If they select TLB0,
 * ESEL is the way that comes next, which tlbwe takes from MAS0[NV], and NV the one behind it.
 */
static void misses(void) {
  set_pid(6);
  mtspr(628, SIZE_4K << 8 | 0x54);
  write_entry(0, SIZE_4K << 8, 0, 0, 0);
  u32 ways = 0;
  for (u32 i = 0; i < 8; i++) {
    load_word(PLAYGROUND + 0x1234 + i * 0x1000000, MSR_DS);
    u32 mas0 = mfspr(624);
    ways = ways << 4 | (mas0 >> 16 & 3);
    if (i == 2) {
      check("miss: MAS0", mas0, 2 << 16 | 3);
      check(" MAS1", mfspr(625), VALID | 6 << 16 | SPACE | SIZE_4K << 8);
      check(" MAS2", mfspr(626), PLAYGROUND + 0x2001000 + 0x54);
      check(" MAS6", mfspr(630), 6 << 16 | 1);
    }
    mtspr(627, RAM | RIGHTS);
    mtspr(944, 0);
    __asm__ volatile("isync\n tlbwe\n isync" : : : "memory");
  }
  check("ways taken one after the other", ways, 0x01230123);
  *at(RAM + 0x234) = 0x5EED;
  check("as the last miss made them", load_word(PLAYGROUND + 0x7001234, MSR_DS), 0x5EED);
  check("four misses ago", load_word(PLAYGROUND + 0x4001234, MSR_DS), 0x5EED);
  load_word(PLAYGROUND + 0x3001234, MSR_DS);
  check("one more: interrupt", fault_type, DATA_TLB);
  mtspr(628, TLB1 | SIZE_16M << 8);
  load_word(PLAYGROUND + 0x3001234, 0);
  check("miss for TLB1: TLBSEL", mfspr(624) & 0x30000000, TLB1);
  check(" MAS1", mfspr(625), VALID | 6 << 16 | SIZE_16M << 8);
  mtspr(628, 0);
  set_pid(0);
  flash(FLASH_TLB0);
}

/* One address in two spaces and for several processes. */
static void spaces(void) {
  for (u32 i = 0; i < 4; i++) {
    *at(RAM + i * 0x1000) = 0x5EED0000 + i;
  }
  map(0, PLAYGROUND, RAM, PAGE_SHIFT, ALL, 0, 1);
  map(TLB0 + 1, PLAYGROUND, RAM + 0x1000, PAGE_SHIFT, ALL, 0, 2);
  map(TLB0 + 2, PLAYGROUND, RAM + 0x2000, PAGE_SHIFT, ALL, 1, 1);
  map(3, PLAYGROUND + 0x1000, RAM + 0x3000, PAGE_SHIFT, ALL, 1, 0);
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

/* Pages of each size: their last word is where it should be. Those that are larger than RAM are used where RAM is. */
static void page_sizes(void) {
  for (u32 size = SIZE_4K; size <= SIZE_16M; size++) {
    u32 bytes = 1024u << 2 * size;
    map(0, PLAYGROUND, RAM, 10 + 2 * size, SUPERVISOR, 0, 0);
    *at(RAM + bytes - 4) = size;
    check("last word of a page of size", *at(PLAYGROUND + bytes - 4), size);
    load_word(PLAYGROUND + bytes, 0);
    check(" behind it: interrupt", fault_type, DATA_TLB);
  }
  *at(RAM + 0x123454) = 0x64;
  map(0, PLAYGROUND, 0, 26, SUPERVISOR, 0, 0);
  check("64 MiB", load_word(PLAYGROUND + RAM + 0x123454, 0), 0x64);
  load_word(PLAYGROUND + 0x4000000, 0);
  check(" behind it: interrupt", fault_type, DATA_TLB);
  map(0, PLAYGROUND, 0, 28, SUPERVISOR, 0, 0);
  check("256 MiB", load_word(PLAYGROUND + RAM + 0x123454, 0), 0x64);
  load_word(PLAYGROUND + 0x10000000, 0);
  check(" behind it: interrupt", fault_type, DATA_TLB);
  map(0, PLAYGROUND, 0, 30, SUPERVISOR, 0, 0);
  check("1 GiB", load_word(PLAYGROUND + RAM + 0x123454, 0), 0x64);
  load_word(PLAYGROUND + 0x40000000u, 0);
  check(" behind it: interrupt", fault_type, DATA_TLB);
  map(0, 0, 0, 32, SUPERVISOR, 1, 0);
  check("4 GiB", load_word(RAM + 0x123454, MSR_DS), 0x64);
  unmap(0, 0);
}

/*
 * A real address above 4 GiB, through a page of any name: the 16550's line status, which has sent all that it was
 * given.
 */
static void high_pages(void) {
  write_entry(TLB1, VALID | SIZE_4K << 8, PLAYGROUND | GUARDED, 0xE0004000 | permissions(SUPERVISOR), 15);
  check("line status at 0xFE0004505", *(volatile u8 *)(PLAYGROUND + 0x505) & 0x40, 0x40);
  unmap(0, 0);
}

/* Section 12.7.1.1: tlbre and tlbsx load MAS7 only if HID0[EN_MAS7_UPDATE] is set. */
static void mas7_updates(void) {
  write_entry(TLB1, VALID | SIZE_4K << 8, PLAYGROUND, RAM, 9);
  mtspr(1008, mfspr(1008) & ~(u32)HID0_MAS7);
  isync();
  mtspr(944, 5);
  read_entry(TLB1, 0);
  check("MAS7 without its update", mfspr(944), 0);
  mtspr(1008, mfspr(1008) | HID0_MAS7);
  isync();
  read_entry(TLB1, 0);
  check(" with it", mfspr(944), 9);
  unmap(0, 0);
}

/* A load or fetch that nothing answers is checked if HID1[RFXE] is set; the chip keeps silent of stores (section 5.7.2). */
static void machine_checks(void) {
  map(0, PLAYGROUND, NOWHERE, PAGE_SHIFT, ALL, 0, 0);
  enable_machine_checks(1);
  check("nowhere reads", *at(PLAYGROUND), 0xFFFFFFFF);
  sync();
  check(" MCSR, not enabled", machine_check, 0);
  mtspr(1009, READ_FAULTS);
  isync();
  *at(PLAYGROUND) = 1;
  sync();
  check(" MCSR of a store", machine_check, 0);
  check(" and again", *at(PLAYGROUND + 4), 0xFFFFFFFF);
  sync();
  check(" MCSR, enabled", machine_check, 8);
  check(" MCAR", mfspr(573), NOWHERE + 4);
  if (machine_check) {
    call(PLAYGROUND + 0x20);
    check(" MCSR of a fetch", machine_check, 16);
    check(" its address", machine_check_pc, PLAYGROUND + 0x20);
  }
  mtspr(1009, 0);
  enable_machine_checks(0);
  unmap(0, PLAYGROUND);
}

void run(void) {
  print("e500v2: 512 and 16 entries\n");
  check("TLB0CFG", mfspr(688), 0x04110200);
  check("TLB1CFG", mfspr(689), 0x101BC010);
  every_way();
  every_entry();
  searching_sizes();
  searching();
  search_results();
  misses();
  print("By TLB0\n");
  test_remapping(TLB0 + 2, 0);
  test_rights(TLB0 + 1, 0);
  print("By TLB1\n");
  test_remapping(0, 0);
  test_rights(0, 0);
  spaces();
  test_crossing(0, TLB0, 0);
  page_sizes();
  high_pages();
  mas7_updates();
  map(0, PLAYGROUND, RAM, 12, SUPERVISOR, 0, 0);
  write_entry(TLB1 | 1 << 16, VALID | SIZE_4K << 8, (PLAYGROUND + 0x1000) | LITTLE, RAM | permissions(SUPERVISOR), 0);
  test_code_order();
  machine_checks();
}
