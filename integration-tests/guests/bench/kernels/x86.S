# The benchmark guest on a PC: entry by multiboot, segments and gates, and the two ways between ring 3 and ring 0.
        .intel_syntax noprefix
        .code32

        .set CODE0, 0x08
        .set DATA0, 0x10
        .set CODE3, 0x18 | 3
        .set DATA3, 0x20 | 3
        .set TASK, 0x28
        .set WINDOW_PAGES, 256
        .set FAULTED_FRAME, 0x02000000          # ARENA: frames of faulted pages follow in their order
        .set FOR_ALL, 7

        .section .text.start, "ax"
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002        # multiboot header: magic, flags, checksum

        .globl _start
_start: mov esp, offset stack_top
        mov [multiboot], ebx
        mov eax, offset task                    # the base of the task's descriptor
        mov [gdt + TASK + 2], ax
        shr eax, 16
        mov [gdt + TASK + 4], al
        mov [gdt + TASK + 7], ah
        lgdt [gdt_register]
        .byte 0xEA                              # JMP CODE0:1f
        .long 1f
        .word CODE0
1:      mov eax, DATA3                          # data segments of ring 3 serve ring 0 too
        mov ds, eax
        mov es, eax
        mov eax, DATA0
        mov ss, eax
        mov eax, TASK
        ltr ax
        call begin

        .text
        .globl load_idt
load_idt:
        lidt [idt_register]
        ret

        # Exceptions that never happen, in entries of 16 bytes: C is told which.
        .macro entry number
        .balign 16
exception_\number:
        push \number
        push 0
        jmp unexpected
        .endm
        .altmacro
        .set n, 0
        .rept 32
        entry %n
        .set n, n + 1
        .endr

        # The page that was taken away comes back as the frame of its own number.
        .globl page_fault
page_fault:
        push eax
        push ecx
        mov ecx, cr2
        shr ecx, 12
        and ecx, WINDOW_PAGES - 1
        mov eax, ecx
        shl eax, 12
        add eax, FAULTED_FRAME | FOR_ALL
        shl ecx, 2
        add ecx, [faulting_table]
        mov [ecx], eax
        inc dword ptr [faults]
        pop ecx
        pop eax
        add esp, 4                              # the error code
        iretd

        # EAX says which function, ECX is its argument and EDX its result.
        .globl system_call
system_call:
        and eax, 3
        call [functions + eax * 4]
        iretd

add_argument:
        add edx, ecx
        ret
rotate: rol edx, 3
        ret
count:  inc dword ptr [calls]
        ret
exchange:
        xchg edx, [kept]
        ret

        # u32 enter_user(u32 calls): a loop of ring 3. leave_user drops what was pushed on entry to it.
        .globl enter_user
enter_user:
        mov ecx, [esp + 4]
        push ebx
        mov [kernel_stack], esp
        push DATA3
        push offset user_stack_top
        push 2
        push CODE3
        push offset in_user
        iretd
in_user:
        xor ebx, ebx
        xor edx, edx
1:      mov eax, ebx
        int 0x80
        inc ebx
        xor edx, ebx
        dec ecx
        jnz 1b
        int 0x81

        .globl leave_user
leave_user:
        mov esp, [kernel_stack]
        pop ebx
        mov eax, edx
        ret

        .section .rodata
        .align 4
functions:
        .long add_argument, rotate, count, exchange
        .globl exception_entries
exception_entries:
        .macro address number
        .long exception_\number
        .endm
        .set n, 0
        .rept 32
        address %n
        .set n, n + 1
        .endr

        .section .data
        .align 8
gdt:    .quad 0
        .quad 0x00CF9B000000FFFF                # ring 0: code
        .quad 0x00CF93000000FFFF                # ring 0: data
        .quad 0x00CFFB000000FFFF                # ring 3: code
        .quad 0x00CFF3000000FFFF                # ring 3: data
        .quad 0x0000890000000067                # the task, 104 bytes
gdt_end:
gdt_register:
        .word gdt_end - gdt - 1
        .long gdt
idt_register:
        .word 256 * 8 - 1
        .long idt
        .align 4
task:   .long 0
        .long inner_stack_top                   # ESP0, SS0
        .long DATA0
        .space 104 - 12
        .globl multiboot
multiboot:
        .long 0
kernel_stack:
        .long 0
calls:  .long 0
kept:   .long 0

        .section .bss
        .balign 4096
        .globl idt
idt:    .space 256 * 8
        .balign 4096
        .space 8192
stack_top:
        .space 4096
inner_stack_top:
        .space 4096
user_stack_top:

        .section .note.GNU-stack, "", @progbits
