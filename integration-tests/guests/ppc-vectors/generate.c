/* Writes the records of one set to standard output: generate fixed|isel|storage|floating|frsqrte. See README.md. */
#include <stdio.h>
#include <string.h>

#include "forms.h"
#include "run.h"

static const struct {
  const char *name;
  void (*write)(void);
} sets[] = {
  {"fixed", write_fixed},
  {"isel", write_isel},
  {"storage", write_storage},
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
  fprintf(stderr, "usage: generate fixed|isel|storage|floating|frsqrte\n");
  return 64;
}
