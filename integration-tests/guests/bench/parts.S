# Endless loops for benchmarks of the parts; the last character of the command line says which. Each has a fixed number
# of instructions a round:
#   h  8 loads from one page, a jump                     soft-TLB hits
#   m  8 loads from 2 pages 16 MiB apart, a jump         soft-TLB misses: the engine's is direct-mapped, 4096 pages long
#   p  OUT to port 80h, a jump                           a trap and back
#   i  INVLPG, a load from the page, a jump              an invalidation, and a fill with what it took away
#   f  without paging: a load from the next page, an addition, a jump; from 4 MiB on
        .intel_syntax noprefix
        .code32

        .set DIRECTORY, 0x200000
        .set TABLES, 0x210000
        .set BYTES, 0x4000000                   # mapped to where they are
        .set PAGE, 0x400000
        .set FOR_ALL, 3

        .section .text
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002        # multiboot header: magic, flags, checksum

        .globl _start
_start:
        mov esi, [ebx + 16]                     # the command line, from the multiboot information
1:      lodsb
        test al, al
        jz 2f
        mov dl, al
        jmp 1b
2:      mov ebx, PAGE
        cmp dl, 'f'
        je next_page
        xor ecx, ecx
3:      mov eax, ecx
        shl eax, 12
        or eax, FOR_ALL
        mov [TABLES + ecx * 4], eax
        inc ecx
        cmp ecx, BYTES >> 12
        jne 3b
        xor ecx, ecx
4:      mov eax, ecx
        shl eax, 12
        add eax, TABLES | FOR_ALL
        mov [DIRECTORY + ecx * 4], eax
        inc ecx
        cmp ecx, BYTES >> 22
        jne 4b
        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        cmp dl, 'h'
        je hit
        cmp dl, 'm'
        je miss
        cmp dl, 'p'
        je port
        cmp dl, 'i'
        je invalidate
        ud2

hit:    .irp n, 0, 1, 2, 3, 4, 5, 6, 7
        mov eax, [ebx + \n * 4]
        .endr
        jmp hit

miss:   .rept 4
        mov eax, [ebx]
        mov eax, [ebx + 0x1000000]
        .endr
        jmp miss

port:   out 0x80, al
        jmp port

invalidate:
        invlpg [ebx]
        mov eax, [ebx]
        jmp invalidate

next_page:
        mov eax, [ebx]
        add ebx, 0x1000
        jmp next_page
