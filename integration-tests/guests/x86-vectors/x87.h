/* Vectors of the floating-point unit. */
#ifndef X87_H
#define X87_H

void write_x87(const char *directory);

#endif
