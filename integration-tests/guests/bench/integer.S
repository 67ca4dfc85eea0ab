# An endless loop of integer work for benchmarks: arithmetic, shifts, compares and branches, a load and a store in
# 64 KiB of memory, a call in every eighth round.
        .intel_syntax noprefix
        .code32
        .section .text
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002        # multiboot header: magic, flags, checksum

        .globl _start
_start:
        mov esp, 0x90000
        xor ecx, ecx
        mov eax, 0x12345678
round:
        mov edx, ecx
        and edx, 0xFFFC
        add eax, [0x200000 + edx]
        rol eax, 5
        xor eax, ecx
        lea ebx, [eax + ecx * 2 + 7]
        cmp ebx, eax
        jb 1f
        sub eax, 3
1:      mov [0x200000 + edx], ebx
        test ecx, 7
        jnz 2f
        call mix
2:      inc ecx
        cmp ecx, 1000000
        jne round
        xor ecx, ecx
        jmp round

mix:    push eax
        imul eax, eax, 1103515245
        shr eax, 16
        add esi, eax
        pop eax
        ret
