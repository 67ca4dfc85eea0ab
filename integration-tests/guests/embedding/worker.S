# A guest that works: round after round it maps a page of its window to another frame, adds to what is there, reads it
# back where it lies, and calls a function into which it has just written a constant. The last character of its
# command line is the seed. It ends with eight hexadecimal digits on port 0xE9, the sum of all that it read, and HLT.
        .intel_syntax noprefix
        .code32

        .set DIRECTORY, 0x200000
        .set TABLE0, 0x201000
        .set TABLE1, 0x202000
        .set FRAMES, 0x300000
        .set WINDOW, 0x400000
        .set PRESENT_WRITABLE, 3
        .set ROUNDS, 3000

        .section .text
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002        # multiboot header: magic, flags, checksum

        .globl _start
_start:
        mov esp, 0x90000
        mov esi, [ebx + 16]                     # the command line, from the multiboot information
        xor ebp, ebp
1:      lodsb
        test al, al
        jz 2f
        movzx ebp, al
        jmp 1b

2:      xor ecx, ecx                            # the first 4 MiB lie where they are
3:      mov eax, ecx
        shl eax, 12
        or eax, PRESENT_WRITABLE
        mov [TABLE0 + ecx * 4], eax
        inc ecx
        cmp ecx, 1024
        jne 3b
        mov dword ptr [DIRECTORY], TABLE0 | PRESENT_WRITABLE
        mov dword ptr [DIRECTORY + 4], TABLE1 | PRESENT_WRITABLE
        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80010000                      # paging, and write protection of the supervisor too
        mov cr0, eax

        xor edi, edi                            # the sum
        mov ecx, ROUNDS
round:  imul ebp, ebp, 1664525
        add ebp, 1013904223

        mov eax, ebp                            # which page of the window
        shr eax, 16
        and eax, 63
        mov edx, ebp                            # which frame
        shr edx, 24
        and edx, 63
        shl edx, 12
        add edx, FRAMES
        lea ebx, [edx + PRESENT_WRITABLE]
        mov [TABLE1 + eax * 4], ebx
        shl eax, 12
        add eax, WINDOW
        invlpg [eax]

        add [eax], ebp
        add edi, [edx]

        mov [constant + 1], ebp
        call constant
        add edi, eax
        dec ecx
        jnz round

        mov ecx, 8                              # the sum, highest digit first
4:      rol edi, 4
        mov eax, edi
        and eax, 15
        mov al, [digits + eax]
        out 0xE9, al
        dec ecx
        jnz 4b
        cli
5:      hlt
        jmp 5b

digits: .ascii "0123456789abcdef"

        .align 4096                             # code on a page of its own, shared until it is written
constant:
        mov eax, 0
        ret
        .align 4096
