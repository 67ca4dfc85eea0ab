/* The instructions as tables of forms, and the cases of each. Records go to standard output. */
#ifndef FORMS_H
#define FORMS_H

/* Every fixed-point and condition-register instruction of Book I that touches no memory. */
void write_fixed(void);

/* The 440's multiply-accumulate instructions, and dlmzb. */
void write_accumulations(void);

/* tw and twi. */
void write_traps(void);

/* Every load and store of Book I, but lmw and stmw. */
void write_storage(void);

/* lmw and stmw. */
void write_multiple(void);

/* lwarx and stwcx. */
void write_reservations(void);

/* Every floating-point instruction that touches no memory, but frsqrte. */
void write_floating(void);

/* frsqrte, which QEMU's 440EP has not. */
void write_reciprocal_root(void);

/* isel, which a 440 has not. */
void write_isel(void);

#endif
