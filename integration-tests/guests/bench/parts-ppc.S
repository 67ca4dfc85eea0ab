# An endless loop for benchmarks on a bamboo: an entry of the TLB is written, in turn for two pages of memory. A round is
# three tlbwe, a change of the page, an isync and a branch.
        .equ    MMUCR, 946
        .equ    SLOT, 60
        .equ    WORD0, 0x40000210               # 40000000h, valid, 4 KiB
        .equ    WORD1, 0x00800000
        .equ    WORD2, 0x3F                     # all rights

        .section .text
        .globl  _start
_start:
        li      3, 0
        mtspr   MMUCR, 3
        li      4, SLOT
        lis     5, WORD0@h
        ori     5, 5, WORD0@l
        lis     6, WORD1@h
        li      7, WORD2
1:      tlbwe   7, 4, 2
        tlbwe   6, 4, 1
        tlbwe   5, 4, 0
        xori    6, 6, 0x1000
        isync
        b       1b
