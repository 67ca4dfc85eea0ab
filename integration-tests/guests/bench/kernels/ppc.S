# The benchmark guest on a bamboo (440EP): entry, interrupt vectors, and the two ways between user and supervisor state.

        .equ    SRR0, 26
        .equ    SRR1, 27
        .equ    PID, 48
        .equ    DEAR, 61
        .equ    IVPR, 63
        .equ    SPRG0, 272
        .equ    SPRG1, 273
        .equ    SPRG2, 274
        .equ    IVOR0, 400
        .equ    MMUCR, 946
        .equ    MSR_PR, 0x4000
        .equ    LEAVE, 4

        .equ    VALID_4K, 0x210
        .equ    RIGHTS, 0x3F
        .equ    MISS_SLOT, 32                   # the first of 16 that misses fill in turn
        .equ    MISS_FRAME, 0x02100000          # ARENA + 1 MiB: frames of pages that misses map

        # Vectors are 256 bytes apart.
        .section .text.vectors, "ax"
        .globl  vectors
vectors:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
        .balign 256
        li      3, \n
        b       unexpected
        .endr

        # A system call: r0 says which function, r3 is its argument and r4 its result.
        .balign 256
        clrlwi  5, 0, 29
        slwi    5, 5, 2
        lis     6, functions@ha
        addi    6, 6, functions@l
        lwzx    6, 6, 5
        mtctr   6
        bctr
add_argument:
        add     4, 4, 3
        rfi
rotate: rotlwi  4, 4, 3
        rfi
count:  lis     6, calls@ha
        lwz     5, calls@l(6)
        addi    5, 5, 1
        stw     5, calls@l(6)
        rfi
exchange:
        lis     6, kept@ha
        lwz     5, kept@l(6)
        stw     4, kept@l(6)
        mr      4, 5
        rfi
leave_user:
        mtspr   SRR1, 8
        mflr    5
        mtspr   SRR0, 5
        mr      3, 4
        rfi

        .irp    n, 9, 10, 11, 12
        .balign 256
        li      3, \n
        b       unexpected
        .endr

        # A data TLB miss: the page's entry, for the process of now, goes to the next slot.
        .balign 256
        mtspr   SPRG0, 10
        mtspr   SPRG1, 11
        mtspr   SPRG2, 12
        lis     12, misses@ha
        lwz     10, misses@l(12)
        addi    11, 10, 1
        stw     11, misses@l(12)
        clrlwi  10, 10, 28
        addi    10, 10, MISS_SLOT
        mfspr   11, PID
        mtspr   MMUCR, 11
        li      11, RIGHTS
        tlbwe   11, 10, 2
        mfspr   12, DEAR
        rlwinm  11, 12, 0, 14, 19               # the page's number among 64
        addis   11, 11, MISS_FRAME@h
        tlbwe   11, 10, 1
        clrrwi  12, 12, 12
        ori     12, 12, VALID_4K
        tlbwe   12, 10, 0
        mfspr   10, SPRG0
        mfspr   11, SPRG1
        mfspr   12, SPRG2
        rfi

        .irp    n, 14, 15
        .balign 256
        li      3, \n
        b       unexpected
        .endr

        .section .text.start, "ax"
        .globl  _start
_start:
        lis     1, stack_top@ha
        addi    1, 1, stack_top@l - 16
        lis     4, device_tree@ha
        stw     3, device_tree@l(4)
        lis     4, vectors@h
        mtspr   IVPR, 4
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        li      4, \n * 256
        mtspr   IVOR0 + \n, 4
        .endr
        bl      begin

        # u32 enter_user(u32 calls): a loop in user state, which keeps the supervisor's MSR in r8 and the way back in
        # LR.
        .text
        .globl  enter_user
enter_user:
        mr      9, 3
        mfmsr   8
        ori     10, 8, MSR_PR
        mtspr   SRR1, 10
        lis     10, in_user@ha
        addi    10, 10, in_user@l
        mtspr   SRR0, 10
        rfi
in_user:
        li      4, 0
        li      10, 0
1:      clrlwi  0, 10, 30
        mr      3, 9
        sc
        addi    10, 10, 1
        xor     4, 4, 10
        addic.  9, 9, -1
        bne     1b
        li      0, LEAVE
        sc

        .section .rodata
        .balign 4
functions:
        .long   add_argument, rotate, count, exchange, leave_user, leave_user, leave_user, leave_user

        .section .data
        .balign 4
        .globl  device_tree, misses
device_tree:
        .long   0
misses: .long   0
calls:  .long   0
kept:   .long   0

        .section .bss
        .balign 4096
        .space  8192
stack_top:

        .section .note.GNU-stack, "", @progbits
