/* Captures vectors of this machine's processor: generate INTEGER_DIRECTORY X87_DIRECTORY. See README.md. */
#include <stdio.h>

#include "capture.h"
#include "forms.h"
#include "x87.h"

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: generate INTEGER_DIRECTORY X87_DIRECTORY\n");
    return 64;
  }
  const char *directory = arguments[1];
  capture_open();
  write_arithmetic(directory);
  write_shifts(directory);
  write_bits(directory);
  write_moves(directory);
  write_stack(directory);
  write_strings(directory);
  write_branches(directory);
  write_faults(directory);
  write_x87(arguments[2]);
  return 0;
}
