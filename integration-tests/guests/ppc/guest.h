/* What the guests of this folder have in common: a console, faults that are counted, and accesses that may fault. */
#ifndef GUEST_H
#define GUEST_H

typedef unsigned int u32;
typedef unsigned char u8;

/* Interrupts, by the number of their IVOR. */
enum { DATA_STORAGE = 2, INSTRUCTION_STORAGE = 3, DATA_TLB = 13, INSTRUCTION_TLB = 14 };

/* Bits of MSR. */
enum { MSR_PR = 0x4000, MSR_DS = 0x10 };

#define str2(x) #x
#define str(x) str2(x)
#define mfspr(n) ({ u32 v_; __asm__ volatile("mfspr %0," str(n) : "=r"(v_)); v_; })
#define mtspr(n, v) __asm__ volatile("mtspr " str(n) ",%0" : : "r"(v) : "memory")
#define isync() __asm__ volatile("isync" : : : "memory")
#define sync() __asm__ volatile("sync" : : : "memory")

/* What the last fault was: type (0 if there was none), ESR and DEAR. start.S sets it. */
extern volatile u32 fault_type, fault_syndrome, fault_address;

/* Does something with MSR bits set besides those of now; a fault ends it and yields 0. start.S has them. */
u32 load_word(u32 address, u32 msr_bits);
u32 store_word(u32 address, u32 msr_bits, u32 value);
u32 call_code(u32 address, u32 msr_bits);

/* Sets PID. */
void set_pid(u32 pid);

/* The machine's own: where the 16550 is, how the guest maps itself, how it ends. */
extern volatile u8 *uart;
void prepare(void);
void finish(void) __attribute__((noreturn));

/* The tests. */
void run(void);

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
