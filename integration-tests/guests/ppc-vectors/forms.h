/* The instructions as tables of forms, and the cases of each. Records go to standard output. */
#ifndef FORMS_H
#define FORMS_H

/* Every fixed-point and condition-register instruction of Book I that touches no memory. */
void write_fixed(void);

/* Every load and store of Book I, but lmw, stmw, lwarx and stwcx. */
void write_storage(void);

/* Every floating-point instruction that touches no memory, but frsqrte. */
void write_floating(void);

/* frsqrte, which QEMU's 440EP has not. */
void write_reciprocal_root(void);

/* isel, which a 440 has not. */
void write_isel(void);

#endif
