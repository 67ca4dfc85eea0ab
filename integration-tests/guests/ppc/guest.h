/*
 * What the guests of this folder have in common: a console, faults that are noted, accesses that may fault, and tests
 * of what every TLB does, whatever its entries look like.
 */
#ifndef GUEST_H
#define GUEST_H

typedef unsigned int u32;
typedef unsigned char u8;

/* Interrupts, by the number of their IVOR. */
enum { DATA_STORAGE = 2, INSTRUCTION_STORAGE = 3, DATA_TLB = 13, INSTRUCTION_TLB = 14 };

/* Bits of MSR, and of ESR. */
enum { MSR_PR = 0x4000, MSR_ME = 0x1000, MSR_DS = 0x10, ESR_ST = 0x00800000 };

/* What a page allows, to those who map it by map(): to users, then to the supervisor. */
enum { UX = 32, UW = 16, UR = 8, SX = 4, SW = 2, SR = 1, ALL = 63, SUPERVISOR = SX | SW | SR };

/*
 * RAM that no page of the guest's own is in, which the guest sees at the same addresses; and where it may map what it
 * likes.
 */
enum { RAM = 0x02000000, PLAYGROUND = 0x40000000 };

/* log2 of the size of the smallest page that all have. */
enum { PAGE_SHIFT = 12 };

#define str2(x) #x
#define str(x) str2(x)
#define mfspr(n) ({ u32 v_; __asm__ volatile("mfspr %0," str(n) : "=r"(v_)); v_; })
#define mtspr(n, v) __asm__ volatile("mtspr " str(n) ",%0" : : "r"(v) : "memory")
#define isync() __asm__ volatile("isync" : : : "memory")
/* sync of a 440 and msync of an e500 are the same instruction. */
#define sync() __asm__ volatile(".long 0x7C0004AC" : : : "memory")

/* What the last fault was: type (0 if there was none), ESR and DEAR. start.S sets it. */
extern volatile u32 fault_type, fault_syndrome, fault_address;

/* What the last machine check was: MCSR, ESR, and where it came. start.S sets it. */
extern volatile u32 machine_check, machine_check_syndrome, machine_check_pc;

/* Where nothing is on any board. */
enum { NOWHERE = 0x70000000 };

/* Sets or clears MSR[ME]. */
void enable_machine_checks(u32 enabled);

/* Calls code in the present state. */
static inline void call(u32 address) {
  ((void (*)(void))address)();
}

/*
 * Does something with MSR bits set besides those of now; a fault ends it and yields 0 (store_word without one yields
 * 1). start.S has them.
 */
u32 load_word(u32 address, u32 msr_bits);
u32 store_word(u32 address, u32 msr_bits, u32 value);
u32 call_code(u32 address, u32 msr_bits);

/* Sets PID. */
void set_pid(u32 pid);

/* Rights as MAS3 has them, where there is one: UX, SX, UW, SW, UR and SR. */
u32 permissions(u32 rights);

/* The machine's own: where the 16550 is, how the guest maps itself, how it ends. */
extern volatile u8 *uart;
void prepare(void);
void finish(void) __attribute__((noreturn));

/*
 * How the machine maps a page of 2 to the shift bytes by an entry, for an address space and a process (0 for all), with
 * some of the rights above; and empties the entry that maps it. The tests below are told of entries and map by nothing
 * else.
 */
void map(u32 entry, u32 page, u32 real, u32 shift, u32 rights, u32 space, u32 tid);
void unmap(u32 entry, u32 page);

/* The tests. */
void run(void);

/* A is mapped to B, then to another B: what was stored is found at both, by another way. For accesses with MSR bits. */
void test_remapping(u32 entry, u32 msr_bits);

/*
 * Loads, stores and fetches of the supervisor and the user, with each of the 64 sets of rights. For accesses with MSR
 * bits.
 */
void test_rights(u32 entry, u32 msr_bits);

/* Code in a page that is mapped big-endian at PLAYGROUND and little-endian at the next one. */
void test_code_order(void);

/* Words that lie in two pages, which are two places. For accesses with MSR bits. */
void test_crossing(u32 low, u32 high, u32 msr_bits);

static inline volatile u32 *at(u32 address) {
  return (volatile u32 *)address;
}

void put(char c);
void print(const char *text);
void print_hex(u32 value);

/* Prints a line: a name and a number. */
void report(const char *name, u32 value);

/* Prints a line: a name, a number, and whether it is what it should be. */
void check(const char *name, u32 value, u32 expected);

/* A generator of numbers that are the same each time. */
u32 random_word(void);

/* A checksum over what is reported. */
u32 mix(u32 sum, u32 value);

#endif
