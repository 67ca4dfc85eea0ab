/* What the parts of the benchmark guest know of each other. */
#ifndef KERNELS_H
#define KERNELS_H

typedef unsigned int u32;
typedef unsigned char u8;

/* A kernel: what it needs once, and a lap of some rounds, which yields a checksum. */
struct kernel {
  const char *name;
  void (*prepare)(u32 divisor);
  u32 (*lap)(u32 rounds);
  u32 rounds; /* of a whole lap; a divisor makes it shorter */
};

/* The last has no name. kernels.c has those for every architecture, x86.c and ppc.c those for their own. */
extern const struct kernel common_kernels[], machine_kernels[];

/* The memory that kernels work in: 32 MiB that hold nothing else. */
enum { ARENA = 0x02000000, ARENA_BYTES = 0x02000000 };

/* The machine's own: its command line, what maps the first 64 MiB to where they are, a character out, the end. */
void copy_command_line(char *line, u32 bytes);
void prepare_machine(void);
void put(char c);
void leave(u32 failed) __attribute__((noreturn));

/* Called by the entry code. */
void begin(void);

/* For what must never happen: says which exception it was, and leaves. */
void unexpected(u32 exception) __attribute__((noreturn));

/* Numbers that are the same each time. */
static inline u32 next_random(u32 state) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

/* A checksum with one value more. */
static inline u32 mix(u32 sum, u32 value) {
  return ((sum << 5 | sum >> 27) ^ value) * 0x9E3779B1u;
}

#endif
