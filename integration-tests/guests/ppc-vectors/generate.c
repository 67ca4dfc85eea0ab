/* Writes the records of one set, but spe, to standard output: generate SET. See README.md. */
#include <stdio.h>
#include <string.h>

#include "forms.h"
#include "run.h"

static const struct {
  const char *name;
  void (*write)(void);
} sets[] = {
  {"fixed", write_fixed},
  {"accumulations", write_accumulations},
  {"isel", write_isel},
  {"traps", write_traps},
  {"storage", write_storage},
  {"multiple", write_multiple},
  {"reservations", write_reservations},
  {"floating", write_floating},
  {"frsqrte", write_reciprocal_root},
};

int main(int count, char **arguments) {
  for (unsigned i = 0; count == 2 && i < sizeof sets / sizeof sets[0]; i++) {
    if (strcmp(arguments[1], sets[i].name) != 0) continue;
    run_open();
    sets[i].write();
    return fflush(stdout) == 0 ? 0 : 74;
  }
  fprintf(stderr, "usage: generate fixed|accumulations|isel|traps|storage|multiple|reservations|floating|frsqrte\n");
  return 64;
}
