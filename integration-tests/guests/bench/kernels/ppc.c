/*
 * The benchmark guest on a bamboo (440EP): the first 64 MiB in pages of 16 MiB where they are, for user state too. It
 * keeps to what QEMU 7.2 does as well (see ../../ppc/tlb440.c).
 */
#include "kernels.h"

enum { VALID = 0x200, RIGHTS = 0x3F, GUARDED = 0x500, SIZE_4K = 1, SIZE_16M = 7 };
enum { SLOTS = 64, OWN_PAGES = 4, OWN_BYTES = 0x01000000, CONSOLE_SLOT = SLOTS - OWN_PAGES - 1 };
enum { PAGE = 4096, WINDOW = 0x40000000, WINDOW_PAGES = 256, WINDOW_SLOTS = 32 };
enum { MISSING = 0x50000000, MISSING_PAGES = 64, MISS_FRAMES = ARENA + 0x100000 };
enum { UART = 0xEF600300, TREE_HEADER_STRUCTURE = 2, TREE_HEADER_STRINGS = 3 };
enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NO_OPERATION = 4 };

#define str2(x) #x
#define str(x) str2(x)
#define mtspr(n, v) __asm__ volatile("mtspr " str(n) ",%0" : : "r"(v) : "memory")
#define PID 48
#define DBCR0 308
#define MMUCR 946

/* ppc.S has these. */
extern const u32 *device_tree;
extern volatile u32 misses;
u32 enter_user(u32 calls);

void put(char c) {
  volatile u8 *uart = (volatile u8 *)UART;
  while (!(uart[5] & 0x20)) {
  }
  uart[0] = (u8)c;
}

/* The board is reset, whatever came out: a bamboo has no way to tell. */
void leave(u32 failed) {
  (void)failed;
  for (;;) {
    mtspr(DBCR0, 0x30000000);
  }
}

static int same(const char *a, const char *b) {
  while (*a && *a == *b) {
    a++;
    b++;
  }
  return *a == *b;
}

static u32 words_of(u32 bytes) {
  return (bytes + 3) / 4;
}

/* The words of a node's name, with the zero at its end. */
static u32 name_words(const char *name) {
  u32 bytes = 1;
  while (*name++) {
    bytes++;
  }
  return words_of(bytes);
}

/* The property "bootargs" of the flattened device tree (Devicetree Specification, chapter 5). */
static const char *boot_arguments(void) {
  const u8 *tree = (const u8 *)device_tree;
  const char *strings = (const char *)tree + device_tree[TREE_HEADER_STRINGS];
  const u32 *token = (const u32 *)(tree + device_tree[TREE_HEADER_STRUCTURE]);
  for (;;) {
    switch (*token++) {
      case BEGIN_NODE:
        token += name_words((const char *)token);
        break;
      case PROPERTY:
        if (same(strings + token[1], "bootargs")) {
          return (const char *)(token + 2);
        }
        token += 2 + words_of(token[0]);
        break;
      case END_NODE:
      case NO_OPERATION:
        break;
      default:
        return "";
    }
  }
}

void copy_command_line(char *line, u32 bytes) {
  const char *from = boot_arguments();
  for (u32 i = 0; i < bytes - 1 && *from; i++) {
    *line++ = *from++;
  }
  *line = 0;
}

/* Word 0 last, so that the entry is never valid with what another had. The TID is that of MMUCR. */
static inline void write_entry(u32 slot, u32 word0, u32 word1, u32 word2) {
  __asm__ volatile("tlbwe %3,%0,2\n tlbwe %2,%0,1\n tlbwe %1,%0,0\n isync"
                   :
                   : "r"(slot), "r"(word0), "r"(word1), "r"(word2)
                   : "memory");
}

/* Word 0 first, so that an entry which the firmware left is at no moment another one. */
static void clear_entry(u32 slot) {
  __asm__ volatile("tlbwe %1,%0,0\n tlbwe %1,%0,1\n tlbwe %1,%0,2\n isync" : : "r"(slot), "r"(0) : "memory");
}

static inline u32 read_word_0(u32 slot) {
  u32 value;
  __asm__ volatile("tlbre %0,%1,0" : "=r"(value) : "r"(slot));
  return value;
}

static inline u32 read_word_1(u32 slot) {
  u32 value;
  __asm__ volatile("tlbre %0,%1,1" : "=r"(value) : "r"(slot));
  return value;
}

static inline u32 search(u32 address) {
  u32 slot;
  __asm__ volatile("tlbsx %0,0,%1" : "=r"(slot) : "r"(address));
  return slot;
}

void prepare_machine(void) {
  mtspr(PID, 0);
  mtspr(MMUCR, 0);
  for (u32 i = 0; i < OWN_PAGES; i++) {
    write_entry(SLOTS - 1 - i, (i * OWN_BYTES) | VALID | SIZE_16M << 4, i * OWN_BYTES, RIGHTS);
  }
  write_entry(CONSOLE_SLOT, (UART & -PAGE) | VALID | SIZE_4K << 4, UART & -PAGE, GUARDED | RIGHTS);
  for (u32 slot = 0; slot < CONSOLE_SLOT; slot++) {
    clear_entry(slot);
  }
}

/*
 * tlb: an entry is written, its page written and read, the entry read back and searched. Every fourth round reads a page
 * of another window too, most of which are missing: the interrupt writes an entry of the process. Every sixteenth is
 * another's.
 */

static u32 seed, process;

static void prepare_tlb(u32 divisor) {
  (void)divisor;
  for (u32 i = 0; i < WINDOW_PAGES; i++) {
    *(u32 *)(ARENA + i * PAGE) = i;
  }
  for (u32 i = 0; i < MISSING_PAGES; i++) {
    *(u32 *)(MISS_FRAMES + i * PAGE) = i;
  }
  seed = 1;
  process = 1;
  misses = 0;
}

static u32 tlb_lap(u32 rounds) {
  u32 sum = 0;
  mtspr(PID, process);
  for (u32 i = 0; i < rounds; i++) {
    seed = next_random(seed);
    u32 page = seed % WINDOW_PAGES, slot = page % WINDOW_SLOTS;
    volatile u32 *word = (volatile u32 *)(WINDOW + page * PAGE);
    mtspr(MMUCR, 0);
    write_entry(slot, (u32)word | VALID | SIZE_4K << 4, ARENA + (seed >> 8) % WINDOW_PAGES * PAGE, RIGHTS);
    word[seed >> 24] += i;
    sum = mix(sum, word[0]);
    sum = mix(sum, read_word_0(slot));
    sum = mix(sum, read_word_1(slot));
    sum = mix(sum, search((u32)word));
    if (i % 4 == 3) {
      sum = mix(sum, *(volatile u32 *)(MISSING + (seed >> 16) % MISSING_PAGES * PAGE));
    }
    if (i % 16 == 15) {
      process ^= 3;
      mtspr(PID, process);
    }
  }
  mtspr(PID, 0);
  return mix(sum, misses);
}

/* syscall: user state calls by sc, which finds a function in a table and returns by rfi. */

static void prepare_syscall(u32 divisor) {
  (void)divisor;
}

static u32 syscall_lap(u32 rounds) {
  return enter_user(rounds);
}

const struct kernel machine_kernels[] = {
    {"tlb", prepare_tlb, tlb_lap, 40000},
    {"syscall", prepare_syscall, syscall_lap, 400000},
    {0, 0, 0, 0},
};
