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

/* void run_multiple(uint32_t r[4], const void *code): r28 to r31 as they are given, and back. */
        .globl  run_multiple
        .type   run_multiple, @function
run_multiple:
        stwu    1, -64(1)
        mflr    0
        stw     0, 68(1)
        stw     3, 8(1)
        stw     28, 48(1)
        stw     29, 52(1)
        stw     30, 56(1)
        stw     31, 60(1)
        mtctr   4
        lwz     28, 0(3)
        lwz     29, 4(3)
        lwz     30, 8(3)
        lwz     31, 12(3)
        bctrl
        lwz     3, 8(1)
        stw     28, 0(3)
        stw     29, 4(3)
        stw     30, 8(3)
        stw     31, 12(3)
        lwz     28, 48(1)
        lwz     29, 52(1)
        lwz     30, 56(1)
        lwz     31, 60(1)
        lwz     0, 68(1)
        mtlr    0
        addi    1, 1, 64
        blr
        .size   run_multiple, . - run_multiple
        .section .note.GNU-stack, "", @progbits
