# The story of paging.S where software fills the TLB, for a 440. It maps page A (0x40001000) to page B (0x300000) by
# tlbwe, stores, reads back, reads its own entry back, and takes one true fault. A character on the serial port marks each
# step; the machine ends by a reset, or the guest marks 'F' for ever if what it sees is not what it wrote.

        .set SRR0, 26
        .set DEAR, 61
        .set IVPR, 63
        .set DBCR0, 308
        .set IVOR13, 413                        # data TLB error
        .set MMUCR, 946

        .set CODE, 0x100000
        .set WINDOW, 0x40000000                 # nothing is mapped here yet
        .set A, WINDOW + 0x1000
        .set B, 0x300000
        .set FRESH, WINDOW + 0x2000
        .set UNMAPPED, WINDOW + 0x3000
        .set SERIAL, 0xEF600300
        .set VALID_4K, 0x210                    # of word 0
        .set SUPERVISOR, 7                      # of word 2: execute, write, read
        .set SLOT, 32                           # and those behind it; the board uses the first ones

        .macro load register, value
        lis     \register, (\value)@h
        ori     \register, \register, (\value)@l
        .endm

        .macro mark character
        li      31, \character
        stb     31, 0(30)
        .endm

        .macro expect register, value
        load    31, \value
        cmplw   \register, 31
        bne     fail
        .endm

        .macro map slot, page, real             # word 0 last: then the entry is whole
        li      20, \slot
        load    21, (\page | VALID_4K)
        load    22, \real
        li      23, SUPERVISOR
        tlbwe   23, 20, 2
        tlbwe   22, 20, 1
        tlbwe   21, 20, 0
        isync
        .endm

        .section .text
        .globl  _start
_start:
        load    30, SERIAL
        load    3, CODE
        mtspr   IVPR, 3
        li      3, (missing - CODE)@l
        mtspr   IVOR13, 3
        li      3, 0
        mtspr   MMUCR, 3
        li      12, 0                           # faults
        map     SLOT, A, B
        map     SLOT + 1, FRESH, B + 0x2000
        mark    'P'                             # A is mapped

        load    10, WINDOW
        load    11, 0xCAFEF00D
        stw     11, 0x1234(10)                  # the store
        mark    'S'

        lwz     3, 0x1234(10)                   # what was stored is there, at A and at B,
        expect  3, 0xCAFEF00D
        load    4, B
        lwz     3, 0x234(4)
        expect  3, 0xCAFEF00D
        li      4, SLOT                         # and the entry still says B
        tlbre   3, 4, 1
        expect  3, B
        mark    'R'

        li      3, 1000
        mtctr   3
1:      stw     11, 0x1234(10)                  # the same store again and again
        bdnz    1b
        mark    'L'

        stw     11, 0x2000(10)                  # mapped by the guest, never touched before
        mark    'H'

        stw     11, 0x3123(10)                  # not mapped by the guest
        mark    'T'
        expect  12, 1
        mfspr   3, DEAR
        expect  3, (UNMAPPED + 0x123)

        load    3, 0x30000000                   # a reset of the system
        mtspr   DBCR0, 3
fail:   mark    'F'
        b       fail

        .balign 16
missing:
        addi    12, 12, 1
        map     SLOT + 2, UNMAPPED, B + 0x3000
        rfi
