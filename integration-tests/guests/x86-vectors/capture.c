#define _GNU_SOURCE
#include "capture.h"

#include "segments.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define RESUME_FLAG 0x10000u

enum { PAGE = 0x1000, VECTOR_GENERAL_PROTECTION = 13, VECTOR_PAGE_FAULT = 14 };

static const struct arena { uint32_t start, end; } arenas[] = {
  {LOW, LOW_END}, {CODE, CODE_END}, {DATA, DATA_END}, {STACK, STACK_END},
};
enum { ARENAS = sizeof arenas / sizeof arenas[0], REACH = STACK_END };

/* What memory held before the run, by address, and which of it the case lists. */
static uint8_t before[REACH];
static bool listed[REACH];
static bool touched[REACH / PAGE];

static const int greg[REGISTERS] = {
  REG_EAX, REG_ECX, REG_EDX, REG_EBX, REG_ESP, REG_EBP, REG_ESI, REG_EDI, REG_EIP, REG_EFL,
  REG_CS, REG_SS, REG_DS, REG_ES, REG_FS,
};

static const uint32_t *volatile to_run;
static struct outcome result;
static gregset_t home;

/* NT, AC and ID outlive a signal's delivery: drop what the instruction left there. */
static void plain_flags(void) { __asm__ volatile("pushl $0x202; popfl" ::: "cc", "memory"); }

static void set_registers(gregset_t registers, const uint32_t *values) {
  for (int i = 0; i < REGISTERS; i++) registers[greg[i]] = (greg_t)values[i];
}

static void start(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  gregset_t *registers = &((ucontext_t *)context)->uc_mcontext.gregs;
  memcpy(home, *registers, sizeof home);
  set_registers(*registers, (const uint32_t *)to_run);
}

static bool ended_at_halt(void) {
  uint32_t address = segment_base(result.registers[CS]) + result.registers[EIP];
  uint32_t start = segment_base(to_run[CS]) + to_run[EIP];
  bool code = address >= LOW && address < STACK_END;
  return result.exception == VECTOR_GENERAL_PROTECTION && result.error_code == 0 && code
      && address != start && *(volatile uint8_t *)(uintptr_t)address == HLT;
}

static void stop(int signal, siginfo_t *info, void *context) {
  (void)info;
  plain_flags();
  gregset_t *registers = &((ucontext_t *)context)->uc_mcontext.gregs;
  if (to_run == NULL) {
    fprintf(stderr, "signal %d at %#x in the generator itself\n", signal, (*registers)[REG_EIP]);
    _exit(70);
  }
  for (int i = 0; i < REGISTERS; i++) result.registers[i] = (uint32_t)(*registers)[greg[i]];
  for (int i = CS; i < REGISTERS; i++) result.registers[i] &= 0xFFFF;
  result.registers[EFLAGS] &= ~RESUME_FLAG; /* pushed as one by any fault */
  result.exception = (*registers)[REG_TRAPNO];
  result.error_code = (uint32_t)(*registers)[REG_ERR];
  if (ended_at_halt()) result.exception = NO_EXCEPTION;
  memcpy(*registers, home, sizeof home);
}

static void take(int signal, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigfillset(&action.sa_mask);
  if (sigaction(signal, &action, NULL) != 0) perror("sigaction"), exit(71);
}

void capture_open(void) {
  for (int i = 0; i < ARENAS; i++) {
    void *start = (void *)(uintptr_t)arenas[i].start;
    size_t size = arenas[i].end - arenas[i].start;
    void *got = mmap(start, size, PROT_READ | PROT_WRITE | PROT_EXEC,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != start) perror("mmap of a fixed arena"), exit(71);
  }
  memset((void *)CODE, HLT, CODE_END - CODE);
  memset(before + CODE, HLT, CODE_END - CODE);
  segments_install();
  stack_t stack = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
  if (sigaltstack(&stack, NULL) != 0) perror("sigaltstack"), exit(71);
  take(SIGUSR1, start);
  int faults[] = {SIGSEGV, SIGTRAP, SIGFPE, SIGILL, SIGBUS};
  for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++) take(faults[i], stop);
}

struct outcome capture_run(const uint32_t registers[REGISTERS]) {
  to_run = registers;
  kill(getpid(), SIGUSR1);
  plain_flags();
  to_run = NULL;
  if (result.exception == VECTOR_PAGE_FAULT) {
    fprintf(stderr, "a case left its memory at eip %#x\n", result.registers[EIP]);
    exit(70);
  }
  return result;
}

static void put(uint32_t address, uint8_t value) {
  *(volatile uint8_t *)(uintptr_t)address = value;
  before[address] = value;
  touched[address / PAGE] = true;
}

void memory_code(uint32_t address, const uint8_t *bytes, int length) {
  for (int i = 0; i < length; i++) put(address + i, bytes[i]);
}

void memory_set(uint32_t address, uint8_t value) {
  put(address, value);
  listed[address] = true;
}

bool memory_is_set(uint32_t address) { return listed[address]; }

void memory_initial(memory_visitor *visit) {
  for (int page = 0; page < REACH / PAGE; page++) {
    if (!touched[page]) continue;
    for (uint32_t a = page * PAGE; a < (uint32_t)(page + 1) * PAGE; a++) {
      if (listed[a]) visit(a, before[a]);
    }
  }
}

void memory_changed(memory_visitor *visit) {
  for (int i = 0; i < ARENAS; i++) {
    for (uint32_t page = arenas[i].start; page < arenas[i].end; page += PAGE) {
      const uint8_t *now = (const uint8_t *)(uintptr_t)page;
      if (memcmp(now, before + page, PAGE) == 0) continue;
      touched[page / PAGE] = true;
      for (uint32_t k = 0; k < PAGE; k++) {
        if (now[k] != before[page + k]) visit(page + k, now[k]);
      }
    }
  }
}

void memory_reset(void) {
  for (uint32_t page = 0; page < REACH / PAGE; page++) {
    if (!touched[page]) continue;
    uint32_t start = page * PAGE;
    int filler = start >= CODE && start < CODE_END ? HLT : 0;
    memset((void *)(uintptr_t)start, filler, PAGE);
    memset(before + start, filler, PAGE);
    memset(listed + start, 0, PAGE);
    touched[page] = false;
  }
}
