#define _GNU_SOURCE
#include "run.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define BLR 0x4E800020u
#define LWARX_R3_0_R4 0x7C602028u

_Static_assert(offsetof(struct state, f) == 24 && offsetof(struct state, fpscr_found) == 64, "run.S");

void run_case(struct state *state, const void *code);

/* r28 to r31; see run.S. */
void run_multiple(uint32_t r[4], const void *code);

static uint32_t *code;
static uint8_t *memory;
static volatile bool raised;

/* The instruction has done all that it does before its trap or enabled exception is signalled: go on after it. */
static void step_over(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info;
  mcontext_t *machine = ((ucontext_t *)context)->uc_mcontext.uc_regs;
  if (machine->gregs[PT_NIP] == (unsigned long)code) raised = true;
  machine->gregs[PT_NIP] += 4;
}

static void illegal(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)info, (void)context;
  fprintf(stderr, "the processor does not know %08x\n", code[0]);
  _exit(70);
}

static void take(int signal, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
  if (sigaction(signal, &action, NULL) != 0) perror("sigaction"), exit(71);
}

void run_open(void) {
  code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (code == MAP_FAILED) perror("mmap"), exit(71);
  memory = mmap((void *)MEMORY, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (memory != (void *)MEMORY) perror("mmap of fixed memory"), exit(71);
  take(SIGFPE, step_over);
  take(SIGTRAP, step_over);
  take(SIGILL, illegal);
}

void run_instruction(uint32_t instruction) {
  code[0] = instruction;
  code[1] = BLR;
  __builtin___clear_cache((char *)code, (char *)(code + 2));
}

static void precede_by_lwarx(void) {
  code[1] = code[0];
  code[0] = LWARX_R3_0_R4;
  code[2] = BLR;
  __builtin___clear_cache((char *)code, (char *)(code + 3));
}

static void put(const void *data, size_t size) {
  if (fwrite(data, size, 1, stdout) != 1) perror("standard output"), exit(74);
}

static void put_state(enum set set, const struct state *state) {
  if (set != FLOATING) put(state->r, sizeof state->r);
  if (set == FLOATING || set == STORAGE || set == RESERVATION) put(state->f, sizeof state->f);
  if (set == STORAGE || set == RESERVATION) put(state->memory, sizeof state->memory);
  put(&state->cr, 4);
  uint32_t fpscr = (uint32_t)state->fpscr;
  put(set == FLOATING ? &fpscr : &state->xer, 4);
}

static void put_name(const char *mnemonic) {
  char name[8] = {0};
  strncpy(name, mnemonic, sizeof name);
  put(name, sizeof name);
}

void run_record(enum set set, const char *mnemonic, const struct state *before) {
  struct state after = *before;
  raised = false;
  uint32_t instruction = code[0];
  if (set == RESERVATION) precede_by_lwarx();
  memcpy(memory, after.memory, sizeof after.memory);
  run_case(&after, code);
  memcpy(after.memory, memory, sizeof after.memory);
  struct state found = *before;
  found.fpscr = after.fpscr_found;
  put_name(mnemonic);
  put(&instruction, 4);
  put_state(set, &found);
  put_state(set, &after);
  if (set == RESERVATION) run_instruction(instruction);
  if (set == FLOATING || set == TRAP) put((uint8_t[]){raised}, 1);
}

static void put_multiple(const uint32_t r[4]) {
  static const uint32_t no_flags[2];
  put(r, 16);
  put(memory, MEMORY_BYTES);
  put(no_flags, sizeof no_flags);
}

void run_multiple_record(const char *mnemonic, uint32_t r[4], uint8_t bytes[MEMORY_BYTES]) {
  memcpy(memory, bytes, MEMORY_BYTES);
  put_name(mnemonic);
  put(code, 4);
  put_multiple(r);
  run_multiple(r, code);
  put_multiple(r);
}
