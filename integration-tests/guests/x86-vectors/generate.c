/* Captures vectors of this machine's processor: generate DIRECTORY_32 DIRECTORY_X87 DIRECTORY_SEGMENTED. See README.md. */
#include <stdio.h>

#include "capture.h"
#include "forms.h"
#include "x87.h"

static void write_integer(const char *directory) {
  write_arithmetic(directory);
  write_shifts(directory);
  write_bits(directory);
  write_moves(directory);
  write_stack(directory);
  write_strings(directory);
  write_branches(directory);
  write_faults(directory);
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: generate DIRECTORY_32 DIRECTORY_X87 DIRECTORY_SEGMENTED\n");
    return 64;
  }
  capture_open();
  use_code(32, 1);
  write_integer(arguments[1]);
  write_x87(arguments[2]);
  use_code(16, 4);
  write_integer(arguments[3]);
  use_code(32, 1);
  write_segmentation(arguments[3]);
  return 0;
}
