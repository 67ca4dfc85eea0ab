/* Operands of the floating-point unit: every class of number, and values where rounding decides. */
#ifndef X87_VALUES_H
#define X87_VALUES_H

#include <stdbool.h>
#include <stdint.h>

/* An 80-bit value as memory holds it: significand, then sign and exponent. */
struct extended {
  uint64_t significand;
  uint16_t sign_exponent;
};

struct extended random_extended(void);
/* Near the other one in magnitude: sums cancel, comparisons are close, ties occur. */
struct extended random_close_to(struct extended other);
uint32_t random_single(void);
uint64_t random_double(void);
/* Eighteen decimal digits and a sign, as FBLD takes them. */
void random_packed_decimal(uint8_t bytes[10]);

bool is_special_class(struct extended value); /* NaN, infinity or an unsupported encoding */
/* The exponent that the value has once normalized; zero has a very small one. */
int effective_exponent(struct extended value);
/* The two tag bits that FNSAVE gives a register with this value (SDM vol. 1, "x87 FPU Tag Word"). */
int tag_of(struct extended value);

#endif
