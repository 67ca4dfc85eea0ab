/* The benchmark guest on a PC: 32-bit paging with pages of 4 KiB, everything where it is and for ring 3 too. */
#include "kernels.h"

enum { PRESENT = 1, WRITABLE = 2, USER = 4, ACCESSED = 0x20, DIRTY = 0x40 };
enum { FOR_ALL = PRESENT | WRITABLE | USER };
enum { PAGE = 4096, TABLES = 16, ENTRIES = 1024 };
enum { WINDOW = 0x10000000, WINDOW_ENTRY = WINDOW >> 22, WINDOW_PAGES = 256 };
enum { SERIAL = 0x3F8, EXIT_PORT = 0xF4, HAS_COMMAND_LINE = 4 };
enum { LINE_CONTROL = 3, EIGHT_BITS = 3 };
enum { CODE0 = 0x08, EXCEPTIONS = 32, PAGE_FAULT = 14, CALL_GATE = 0x80, LEAVE_GATE = 0x81 };

struct multiboot_info {
  u32 flags, mem_lower, mem_upper, boot_device, cmdline;
};

/* Two directories which differ in the table of the window. Pages of tables hold nothing else. */
static u32 directories[2][ENTRIES] __attribute__((aligned(PAGE)));
static u32 tables[TABLES][ENTRIES] __attribute__((aligned(PAGE)));
u32 window_tables[2][ENTRIES] __attribute__((aligned(PAGE)));

/* x86.S has these. */
extern const struct multiboot_info *multiboot;
extern u32 idt[256][2];
extern const u32 exception_entries[EXCEPTIONS];
extern void page_fault(void), system_call(void), leave_user(void);
void load_idt(void);
u32 enter_user(u32 calls);

/* What a page fault puts into the entry of its page, and where. */
u32 *volatile faulting_table;
volatile u32 faults;

static void out(u32 port, u8 value) {
  __asm__ volatile("outb %0, %w1" : : "a"(value), "Nd"(port));
}

static u8 in(u32 port) {
  u8 value;
  __asm__ volatile("inb %w1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static void load_root(const u32 *directory) {
  __asm__ volatile("mov %0, %%cr3" : : "r"(directory) : "memory");
}

static void invalidate(u32 address) {
  __asm__ volatile("invlpg %0" : : "m"(*(const u8 *)address) : "memory");
}

void put(char c) {
  while (!(in(SERIAL + 5) & 0x20)) {
  }
  out(SERIAL, (u8)c);
}

void leave(u32 failed) {
  out(EXIT_PORT, (u8)failed);
  for (;;) {
    __asm__ volatile("cli\n hlt");
  }
}

void copy_command_line(char *line, u32 bytes) {
  if (multiboot->flags & HAS_COMMAND_LINE) {
    const char *from = (const char *)multiboot->cmdline;
    for (u32 i = 0; i < bytes - 1 && *from; i++) {
      *line++ = *from++;
    }
  }
  *line = 0;
}

static void set_gate(u32 vector, u32 entry, u32 privilege) {
  idt[vector][0] = CODE0 << 16 | (entry & 0xFFFF);
  idt[vector][1] = (entry & 0xFFFF0000) | 0x8E00 | privilege << 13;
}

void prepare_machine(void) {
  out(SERIAL + LINE_CONTROL, EIGHT_BITS); /* words have five bits after a reset */
  for (u32 i = 0; i < EXCEPTIONS; i++) {
    set_gate(i, exception_entries[i], 0);
  }
  set_gate(PAGE_FAULT, (u32)page_fault, 0);
  set_gate(CALL_GATE, (u32)system_call, 3);
  set_gate(LEAVE_GATE, (u32)leave_user, 3);
  load_idt();
  for (u32 i = 0; i < TABLES * ENTRIES; i++) {
    tables[i / ENTRIES][i % ENTRIES] = i * PAGE | FOR_ALL;
  }
  for (u32 d = 0; d < 2; d++) {
    for (u32 i = 0; i < TABLES; i++) {
      directories[d][i] = (u32)tables[i] | FOR_ALL;
    }
    directories[d][WINDOW_ENTRY] = (u32)window_tables[d] | FOR_ALL;
  }
  load_root(directories[0]);
  u32 cr0;
  __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
  __asm__ volatile("mov %0, %%cr0\n jmp 1f\n1:" : : "r"(cr0 | 0x80010000) : "memory");
}

/*
 * pages: a page of the window is mapped elsewhere and invalidated, written and read, and its entry read back; an older
 * one is read. Every eighth round takes a page away, and a page fault brings it back; every sixteenth loads the other
 * root.
 */

static u32 seed, rooted;

static void prepare_pages(u32 divisor) {
  (void)divisor;
  for (u32 d = 0; d < 2; d++) {
    for (u32 i = 0; i < WINDOW_PAGES; i++) {
      *(u32 *)(ARENA + i * PAGE) = i;
      window_tables[d][i] = (ARENA + (i ^ d) * PAGE) | FOR_ALL;
    }
  }
  load_root(directories[0]);
  seed = 1;
  rooted = 0;
  faults = 0;
}

static u32 pages_lap(u32 rounds) {
  u32 sum = 0;
  for (u32 i = 0; i < rounds; i++) {
    u32 *table = window_tables[rooted];
    seed = next_random(seed);
    u32 page = seed % WINDOW_PAGES;
    volatile u32 *word = (volatile u32 *)(WINDOW + page * PAGE);
    table[page] = (ARENA + (seed >> 8) % WINDOW_PAGES * PAGE) | FOR_ALL;
    invalidate((u32)word);
    word[seed >> 24] += i;
    sum = mix(sum, word[0]);
    sum = mix(sum, table[page]);
    sum = mix(sum, *(volatile u32 *)(WINDOW + (seed >> 16) % WINDOW_PAGES * PAGE));
    if (i % 8 == 7) {
      table[page] = 0;
      invalidate((u32)word);
      faulting_table = table;
      sum = mix(sum, word[1]);
    }
    if (i % 16 == 15) {
      rooted ^= 1;
      load_root(directories[rooted]);
    }
  }
  return mix(sum, faults);
}

/* syscall: ring 3 calls ring 0 by INT 80h, which finds a function in a table and returns by IRET. */

static void prepare_syscall(u32 divisor) {
  (void)divisor;
}

static u32 syscall_lap(u32 rounds) {
  return enter_user(rounds);
}

const struct kernel machine_kernels[] = {
    {"pages", prepare_pages, pages_lap, 250000},
    {"syscall", prepare_syscall, syscall_lap, 400000},
    {0, 0, 0, 0},
};
