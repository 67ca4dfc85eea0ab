/*
 * void run_spe(struct spe_state *state, const void *code): see spe.c. And what a program without a C library needs, for
 * that of QEMU's e500v2 would find no floating-point registers.
 */
        .globl  run_spe
        .type   run_spe, @function
run_spe:
        stwu    1, -32(1)
        mflr    0
        stw     0, 36(1)
        stw     31, 28(1)
        mfcr    0
        stw     0, 24(1)
        mr      31, 3
        mtctr   4
        evldd   5, 24(31)
        evmra   5, 5
        lwz     5, 36(31)
        mtspr   512, 5
        lwz     5, 32(31)
        mtcr    5
        evldd   3, 0(31)
        evldd   4, 8(31)
        evldd   5, 16(31)
        bctrl
        evstdd  3, 0(31)
        evstdd  4, 8(31)
        evstdd  5, 16(31)
        mfcr    5
        stw     5, 32(31)
        mfspr   5, 512
        stw     5, 36(31)
        evxor   5, 5, 5
        evmwumiaa 5, 5, 5
        evstdd  5, 24(31)
        lwz     0, 24(1)
        mtcr    0
        lwz     31, 28(1)
        lwz     0, 36(1)
        mtlr    0
        addi    1, 1, 32
        blr
        .size   run_spe, . - run_spe

/* long system_call(long number, six arguments): negative if it failed. */
        .globl  system_call
        .type   system_call, @function
system_call:
        mr      0, 3
        mr      3, 4
        mr      4, 5
        mr      5, 6
        mr      6, 7
        mr      7, 8
        mr      8, 9
        sc
        bnslr
        neg     3, 3
        blr
        .size   system_call, . - system_call

        .globl  _start
_start:
        stwu    1, -16(1)
        bl      write_spe
        mr      4, 3
        li      3, 1
        bl      system_call
        .section .note.GNU-stack, "", @progbits
