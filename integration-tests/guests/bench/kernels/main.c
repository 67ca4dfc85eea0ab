/*
 * The command line names kernels (or says "all"), laps=N (1) and divisor=N (1): a lap's work is a constant, divided by
 * the divisor. Each lap prints a line: the kernel's name, the number of the lap and a checksum.
 */
#include "kernels.h"

static char line[256];

static void print(const char *text) {
  for (; *text; text++) {
    if (*text == '\n') {
      put('\r');
    }
    put(*text);
  }
}

static void print_decimal(u32 value) {
  if (value > 9) {
    print_decimal(value / 10);
  }
  put("0123456789"[value % 10]);
}

static void print_hex(u32 value) {
  for (int shift = 28; shift >= 0; shift -= 4) {
    put("0123456789abcdef"[value >> shift & 15]);
  }
}

/* What follows a prefix, or null if the text begins with something else. */
static const char *behind(const char *text, const char *prefix) {
  while (*prefix) {
    if (*text++ != *prefix++) {
      return 0;
    }
  }
  return text;
}

static const char *next_word(const char *text) {
  while (*text && *text != ' ') {
    text++;
  }
  while (*text == ' ') {
    text++;
  }
  return text;
}

static int named(const char *name) {
  for (const char *word = line; *word; word = next_word(word)) {
    const char *rest = behind(word, name);
    if (!rest) {
      rest = behind(word, "all");
    }
    if (rest && (!*rest || *rest == ' ')) {
      return 1;
    }
  }
  return 0;
}

static u32 option(const char *name, u32 otherwise) {
  for (const char *word = line; *word; word = next_word(word)) {
    const char *digit = behind(word, name);
    if (digit) {
      u32 value = 0;
      for (; *digit >= '0' && *digit <= '9'; digit++) {
        value = value * 10 + (u32)(*digit - '0');
      }
      return value ? value : otherwise;
    }
  }
  return otherwise;
}

static void run(const struct kernel *kernel, u32 laps, u32 divisor) {
  u32 rounds = kernel->rounds / divisor;
  kernel->prepare(divisor);
  for (u32 lap = 1; lap <= laps; lap++) {
    u32 sum = kernel->lap(rounds ? rounds : 1);
    print(kernel->name);
    put(' ');
    print_decimal(lap);
    put(' ');
    print_hex(sum);
    print("\n");
  }
}

static u32 run_named(const struct kernel *kernel) {
  u32 count = 0;
  for (; kernel->name; kernel++) {
    if (named(kernel->name)) {
      run(kernel, option("laps=", 1), option("divisor=", 1));
      count++;
    }
  }
  return count;
}

static void print_names(const struct kernel *kernel) {
  for (; kernel->name; kernel++) {
    put(' ');
    print(kernel->name);
  }
}

void begin(void) {
  copy_command_line(line, sizeof line);
  prepare_machine();
  u32 count = run_named(common_kernels) + run_named(machine_kernels);
  if (!count) {
    print("kernels:");
    print_names(common_kernels);
    print_names(machine_kernels);
    print("\n");
  }
  leave(!count);
}

void unexpected(u32 exception) {
  print("unexpected exception ");
  print_decimal(exception);
  print("\n");
  leave(1);
}
