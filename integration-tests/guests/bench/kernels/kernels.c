/* The kernels that are the same source for every architecture. What they compute goes on from lap to lap. */
#include "kernels.h"

#define NOT_INLINED __attribute__((noinline, noclone))

static u32 seed;

static void prepare_seed(u32 divisor) {
  (void)divisor;
  seed = 0x12345678;
}

/* integer: arithmetic, shifts, compares and branches, a load and a store in 64 KiB, a call in every eighth round. */

enum { INTEGER_WORDS = 0x4000 };

static NOT_INLINED u32 scramble(u32 value) {
  return value * 1103515245u >> 16;
}

static u32 integer_lap(u32 rounds) {
  u32 *words = (u32 *)ARENA;
  u32 a = seed, sum = 0;
  for (u32 i = 0; i < rounds; i++) {
    u32 *word = &words[i & (INTEGER_WORDS - 1)];
    a += *word;
    a = (a << 5 | a >> 27) ^ i;
    u32 b = a + i * 2 + 7;
    if (b >= a) {
      a -= 3;
    }
    *word = b;
    if (!(i & 7)) {
      sum += scramble(a);
    }
  }
  seed = a;
  return mix(sum, a);
}

static void prepare_integer(u32 divisor) {
  prepare_seed(divisor);
  for (u32 i = 0; i < INTEGER_WORDS; i++) {
    ((u32 *)ARENA)[i] = 0;
  }
}

/* crc: CRC-32 of 16 KiB by a table of 256 words. A round is 1 KiB. */

enum { CRC_BYTES = 0x4000, CRC_ROUND = 1024 };

static u32 crc_table[256];

static void prepare_crc(u32 divisor) {
  u8 *bytes = (u8 *)ARENA;
  u32 random = 1;
  (void)divisor;
  for (u32 i = 0; i < 256; i++) {
    u32 crc = i;
    for (u32 bit = 0; bit < 8; bit++) {
      crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    crc_table[i] = crc;
  }
  for (u32 i = 0; i < CRC_BYTES; i++) {
    random = random * 1103515245u + 12345;
    bytes[i] = (u8)(random >> 16);
  }
  seed = 0xFFFFFFFFu;
}

static u32 crc_lap(u32 rounds) {
  u32 crc = seed;
  for (u32 round = 0; round < rounds; round++) {
    const u8 *bytes = (const u8 *)ARENA + round * CRC_ROUND % CRC_BYTES;
    for (u32 i = 0; i < CRC_ROUND; i++) {
      crc = crc >> 8 ^ crc_table[(crc ^ bytes[i]) & 0xFF];
    }
  }
  seed = crc;
  return ~crc;
}

/* list: a list of 256 nodes is searched, has a node moved to its front, and is reversed. */

enum { LIST_NODES = 256 };

struct node {
  struct node *next;
  u32 key, uses;
};

static struct node *first_node;

static void prepare_list(u32 divisor) {
  struct node *nodes = (struct node *)ARENA;
  (void)divisor;
  for (u32 i = 0; i < LIST_NODES; i++) {
    /* An odd factor: in memory, each node is far from the next. */
    struct node *node = &nodes[i * 77 % LIST_NODES];
    node->next = i + 1 < LIST_NODES ? &nodes[(i + 1) * 77 % LIST_NODES] : 0;
    node->key = i;
    node->uses = 0;
  }
  first_node = &nodes[0];
  seed = 1;
}

static NOT_INLINED struct node *move_to_front(struct node *first, u32 key) {
  struct node *before = first;
  while (before->next && before->next->key != key) {
    before = before->next;
  }
  struct node *found = before->next;
  if (!found) {
    return first;
  }
  before->next = found->next;
  found->next = first;
  found->uses++;
  return found;
}

static NOT_INLINED struct node *reversed(struct node *node) {
  struct node *done = 0;
  while (node) {
    struct node *next = node->next;
    node->next = done;
    done = node;
    node = next;
  }
  return done;
}

static NOT_INLINED u32 sum_of(const struct node *node) {
  u32 sum = 0;
  for (; node; node = node->next) {
    sum = sum * 3 + node->key + node->uses;
  }
  return sum;
}

static u32 list_lap(u32 rounds) {
  u32 sum = 0;
  for (u32 i = 0; i < rounds; i++) {
    seed = next_random(seed);
    first_node = reversed(move_to_front(first_node, seed % LIST_NODES));
    sum = mix(sum, sum_of(first_node));
  }
  return sum;
}

/* sieve: the primes below 16,384 by one byte for each odd number. */

enum { SIEVE_FLAGS = 8192 };

static u32 sieve_lap(u32 rounds) {
  u8 *flags = (u8 *)ARENA;
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < SIEVE_FLAGS; i++) {
      flags[i] = 1;
    }
    for (u32 i = 1; i < SIEVE_FLAGS; i++) {
      if (flags[i]) {
        u32 prime = i * 2 + 1;
        for (u32 multiple = i + prime; multiple < SIEVE_FLAGS; multiple += prime) {
          flags[multiple] = 0;
        }
        sum += prime;
      }
    }
    sum = mix(sum, round);
  }
  return sum;
}

/* chase: a way through all lines of 64 bytes of 32 MiB, each of which says which is next. */

enum { LINE_WORDS = 16, LINES = ARENA_BYTES / (LINE_WORDS * 4) };

static u32 position;

/* A cycle through all lines, by Sattolo's shuffle. */
static void prepare_chase(u32 divisor) {
  u32 *words = (u32 *)ARENA;
  u32 lines = LINES / divisor < 2 ? 2 : LINES / divisor;
  u32 random = 1;
  for (u32 i = 0; i < lines; i++) {
    words[i * LINE_WORDS] = i * LINE_WORDS;
  }
  for (u32 i = lines - 1; i > 0; i--) {
    random = next_random(random);
    u32 other = random % i;
    u32 kept = words[i * LINE_WORDS];
    words[i * LINE_WORDS] = words[other * LINE_WORDS];
    words[other * LINE_WORDS] = kept;
  }
  position = 0;
}

static u32 chase_lap(u32 rounds) {
  const u32 *words = (const u32 *)ARENA;
  u32 at = position, sum = 0;
  for (u32 i = 0; i < rounds; i++) {
    at = words[at];
    sum += at;
  }
  position = at;
  return mix(sum, at);
}

/* calls: numbers of Fibonacci by recursion; a round is 1,973 calls. */

static NOT_INLINED u32 fibonacci(u32 n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

static u32 calls_lap(u32 rounds) {
  u32 sum = 0;
  for (u32 i = 0; i < rounds; i++) {
    sum = mix(sum, fibonacci(15 - (i & 1)));
  }
  return sum;
}

/* indirect: calls through a table of 16 functions in an order that does not repeat. */

#define FUNCTION(n, expression) \
  static u32 function_##n(u32 x) { \
    return expression; \
  }

FUNCTION(0, x + 1)
FUNCTION(1, x ^ 0x5555)
FUNCTION(2, x << 1 | x >> 31)
FUNCTION(3, x - 77)
FUNCTION(4, x * 5)
FUNCTION(5, ~x)
FUNCTION(6, x ^ x >> 3)
FUNCTION(7, x + (x >> 7))
FUNCTION(8, x & 0xFFFF0000 ? x - 9 : x + 9)
FUNCTION(9, x << 7 | x >> 25)
FUNCTION(10, x + 0x12345)
FUNCTION(11, x ^ x << 5)
FUNCTION(12, x * 9 + 1)
FUNCTION(13, (int)x < 0 ? -x : x)
FUNCTION(14, x >> 1 ^ (x & 1 ? 0xEDB88320u : 0))
FUNCTION(15, x - (x >> 11))

static u32 (*const functions[16])(u32) = {
    function_0, function_1, function_2,  function_3,  function_4,  function_5,  function_6,  function_7,
    function_8, function_9, function_10, function_11, function_12, function_13, function_14, function_15,
};

static u32 indirect_lap(u32 rounds) {
  u32 random = seed, value = 0;
  for (u32 i = 0; i < rounds; i++) {
    random = next_random(random);
    value = functions[random & 15](value);
  }
  seed = random;
  return mix(value, random);
}

const struct kernel common_kernels[] = {
    {"integer", prepare_integer, integer_lap, 25000000},
    {"crc", prepare_crc, crc_lap, 30000},
    {"list", prepare_list, list_lap, 60000},
    {"sieve", prepare_seed, sieve_lap, 2000},
    {"chase", prepare_chase, chase_lap, 1000000},
    {"calls", prepare_seed, calls_lap, 10000},
    {"indirect", prepare_seed, indirect_lap, 8000000},
    {0, 0, 0, 0},
};
