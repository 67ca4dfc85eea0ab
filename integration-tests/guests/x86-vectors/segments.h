/* Segments other than the flat ones, in the LDT. */
#ifndef SEGMENTS_H
#define SEGMENTS_H

#include <stdbool.h>
#include <stdint.h>

/* Selectors, all with RPL 3. The first two are Linux's own flat ones, in the GDT. */
enum {
  FLAT_CODE = 0x23, FLAT_DATA = 0x2B,
  DATA_4K = 0x0F,       /* base DATA + 1000h, limit FFFh */
  READ_ONLY = 0x17,     /* base DATA + 2000h, limit 7FFh */
  EXPAND_DOWN = 0x1F,   /* base DATA + 3000h, offsets 800h to FFFFh */
  CODE_32 = 0x27,       /* base CODE, limit FFFFh */
  EXECUTE_ONLY = 0x2F,  /* the same, not readable */
  CODE_16 = 0x37,       /* the same with 16-bit default sizes, readable */
  STACK_16 = 0x3F,      /* base STACK, limit FFFFh, 16-bit stack pointer */
  ABSENT = 0x47,        /* data, not present */
  DATA_PAGES = 0x4F,    /* base DATA, limit 15 pages */
  SHORT_CODE = 0x57,    /* base CODE, limit 4FFFh, 16-bit default sizes */
  ABSENT_CODE = 0x5F,   /* code, not present */
  BEYOND = 0x1007,      /* outside the LDT */
};

/* Writes the LDT; once, before all else. */
void segments_install(void);
/* Zero for selectors that are none of ours. */
uint32_t segment_base(uint32_t selector);
/* Writes the descriptors as JSON, in the manual's terms. */
void segments_write(const char *directory);

#endif
