/* void run_case(struct state *state, const void *code): see run.h. */
        .globl  run_case
        .type   run_case, @function
run_case:
        stwu    1, -32(1)
        mflr    0
        stw     0, 36(1)
        stw     31, 28(1)
        mfcr    0
        stw     0, 24(1)
        mr      31, 3
        mtctr   4
        lfd     0, 56(31)
        mtfsf   0xFF, 0
        mffs    0
        stfd    0, 64(31)
        lfd     0, 24(31)
        lfd     1, 32(31)
        lfd     2, 40(31)
        lfd     3, 48(31)
        lwz     5, 16(31)
        mtxer   5
        lwz     5, 12(31)
        mtcr    5
        lwz     3, 0(31)
        lwz     4, 4(31)
        lwz     5, 8(31)
        bctrl
        stw     3, 0(31)
        stw     4, 4(31)
        stw     5, 8(31)
        mfcr    5
        stw     5, 12(31)
        mfxer   5
        stw     5, 16(31)
        stfd    0, 24(31)
        stfd    1, 32(31)
        stfd    2, 40(31)
        stfd    3, 48(31)
        mffs    0
        stfd    0, 56(31)
        lwz     0, 24(1)
        mtcr    0
        lwz     31, 28(1)
        lwz     0, 36(1)
        mtlr    0
        addi    1, 1, 32
        blr
        .size   run_case, . - run_case
        .section .note.GNU-stack, "", @progbits
