# The story of MOV [0x1234], EAX, told by a guest. It maps page A (0x1000) to page B (0x300000), stores, reads
# back, reads its own table entry back, and takes one true fault. A character on port 0xE9 marks each step; the
# machine ends by HLT, or by port 0xF4 if what it sees is not what it wrote.
        .intel_syntax noprefix
        .code32

        .set DIRECTORY, 0x200000
        .set TABLE0, 0x201000
        .set TABLE1, 0x202000
        .set IDT, 0x203000
        .set B, 0x300000
        .set FRESH, 0x302000
        .set UNMAPPED, 0x7FF123
        .set PRESENT_WRITABLE, 3
        .set ACCESSED_DIRTY, 0x60

        .macro mark character
        mov dl, \character
        xchg eax, edx
        out 0xE9, al
        xchg eax, edx
        .endm

        .macro expect register, value
        cmp \register, \value
        jne fail
        .endm

        .section .text
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002        # multiboot header: magic, flags, checksum

        .globl _start
_start:
        mov esp, 0x90000

        xor ecx, ecx                            # the first 4 MiB lie where they are ...
1:      mov eax, ecx
        shl eax, 12
        or eax, PRESENT_WRITABLE
        mov [TABLE0 + ecx * 4], eax
        inc ecx
        cmp ecx, 1024
        jne 1b
        mov dword ptr [TABLE0 + 1 * 4], B | PRESENT_WRITABLE    # ... but page A is B
        mov dword ptr [DIRECTORY], TABLE0 | PRESENT_WRITABLE

        lea eax, page_fault                     # gate 14: #PF
        mov word ptr [IDT + 14 * 8], ax
        mov word ptr [IDT + 14 * 8 + 2], cs
        mov word ptr [IDT + 14 * 8 + 4], 0x8E00
        shr eax, 16
        mov word ptr [IDT + 14 * 8 + 6], ax
        lidt [idt_register]

        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        mark 'P'                                # paging is on

        mov eax, 0xCAFEF00D
        mov [0x1234], eax                       # the store
        mark 'S'

        expect eax, [0x1234]                    # what was stored is there, at A and at B,
        expect eax, "[B + 0x234]"
        mov ebx, [TABLE0 + 1 * 4]               # and the entry still says B
        and ebx, ~ACCESSED_DIRTY
        expect ebx, "B | PRESENT_WRITABLE"
        mov ebx, cr3
        expect ebx, DIRECTORY
        mark 'R'

        mov ecx, 1000
2:      mov [0x1234], eax                       # the same store again and again
        dec ecx
        jnz 2b
        mark 'L'

        mov [FRESH], eax                        # mapped by the guest, never touched before
        mark 'H'

        mov [UNMAPPED], eax                     # not mapped by the guest
        mark 'T'
        expect "dword ptr [faults]", 1
        mov ebx, cr2
        expect ebx, UNMAPPED

        cli
3:      hlt
        jmp 3b

fail:   mov al, 1
        out 0xF4, al
        jmp fail

page_fault:
        push eax
        inc dword ptr [faults]
        mov dword ptr [TABLE1 + 0x3FF * 4], 0x303000 | PRESENT_WRITABLE
        mov dword ptr [DIRECTORY + 1 * 4], TABLE1 | PRESENT_WRITABLE
        pop eax
        add esp, 4                              # the error code
        iretd

        .section .data
        .align 4
idt_register:
        .word 15 * 8 - 1
        .long IDT
faults: .long 0
