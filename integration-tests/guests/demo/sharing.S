# A guest with one page of data that comes from its image. It reads the page, and, if the last character of its
# command line is 'w', writes to it. A character on port 0xE9 marks each step; the machine ends by HLT, or by
# port 0xF4 if what it sees is not what it should be.
        .intel_syntax noprefix
        .code32

        .set VALUE, 0x600DF00D

        .macro mark character
        mov dl, \character
        xchg eax, edx
        out 0xE9, al
        xchg eax, edx
        .endm

        .section .text
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002        # multiboot header: magic, flags, checksum

        .globl _start
_start:
        mov esi, [ebx + 16]                     # the command line, from the multiboot information
1:      lodsb
        test al, al
        jz 2f
        mov ah, al
        jmp 1b
2:      mov cl, ah
        cmp dword ptr [page], VALUE
        jne fail
        mark 'A'                                # the page was read
        cmp cl, 'w'
        jne 3f
        mov dword ptr [page], 0xBADC0DE
        cmp dword ptr [page], 0xBADC0DE
        jne fail
        jmp 4f
3:      cmp dword ptr [page], VALUE
        jne fail
4:      mark 'W'                                # written, or read again
        cli
5:      hlt
        jmp 5b

fail:   mov al, 1
        out 0xF4, al
        jmp fail

        .section .data
        .align 4096
page:   .rept 1024
        .long VALUE
        .endr
