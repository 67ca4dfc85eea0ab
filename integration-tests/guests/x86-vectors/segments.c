#include "segments.h"

#include <asm/ldt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "capture.h"

enum { CONTENTS_DATA = 0, CONTENTS_EXPAND_DOWN = 1, CONTENTS_CODE = 2, MODIFY_LDT_WRITE = 0x11 };

static const struct user_desc segments[] = {
  {.entry_number = DATA_4K >> 3, .base_addr = DATA + 0x1000, .limit = 0xFFF, .seg_32bit = 1},
  {.entry_number = READ_ONLY >> 3, .base_addr = DATA + 0x2000, .limit = 0x7FF, .seg_32bit = 1,
   .read_exec_only = 1},
  {.entry_number = EXPAND_DOWN >> 3, .base_addr = DATA + 0x3000, .limit = 0x7FF,
   .contents = CONTENTS_EXPAND_DOWN},
  {.entry_number = CODE_32 >> 3, .base_addr = CODE, .limit = 0xFFFF, .seg_32bit = 1,
   .contents = CONTENTS_CODE},
  {.entry_number = EXECUTE_ONLY >> 3, .base_addr = CODE, .limit = 0xFFFF, .seg_32bit = 1,
   .contents = CONTENTS_CODE, .read_exec_only = 1},
  {.entry_number = CODE_16 >> 3, .base_addr = CODE, .limit = 0xFFFF, .contents = CONTENTS_CODE},
  {.entry_number = STACK_16 >> 3, .base_addr = STACK, .limit = 0xFFFF},
  {.entry_number = ABSENT >> 3, .base_addr = DATA, .limit = 0xFFFF, .seg_32bit = 1,
   .seg_not_present = 1},
  {.entry_number = DATA_PAGES >> 3, .base_addr = DATA, .limit = 14, .seg_32bit = 1,
   .limit_in_pages = 1},
  {.entry_number = SHORT_CODE >> 3, .base_addr = CODE, .limit = 0x4FFF, .contents = CONTENTS_CODE},
  {.entry_number = ABSENT_CODE >> 3, .base_addr = CODE, .limit = 0xFFFF, .seg_32bit = 1,
   .contents = CONTENTS_CODE, .seg_not_present = 1},
};
enum { SEGMENTS = sizeof segments / sizeof segments[0] };

void segments_install(void) {
  for (int i = 0; i < SEGMENTS; i++) {
    struct user_desc segment = segments[i];
    if (syscall(SYS_modify_ldt, MODIFY_LDT_WRITE, &segment, sizeof segment) != 0) {
      perror("modify_ldt");
      exit(71);
    }
  }
}

uint32_t segment_base(uint32_t selector) {
  for (int i = 0; i < SEGMENTS; i++) {
    if (segments[i].entry_number == selector >> 3 && selector & 4) return segments[i].base_addr;
  }
  return 0;
}

/* SDM vol. 3, "Segment Descriptors": as Linux encodes them, accessed and with DPL 3. */
static uint64_t descriptor(const struct user_desc *segment) {
  uint64_t base = segment->base_addr, limit = segment->limit;
  uint64_t type = 1 | !segment->read_exec_only << 1 | segment->contents << 2;
  uint64_t rights = type | 1 << 4 | 3 << 5 | !segment->seg_not_present << 7;
  uint64_t sizes = segment->seg_32bit << 2 | segment->limit_in_pages << 3;
  return (limit & 0xFFFF) | (base & 0xFFFFFF) << 16 | rights << 40 | (limit >> 16) << 48
       | sizes << 52 | (base >> 24) << 56;
}

void segments_write(const char *directory) {
  char path[4096];
  snprintf(path, sizeof path, "%s/ldt.json", directory);
  FILE *file = fopen(path, "w");
  if (file == NULL) perror(path), exit(73);
  for (int i = 0; i < SEGMENTS; i++) {
    fprintf(file, "%s\"%u\":\"%016llx\"", i ? ",\n " : "{", segments[i].entry_number,
            (unsigned long long)descriptor(&segments[i]));
  }
  fprintf(file, "}\n");
  if (fclose(file) != 0) perror(path), exit(74);
}
