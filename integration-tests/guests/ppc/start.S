# Entry, interrupt vectors, and accesses that may fault. A fault notes what it was and returns to where the access was asked
# for, in supervisor state. Vectors are 256 bytes apart.

        .equ    SRR0, 26
        .equ    SRR1, 27
        .equ    DEAR, 61
        .equ    ESR, 62
        .equ    IVPR, 63
        .equ    SPRG0, 272
        .equ    SPRG1, 273
        .equ    IVOR0, 400

        .section .text.start, "ax"
        .globl  _start
_start:
        lis     1, stack_top@ha
        addi    1, 1, stack_top@l
        lis     3, vectors@h
        mtspr   IVPR, 3
        li      3, 0
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        li      3, \n * 256
        mtspr   IVOR0 + \n, 3
        .endr
        bl      begin

        # The vectors are alone in 64 KiB, as IVPR wants it.
        .section .text.vectors, "ax"
        .balign 65536
        .globl  vectors
vectors:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        .balign 256
        mtspr   SPRG0, 3
        li      3, \n
        b       faulted
        .endr
        .balign 256
faulted:
        mtspr   SPRG1, 4
        cmpwi   3, 8
        bne     1f
        li      3, 0
        b       2f
1:      li      10, 0
2:
        lis     4, fault_type@ha
        stw     3, fault_type@l(4)
        mfspr   3, ESR
        lis     4, fault_syndrome@ha
        stw     3, fault_syndrome@l(4)
        mfspr   3, DEAR
        lis     4, fault_address@ha
        stw     3, fault_address@l(4)
        # Back to the caller of the access, in its own state.
        lis     4, back@ha
        lwz     3, back@l(4)
        mtspr   SRR0, 3
        lis     4, state@ha
        lwz     3, state@l(4)
        mtspr   SRR1, 3
        mfspr   4, SPRG1
        mr      3, 10
        rfi

        # rfi to an access with the bits of r4 set in MSR. r6 keeps where to return to and r11 the state; a fault returns 0. The
        # result comes in r10; user code comes back by sc, which is no fault.
        .macro  access name
        .globl  \name
\name:
        mflr    6
        lis     7, back@ha
        stw     6, back@l(7)
        mfmsr   11
        lis     7, state@ha
        stw     11, state@l(7)
        li      7, 0
        lis     9, fault_type@ha
        stw     7, fault_type@l(9)
        lis     7, 1f@ha
        addi    7, 7, 1f@l
        mtspr   SRR0, 7
        or      8, 11, 4
        mtspr   SRR1, 8
        rfi
1:
        .endm

        .section .text.access, "ax"
        access  load_word
        lwz     10, 0(3)
        b       done
        access  store_word
        stw     5, 0(3)
        li      10, 1
        b       done
        access  call_code
        mtctr   3
        bctrl
        mr      10, 3

done:   andi.   7, 4, 0x4000
        bne     1f
        mtmsr   11
        isync
        mtlr    6
        mr      3, 10
        blr
1:      sc

        .section .data
        .balign 4
        .globl  back, state
back:   .long   0
state:  .long   0

        .section .bss
        .balign 16
        .space  8192
stack_top:

        .section .note.GNU-stack, "", @progbits
