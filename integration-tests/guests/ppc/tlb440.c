/*
 * Writes every slot of a 440's TLB, reads all back, searches, and uses what it has written (PPC440x5 User's Manual,
 * chapter 5). Runs on QEMU's bamboo too (-M bamboo -m 64 -kernel). tlb440.txt is what it prints. QEMU 7.2 prints
 * something else for
 *   searches: its tlbsx ignores MMUCR[STS] (section 5.11, "tlbsx");
 *   rights: it goes on with the old ones if word 2 alone has changed, also behind an isync (section 5.5, "Shadow
 *     TLBs");
 *   pages of 1 KiB: it maps 4 KiB for each;
 *   attribute E: its tlbre drops it, and code is big-endian;
 *   nowhere: it reads 0 there, and knows no machine checks.
 */
#include "guest.h"

enum { VALID = 0x200, SPACE = 0x100, RIGHTS = 0x3F, GUARDED = 0x500, LITTLE = 0x80, SIZE_4K = 1 };
enum { OWN = 63, CONSOLE = 62, WINDOW = 61, FREE = 61 };

/* SIZE, and log2 of the sizes that it means. */
static const u8 sizes[8] = {0, SIZE_4K, 2, 3, 4, 5, 7, 9};
static const u8 shifts[8] = {10, 12, 14, 16, 18, 20, 24, 28};

volatile u8 *uart = (volatile u8 *)0xEF600300;

static void set_mmucr(u32 space, u32 tid) {
  mtspr(946, space << 16 | tid);
}

/* Word 0 last, so that the entry is never valid with rights of another. */
static void write_words(u32 slot, u32 word0, u32 word1, u32 word2, u32 tid) {
  set_mmucr(0, tid);
  __asm__ volatile("tlbwe %3,%0,2\n tlbwe %2,%0,1\n tlbwe %1,%0,0\n isync"
                   :
                   : "r"(slot), "r"(word0), "r"(word1), "r"(word2)
                   : "memory");
}

/* SIZE of a page. */
static u32 size_of(u32 shift) {
  u32 i = 0;
  while (shifts[i] != shift) {
    i++;
  }
  return sizes[i];
}

/* The rights of guest.h are those of word 2. */
void map(u32 slot, u32 page, u32 real, u32 shift, u32 rights, u32 space, u32 tid) {
  write_words(slot, page | VALID | (space ? SPACE : 0) | size_of(shift) << 4, real, rights, tid);
}

static void clear(u32 slot) {
  __asm__ volatile("tlbwe %1,%0,0\n tlbwe %1,%0,1\n tlbwe %1,%0,2\n isync" : : "r"(slot), "r"(0) : "memory");
}

static u32 read_word(u32 slot, u32 word) {
  u32 value;
  switch (word) {
    case 0: __asm__ volatile("tlbre %0,%1,0" : "=r"(value) : "r"(slot)); break;
    case 1: __asm__ volatile("tlbre %0,%1,1" : "=r"(value) : "r"(slot)); break;
    default: __asm__ volatile("tlbre %0,%1,2" : "=r"(value) : "r"(slot)); break;
  }
  return value;
}

void unmap(u32 slot, u32 page) {
  (void)page;
  clear(slot);
}

/* The slot that translates an address, or -1. */
static int search(u32 address, u32 space, u32 tid) {
  u32 slot, cr;
  set_mmucr(space, tid);
  __asm__ volatile("tlbsx. %0,0,%2\n mfcr %1" : "=r"(slot), "=r"(cr) : "r"(address) : "cr0");
  return cr & 0x20000000 ? (int)slot : -1;
}

void prepare(void) {
  map(OWN, 0x01000000, 0x01000000, 24, ALL, 0, 0);
  map(CONSOLE, 0xEF600000, 0xEF600000, PAGE_SHIFT, GUARDED | SUPERVISOR, 0, 0);
  map(WINDOW, RAM, RAM, 24, SUPERVISOR, 0, 0);
  for (u32 slot = 0; slot < FREE; slot++) {
    clear(slot);
  }
}

void finish(void) {
  for (;;) {
    mtspr(308, 0x30000000);
  }
}

/* Entries with every size, all rights, any TID: what is read back is what was written, in whatever order. */
static void every_slot(void) {
  static u32 expected[FREE][4];
  u32 sum = 0, wrong = 0;
  for (u32 pass = 0; pass < 64; pass++) {
    for (u32 slot = 0; slot < FREE; slot++) {
      u32 *e = expected[slot];
      e[0] = (PLAYGROUND | (random_word() & 0x3FFFFC00)) | VALID | (random_word() & SPACE);
      e[0] |= sizes[(slot + pass) & 7] << 4;
      e[1] = (random_word() & 0xFFFFFC00) | (random_word() & 15);
      e[2] = (random_word() & 0xFF00) | ((slot + pass) & RIGHTS);
      e[3] = random_word() & 0xFF;
      write_words(slot, e[0], e[1], e[2], e[3]);
    }
    for (u32 slot = 0; slot < FREE; slot++) {
      set_mmucr(0, 0);
      for (u32 word = 0; word < 3; word++) {
        u32 value = read_word(slot, word);
        wrong += value != expected[slot][word];
        sum = mix(sum, value);
      }
      /* Reading word 0 brought the TID. */
      wrong += (mfspr(946) & 0xFF) != expected[slot][3];
    }
  }
  check("words that came back otherwise", wrong, 0);
  report("their checksum", sum);
  for (u32 slot = 0; slot < FREE; slot++) {
    clear(slot);
  }
}

/* Words are written one by one, and an entry that is not valid keeps its words. */
static void word_by_word(void) {
  write_words(5, PLAYGROUND | SIZE_4K << 4, RAM, ALL, 9);
  check("not valid: word 0", read_word(5, 0), PLAYGROUND | SIZE_4K << 4);
  check("not valid: word 2", read_word(5, 2), ALL);
  check("not found", (u32)search(PLAYGROUND, 0, 9), (u32)-1);
  set_mmucr(0, 9);
  __asm__ volatile("tlbwe %1,%0,0\n isync" : : "r"(5), "r"(PLAYGROUND | VALID | SIZE_4K << 4) : "memory");
  check("valid by word 0 alone", (u32)search(PLAYGROUND, 0, 9), 5);
  clear(5);
}

static void searching(void) {
  u32 wrong = 0;
  for (u32 slot = 0; slot < FREE; slot++) {
    map(slot, PLAYGROUND + slot * 0x100000, RAM, 20, ALL, slot & 1, slot % 7);
  }
  for (u32 slot = 0; slot < FREE; slot++) {
    u32 address = PLAYGROUND + slot * 0x100000 + 0x12345;
    u32 tid = slot % 7;
    wrong += search(address, slot & 1, tid) != (int)slot;
    wrong += search(address, !(slot & 1), tid) != -1;
    wrong += search(address, slot & 1, tid + 10) != (tid ? -1 : (int)slot);
  }
  check("searches that went wrong", wrong, 0);
  for (u32 slot = 0; slot < FREE; slot++) {
    clear(slot);
  }
}

/* One address in two spaces and for several processes. */
static void spaces(void) {
  for (u32 i = 0; i < 8; i++) {
    *at(RAM + i * 0x1000) = 0x5EED0000 + i;
  }
  map(0, PLAYGROUND, RAM, PAGE_SHIFT, ALL, 0, 1);
  map(1, PLAYGROUND, RAM + 0x1000, PAGE_SHIFT, ALL, 0, 2);
  map(2, PLAYGROUND, RAM + 0x2000, PAGE_SHIFT, ALL, 1, 1);
  map(3, PLAYGROUND + 0x1000, RAM + 0x3000, PAGE_SHIFT, ALL, 0, 0);
  map(4, PLAYGROUND + 0x1000, RAM + 0x4000, PAGE_SHIFT, ALL, 1, 0);
  u32 sum = 0;
  for (u32 round = 0; round < 3; round++) {
    for (u32 pid = 1; pid <= 3; pid++) {
      set_pid(pid);
      for (u32 bits = 0; bits <= MSR_DS; bits += MSR_DS) {
        sum = mix(sum, load_word(PLAYGROUND, bits));
        sum = mix(sum, fault_type);
        sum = mix(sum, load_word(PLAYGROUND + 0x1000, bits | MSR_PR));
        sum = mix(sum, fault_type);
      }
    }
  }
  set_pid(1);
  check("PID 1, space 0", load_word(PLAYGROUND, 0), 0x5EED0000);
  check("PID 1, space 1", load_word(PLAYGROUND, MSR_DS), 0x5EED0002);
  set_pid(2);
  check("PID 2, space 0", load_word(PLAYGROUND, 0), 0x5EED0001);
  check("PID 2, space 1", load_word(PLAYGROUND, MSR_DS), 0);
  check("PID 2, space 1: interrupt", fault_type, DATA_TLB);
  check("TID 0, space 1", load_word(PLAYGROUND + 0x1000, MSR_DS), 0x5EED0004);
  report("all of them", sum);
  set_pid(0);
  for (u32 slot = 0; slot < 5; slot++) {
    clear(slot);
  }
}

/*
 * A page is mapped elsewhere by word 1 alone, and nothing is asked of it before the context is synchronized: until then
 * the processor may use what it holds of the old entry (section 5.5, "Shadow TLBs").
 */
static void synchronizing(void) {
  *at(RAM) = 0x5EED0000;
  *at(RAM + 0x1000) = 0x5EED0001;
  map(0, PLAYGROUND, RAM, PAGE_SHIFT, ALL, 0, 0);
  check("before it is mapped elsewhere", *at(PLAYGROUND), 0x5EED0000);
  __asm__ volatile("tlbwe %1,%0,1\n isync" : : "r"(0), "r"(RAM + 0x1000) : "memory");
  check("behind isync", *at(PLAYGROUND), 0x5EED0001);
  __asm__ volatile("tlbwe %1,%0,1" : : "r"(0), "r"(RAM) : "memory");
  check("behind rfi", load_word(PLAYGROUND, 0), 0x5EED0000);
  /* li 3,1 and li 3,2. */
  *at(RAM) = 0x38600001;
  *at(RAM + 0x1000) = 0x38600002;
  *at(RAM + 4) = *at(RAM + 0x1004) = 0x4E800020;
  for (u32 page = RAM; page <= RAM + 0x1000; page += 0x1000) {
    __asm__ volatile("dcbst 0,%0\n sync\n icbi 0,%0\n sync\n isync" : : "r"(page) : "memory");
  }
  check("code, before it is mapped elsewhere", call_code(PLAYGROUND, 0), 1);
  /* The instruction cache goes by virtual addresses (section 4.2). */
  __asm__ volatile("tlbwe %1,%0,1\n iccci 0,0" : : "r"(0), "r"(RAM + 0x1000) : "memory");
  check("code, behind rfi", call_code(PLAYGROUND, 0), 2);
  clear(0);
}

/* Pages of each size: their first and last words are where they should be. */
static void page_sizes(void) {
  for (u32 i = 1; i < 7; i++) {
    u32 bytes = 1u << shifts[i];
    u32 real = RAM & -bytes;
    map(0, PLAYGROUND, real, shifts[i], SUPERVISOR, 0, 0);
    *at(RAM + (bytes - 4) % 0x1000000) = i;
    check("last word of a page of 2 to the", shifts[i], shifts[i]);
    check(" holds", *at(PLAYGROUND + bytes - 4), i);
    load_word(PLAYGROUND + bytes, 0);
    check(" behind it: interrupt", fault_type, DATA_TLB);
  }
  map(0, PLAYGROUND, 0, 28, SUPERVISOR, 0, 0);
  *at(RAM + 0x123454) = 0x256;
  check("256 MiB", *at(PLAYGROUND + RAM + 0x123454), 0x256);
  clear(0);
}

/* The last slots too. Meanwhile other slots hold the guest's own pages, which for a moment two entries map alike. */
static void last_slots(void) {
  map(0, 0x01000000, 0x01000000, 24, ALL, 0, 0);
  map(1, 0xEF600000, 0xEF600000, PAGE_SHIFT, GUARDED | SUPERVISOR, 0, 0);
  for (u32 slot = FREE; slot < 64; slot++) {
    map(slot, PLAYGROUND + slot * 0x1000, RAM, PAGE_SHIFT, slot & RIGHTS, 0, slot);
  }
  for (u32 slot = FREE; slot < 64; slot++) {
    check("slot", slot, (u32)search(PLAYGROUND + slot * 0x1000, 0, slot));
    check(" word 0", read_word(slot, 0), (PLAYGROUND + slot * 0x1000) | VALID | SIZE_4K << 4);
    check(" word 2", read_word(slot, 2), slot & RIGHTS);
  }
  prepare();
}

/* What QEMU does not do: pages of 1 KiB, and the attribute E of an entry. */
static void small_pages(void) {
  for (u32 i = 0; i < 4; i++) {
    map(i, PLAYGROUND + i * 0x400, RAM + (7 - i) * 0x1400, 10, SUPERVISOR, 0, 0);
    *at(RAM + (7 - i) * 0x1400) = 0x1000 + i;
  }
  for (u32 i = 0; i < 4; i++) {
    check("page of 1 KiB", load_word(PLAYGROUND + i * 0x400, 0), 0x1000 + i);
  }
  *at(RAM + 7 * 0x1400 + 0x3FC) = 0x11223344;
  *at(RAM + 6 * 0x1400) = 0x55667788;
  check("crossing between two", *at(PLAYGROUND + 0x3FE), 0x33445566);
  clear(2);
  load_word(PLAYGROUND + 0x800, 0);
  check("one of them gone: interrupt", fault_type, DATA_TLB);
  for (u32 i = 0; i < 4; i++) {
    clear(i);
  }
  write_words(0, PLAYGROUND | VALID | SIZE_4K << 4, RAM, LITTLE | SUPERVISOR, 0);
  check("attribute E is kept", read_word(0, 2), LITTLE | SUPERVISOR);
  write_words(1, (PLAYGROUND + 0x1000) | VALID | SIZE_4K << 4, RAM, LITTLE | SUPERVISOR, 0);
  map(0, PLAYGROUND, RAM, 12, SUPERVISOR, 0, 0);
  test_code_order();
  clear(0);
  clear(1);
}

/*
 * A load or store that nothing answers is noted in MCSR, and checked once MSR[ME] is set; an instruction is checked
 * instead of being run (section 6.5.2).
 */
static void machine_checks(void) {
  map(0, PLAYGROUND, NOWHERE, PAGE_SHIFT, ALL, 0, 0);
  enable_machine_checks(0);
  check("nowhere reads", *at(PLAYGROUND), 0xFFFFFFFF);
  sync();
  check(" MCSR, not enabled", machine_check, 0);
  enable_machine_checks(1);
  check(" MCSR, enabled", machine_check, 0xA0000000);
  check(" MCSR, cleared", mfspr(572), 0);
  *at(PLAYGROUND) = 1;
  sync();
  check(" MCSR of a store", machine_check, 0x90000000);
  if (machine_check) {
    call(PLAYGROUND + 0x20);
    check(" MCSR of a fetch", machine_check, 0);
    check(" its ESR", machine_check_syndrome, 0x80000000);
    check(" its address", machine_check_pc, PLAYGROUND + 0x20);
  }
  enable_machine_checks(0);
  clear(0);
}

void run(void) {
  print("440: 64 slots\n");
  every_slot();
  word_by_word();
  searching();
  test_remapping(0, 0);
  test_rights(0, 0);
  spaces();
  synchronizing();
  test_crossing(0, 1, 0);
  page_sizes();
  last_slots();
  small_pages();
  machine_checks();
}
