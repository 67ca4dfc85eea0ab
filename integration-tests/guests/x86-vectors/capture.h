/*
 * Runs one instruction on the processor below and says what it did.
 *
 * The program is a 32-bit Linux process at CPL 3 with IOPL 0. Its own segments are flat (base 0,
 * limit 4 GiB); segments.h names others. An instruction ends at the first HLT (F4h) after it, which faults in user mode; any other
 * fault or trap is the instruction's own.
 */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

enum {
  EAX, ECX, EDX, EBX, ESP, EBP, ESI, EDI, EIP, EFLAGS,
  CS, SS, DS, ES, FS, /* GS belongs to the C library */
  REGISTERS,
};

enum {
  CF = 0x001, PF = 0x004, AF = 0x010, ZF = 0x040, SF = 0x080, DF = 0x400, OF = 0x800,
  ARITHMETIC = CF | PF | AF | ZF | SF | OF,
  ALWAYS = 0x202, /* bit 1 is always one, and a user program runs with IF = 1 */
};

/* Memory that instructions may touch. All of it is zero unless a case says otherwise. */
enum {
  LOW = 0x1000, LOW_END = 0x10000,     /* what 16-bit addresses reach; executable too */
  CODE = 0x100000, CODE_END = 0x110000, /* full of HLT */
  DATA = 0x110000, DATA_END = 0x120000,
  STACK = 0x120000, STACK_END = 0x130000,
};

enum { HLT = 0xF4, NO_EXCEPTION = -1 };

struct outcome {
  uint32_t registers[REGISTERS]; /* EIP is that of the HLT, or as an exception would push it */
  int exception;                 /* vector, or NO_EXCEPTION */
  uint32_t error_code;
};

/* Maps the memory and takes the signals; once, before all else. */
void capture_open(void);

/* Runs from EIP with these registers to the next HLT or exception. */
struct outcome capture_run(const uint32_t registers[REGISTERS]);

/* Sets one byte of memory for the next run; it is listed as part of the case. */
void memory_set(uint32_t address, uint8_t value);
bool memory_is_set(uint32_t address);

/* Calls back for each byte that was set, or that the run changed, in rising order of addresses. */
typedef void memory_visitor(uint32_t address, uint8_t value);
void memory_initial(memory_visitor *visit);
void memory_changed(memory_visitor *visit);

/* Makes all memory zero (code: HLT) again. */
void memory_reset(void);

/* Puts instruction bytes into the code arena without listing them. */
void memory_code(uint32_t address, const uint8_t *bytes, int length);

#endif
