# A guest that meets the protection mechanisms of the 80386 to the Pentium II and writes what happened to port 0xE9:
# exceptions with their error codes, rings and call gates, rights of descriptors, V86 mode, tasks, debug traps, 32-bit
# and PAE paging with all page-fault codes, SYSENTER, a double fault, a timer interrupt.
#
# protection.txt is what it has to write. QEMU 7.2 as a second implementation
#   qemu-system-i386 -M isapc -cpu pentium2,+nx,-apic -m 16 -display none -kernel protection.elf
#     -debugcon file:output.txt -device isa-debug-exit,iobase=0xf4
# writes the same, but for what it leaves out: limits and types of segments at loads and stores (three #GP of part a),
# the accessed flag at far jumps (part b), #DB by INT1 (part f), P beside RSVD in page-fault codes (parts g and h), and
# reserved bits of page-directory-pointer entries (a #GP of part h). There the SDM decides.
        .intel_syntax noprefix
        .code32

        .set CODE0, 0x08
        .set DATA0, 0x10
        .set CODE3, 0x18 | 3
        .set DATA3, 0x20 | 3
        .set TASK, 0x28
        .set OTHER_TASK, 0x30
        .set CALL_GATE, 0x38
        .set ABSENT, 0x40
        .set EXECUTE_ONLY, 0x48
        .set SMALL, 0x50
        .set CONFORMING, 0x58
        .set TASK_GATE, 0x60

        .set STACK, 0x90000
        .set INNER_STACK, 0x8F000
        .set USER_STACK, 0x8E000
        .set OTHER_STACK, 0x8D000
        .set V86_CODE, 0x8000
        .set DIRECTORY, 0x200000
        .set TABLE, 0x201000
        .set POINTERS, 0x202000
        .set PAE_DIRECTORY, 0x203000
        .set PAE_TABLE, 0x204000
        .set WINDOW, 0x400000
        .set FRAME, 0x300000

        .macro say letter
        mov al, \letter
        call putc
        .endm

        # What follows is expected to fault; the handler goes on at the label.
        .macro fault_to label
        mov dword ptr [resume], offset \label
        .endm

        .macro far_jump selector, offset
        .byte 0xEA
        .long \offset
        .word \selector
        .endm

        .macro far_call selector, offset
        .byte 0x9A
        .long \offset
        .word \selector
        .endm

        # Goes on at level 3.
        .macro user label
        push DATA3
        push USER_STACK
        push 0x2
        push CODE3
        push offset \label
        iretd
        .endm

        .section .text
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002

        .globl _start
_start: mov esp, STACK
        lgdt [gdtr]
        far_jump CODE0, 1f
1:      mov eax, DATA0
        mov ds, eax
        mov es, eax
        mov ss, eax
        xor eax, eax
        mov fs, eax
        mov gs, eax
        call make_gates
        lidt [idtr]
        mov eax, offset tss
        mov edi, offset gdt + TASK
        call set_base
        mov eax, offset other_tss
        mov edi, offset gdt + OTHER_TASK
        call set_base
        mov eax, offset through_gate
        mov [gdt + CALL_GATE], ax
        shr eax, 16
        mov [gdt + CALL_GATE + 6], ax
        mov eax, TASK
        ltr ax

        # Exceptions of one level
        say 'a'
        fault_to 1f
        xor edx, edx
        xor ecx, ecx
        div ecx
1:      fault_to 1f
        ud2
1:      fault_to 1f
        mov eax, EXECUTE_ONLY
        mov ds, eax
1:      fault_to 1f
        mov eax, ABSENT
        mov ds, eax
1:      fault_to 1f
        mov eax, ABSENT
        mov ss, eax
1:      fault_to 1f
        mov eax, 0x4444
        mov es, eax
1:      fault_to 1f
        xor eax, eax
        mov ss, eax
1:      fault_to 1f
        mov eax, SMALL
        mov fs, eax
        mov al, fs:[0xFF]
        mov eax, fs:[0xFD]
1:      fault_to 1f
        xor eax, eax
        mov gs, eax
        mov al, gs:[0]
1:      fault_to 1f
        mov byte ptr cs:[scratch], 1
1:      fault_to 1f
        far_jump DATA0, 0
1:      fault_to 1f
        far_jump 0, 0
1:      fault_to 1f
        far_jump CODE3, 0
1:      fault_to 1f
        int 0x85
1:      fault_to 1f
        int3
1:      fault_to 1f
        mov al, 0x7F
        add al, 1
        into
1:      fault_to 1f
        mov eax, 100
        bound eax, [bounds]
1:      fault_to 1f
        .byte 0xF0, 0x90                        # LOCK NOP
1:      fault_to 1f
        mov esp, 0xFFFFFFFE                     # not a fault: wraps in a flat segment
        mov esp, STACK
        .rept 15
        .byte 0x66
        .endr
        nop                                     # 16 bytes long
1:

        # Rights of descriptors
        say 'b'
        mov esi, offset selectors
2:      movzx ecx, word ptr [esi]
        cmp ecx, 0xFFFF
        je 3f
        xor eax, eax
        lar eax, ecx
        pushfd
        and eax, 0xFFF0FFFF                     # bits 16 to 19 are undefined
        popfd
        call print_and_zero_flag
        xor eax, eax
        lsl eax, ecx
        call print_and_zero_flag
        xor eax, eax
        verr cx
        call print_and_zero_flag
        xor eax, eax
        verw cx
        call print_and_zero_flag
        add esi, 2
        jmp 2b
3:      mov eax, 0x1230
        mov ecx, 3
        arpl ax, cx
        call print_and_zero_flag
        str eax
        call hex
        smsw eax
        and eax, 0xFFFF
        call hex

        # Level 3
        say 'c'
        fault_to 1f
        user at3_cli
at3_cli:
        cli
1:      fault_to 1f
        user at3_in
at3_in: in al, 0x60
1:      fault_to 1f
        user at3_out
at3_out:
        mov al, '+'                             # the map opens port 0xE9
        out 0xE9, al
        mov dx, 0xE9                            # but not 0xEA
        out dx, ax
1:      fault_to 1f
        user at3_load
at3_load:
        mov eax, DATA0
        mov es, eax
1:      fault_to 1f
        user at3_int
at3_int:
        int 0x81                                # a gate of level 0
1:      fault_to 1f
        user at3_hlt
at3_hlt:
        hlt
1:      fault_to 1f
        user at3_cr
at3_cr: mov eax, cr0
1:      fault_to 1f
        user at3_popf
at3_popf:
        pushfd
        or dword ptr [esp], 0x3200              # neither IOPL nor IF change
        popfd
        pushfd
        pop eax
        and eax, 0x7FFF
        int 0x80
        ud2
1:      fault_to 1f
        user at3_gate
at3_gate:
        push 0x11111111
        push 0x22222222
        far_call CALL_GATE, 0
        mov eax, esp                            # the gate's RET has taken the parameters
        int 0x80
        mov ax, ds
        movzx eax, ax
        int 0x80
        far_call CONFORMING, conforming
        ud2
1:      fault_to 1f
        mov eax, DATA3
        mov fs, eax
        mov eax, DATA0
        mov gs, eax
        user at3_dropped
at3_dropped:
        mov eax, fs                             # what level 3 may not have was taken from it
        int 0x80
        mov eax, gs
        int 0x80
        ud2
1:

        # Tasks
        say 'd'
        mov dword ptr [other_tss + 32], offset other_task
        fault_to 1f
        far_call OTHER_TASK, 0
        call print_task
        far_call OTHER_TASK, 0                  # goes on behind its IRET
        call print_task
        far_call TASK_GATE, 0
        call print_task
        int 0x30                                # a task gate, too
        call print_task
        mov al, [gdt + OTHER_TASK + 5]
        movzx eax, al
        call hex
        far_jump TASK, 0                        # busy
1:      clts

        # V86 mode
        say 'e'
        mov edi, V86_CODE
        mov esi, offset v86_code
        mov ecx, offset v86_end - v86_code
        rep movsb
        fault_to 1f
        push 0x5000                             # GS, FS, DS, ES
        push 0x4000
        push 0x3000
        push 0x2000
        push 0x1000                             # SS:ESP
        push 0xFFE
        push 0x23002                            # VM, IOPL 3
        push V86_CODE >> 4
        push 0
        iretd
1:      fault_to 1f
        push 0
        push 0
        push 0
        push 0
        push 0x1000
        push 0xFFE
        push 0x20002                            # VM, IOPL 0
        push V86_CODE >> 4
        push 0
        iretd
1:

        # Debugging
        say 'f'
        fault_to 1f
        pushfd
        or dword ptr [esp], 0x100
        popfd
        nop
1:      mov eax, dr6
        and eax, 0xE00F
        call hex
        xor eax, eax
        mov dr6, eax
        mov eax, offset watched
        mov dr0, eax
        mov eax, 2
        mov dr7, eax
        fault_to 1f
        nop
watched:
        nop
1:      mov eax, dr6
        and eax, 0xE00F
        call hex
        xor eax, eax
        mov dr7, eax
        mov dr6, eax
        fault_to 1f
        .byte 0xF1                              # INT1
1:

        # 32-bit paging
        say 'g'
        mov dword ptr [DIRECTORY], 0x87         # 4 MiB where they are, for all
        mov dword ptr [DIRECTORY + 4], TABLE | 7
        mov dword ptr [DIRECTORY + 8], 0x200087 # bit 21 is reserved
        mov dword ptr [TABLE], FRAME | 3        # supervisor, writable
        mov dword ptr [TABLE + 4], FRAME | 5    # user, read-only
        mov dword ptr [TABLE + 8], FRAME | 7
        mov dword ptr [FRAME], 0xC0DE
        mov eax, 0x10                           # PSE
        mov cr4, eax
        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        mov eax, [WINDOW]
        call hex
        mov eax, [TABLE]
        call hex
        mov dword ptr [WINDOW + 0x1000], 0xBEEF # without WP
        mov eax, [TABLE + 4]
        call hex
        mov eax, [DIRECTORY + 4]
        call hex
        fault_to 1f
        mov eax, [WINDOW + 0x3004]
1:      fault_to 1f
        mov [WINDOW + 0x3008], eax
1:      mov eax, cr0
        or eax, 0x10000
        mov cr0, eax
        fault_to 1f
        mov [WINDOW + 0x1004], eax              # with WP
1:      fault_to 1f
        mov eax, [0x800000]
1:      fault_to 1f
        push dword ptr [WINDOW + 0x2FFE]        # the second half is not there
1:      fault_to 1f
        user at3_read
at3_read:
        mov eax, DATA3
        mov ds, eax
        mov eax, [WINDOW]
1:      fault_to 1f
        user at3_write
at3_write:
        mov eax, DATA3
        mov ds, eax
        mov eax, [WINDOW + 0x1000]
        inc dword ptr [WINDOW + 0x1000]
1:      fault_to 1f
        user at3_jump
at3_jump:
        mov eax, WINDOW + 0x3000
        jmp eax
1:      mov dword ptr [TABLE + 12], FRAME | 7   # from absent to present: no invalidation needed
        mov eax, [WINDOW + 0x3000]
        call hex
        mov dword ptr [TABLE + 12], 0
        invlpg [WINDOW + 0x3000]
        fault_to 1f
        mov eax, [WINDOW + 0x3000]
1:      mov eax, [WINDOW + 0x2000]
        mov eax, [TABLE + 8]
        call hex
        mov [WINDOW + 0x2000], eax
        mov eax, [TABLE + 8]
        call hex
        mov eax, cr0
        and eax, 0x7FFEFFFF
        mov cr0, eax

        # PAE paging
        say 'h'
        mov dword ptr [POINTERS], PAE_DIRECTORY | 1
        mov dword ptr [POINTERS + 8], 0
        mov dword ptr [PAE_DIRECTORY], 0x87
        mov dword ptr [PAE_DIRECTORY + 8], 0x200087
        mov dword ptr [PAE_DIRECTORY + 16], PAE_TABLE | 7
        mov dword ptr [PAE_TABLE], FRAME | 7
        mov dword ptr [PAE_TABLE + 4], 0x80000000
        mov dword ptr [PAE_TABLE + 8], FRAME | 7
        mov dword ptr [PAE_TABLE + 12], 0x1000
        mov byte ptr [FRAME], 0xC3
        mov eax, 0x20
        mov cr4, eax
        mov eax, POINTERS
        mov cr3, eax
        mov ecx, 0xC0000080
        xor edx, edx
        mov eax, 0x800                          # NXE
        wrmsr
        mov eax, cr0
        or eax, 0x80000000
        mov cr0, eax
        mov eax, [WINDOW]
        call hex
        mov eax, [PAE_TABLE]
        call hex
        fault_to 1f
        mov eax, WINDOW
        jmp eax
1:      fault_to 1f
        user at3_nx
at3_nx: mov eax, WINDOW
        jmp eax
1:      fault_to 1f
        mov eax, [WINDOW + 0x1000]              # a reserved bit
1:      fault_to 1f
        mov eax, [0x40000000]                   # no pointer
1:      fault_to 1f
        mov dword ptr [POINTERS + 8], 0x21      # a reserved bit in a pointer
        mov eax, POINTERS
        mov cr3, eax
1:      mov dword ptr [POINTERS + 8], 0
        mov ecx, 0xC0000080
        xor eax, eax
        xor edx, edx
        wrmsr
        mov eax, cr3
        mov cr3, eax
        fault_to 1f
        mov eax, [WINDOW]                       # now bit 63 is reserved
1:      mov eax, cr0
        and eax, 0x7FFFFFFF
        mov cr0, eax
        xor eax, eax
        mov cr4, eax

        # SYSENTER and SYSEXIT
        say 'i'
        xor edx, edx
        mov eax, CODE0
        mov ecx, 0x174
        wrmsr
        mov eax, INNER_STACK
        inc ecx
        wrmsr
        mov eax, offset system_call
        inc ecx
        wrmsr
        fault_to 1f
        user at3_call
at3_call:
        sysenter
        ud2
system_call:
        mov eax, cs
        call hex
        mov eax, ss
        call hex
        mov edx, offset after_call
        mov ecx, USER_STACK - 64
        sysexit
after_call:
        mov eax, cs
        int 0x80
        mov eax, ss
        int 0x80
        mov eax, esp
        int 0x80
        ud2
1:

        # Double fault
        say 'j'
        mov byte ptr [idt + 13 * 8 + 5], 0      # #GP has no gate now
        fault_to 1f
        mov eax, EXECUTE_ONLY
        mov ds, eax
1:      mov byte ptr [idt + 13 * 8 + 5], 0x8E

        # A timer interrupt ends a wait
        say 'k'
        mov al, 0x11
        out 0x20, al
        mov al, 0x20
        out 0x21, al
        mov al, 4
        out 0x21, al
        mov al, 1
        out 0x21, al
        mov al, 0xFE
        out 0x21, al
        mov al, 0x30                            # counter 0, mode 0: once
        out 0x43, al
        mov al, 0
        out 0x40, al
        mov al, 0x10
        out 0x40, al
        sti
        hlt
        cli
        say 'z'
        say 10
        mov al, 0
        out 0xF4, al
        cli
        hlt

# Through a call gate from level 3, with two parameters.
through_gate:
        mov eax, cs
        call hex
        mov eax, [esp + 8]
        call hex
        mov eax, [esp + 12]
        call hex
        mov eax, [esp + 4]
        call hex
        retf 8

conforming:
        mov eax, cs
        int 0x80
        retf

# Runs in a task of its own, nested in the other.
other_task:
        say 't'
        pushfd
        pop eax
        and eax, 0x4000
        call hex
        mov ax, [other_tss]
        movzx eax, ax
        call hex
        mov eax, esp
        call hex
        iretd
        jmp other_task

print_task:
        str eax
        call hex
        mov eax, cr0
        and eax, 8
        call hex
        mov ax, [other_tss + 36]
        movzx eax, ax
        call hex
        pushfd
        pop eax
        and eax, 0x4000
        call hex
        ret

# Prints EAX and ZF, which the caller has just set.
print_and_zero_flag:
        pushfd
        call hex
        mov al, '-'
        test byte ptr [esp], 0x40
        jz 1f
        mov al, 'z'
1:      call putc
        popfd
        ret

putc:   out 0xE9, al
        ret

# Prints EAX as eight digits and a blank; all registers stay.
hex:    pushad
        mov ecx, 8
1:      rol eax, 4
        push eax
        and al, 15
        cmp al, 10
        sbb al, 0x69
        das
        out 0xE9, al
        pop eax
        loop 1b
        mov al, ' '
        out 0xE9, al
        popad
        ret

# Sets the base in a descriptor at EDI to EAX.
set_base:
        mov [edi + 2], ax
        shr eax, 16
        mov [edi + 4], al
        mov [edi + 7], ah
        ret

make_gates:
        xor ecx, ecx
1:      mov eax, ecx                            # each stub is 16 bytes long
        shl eax, 4
        add eax, offset stubs
        mov edx, 0x8E00
        call set_gate
        inc ecx
        cmp ecx, 0x20
        jne 1b
        mov eax, offset timer
        call set_gate
        mov ecx, 0x80
        mov eax, offset print_call
        mov edx, 0xEE00
        call set_gate
        inc ecx
        mov edx, 0x8E00
        call set_gate
        mov dword ptr [idt + 0x30 * 8], OTHER_TASK << 16
        mov dword ptr [idt + 0x30 * 8 + 4], 0x8500
        mov byte ptr [idt + 3 * 8 + 5], 0xEE
        mov byte ptr [idt + 0x21 * 8 + 5], 0xEE
        mov ecx, 0x21
        mov eax, offset print_v86
        mov edx, 0xEE00
        call set_gate
        ret

# Gate ECX leads to EAX; EDX holds its attributes.
set_gate:
        push eax
        mov [idt + ecx * 8], ax
        mov word ptr [idt + ecx * 8 + 2], CODE0
        mov [idt + ecx * 8 + 4], dx
        shr eax, 16
        mov [idt + ecx * 8 + 6], ax
        pop eax
        ret

        .align 16
stubs:  .set vector, 0
        .rept 32
        .if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17
        nop
        nop
        .else
        push 0
        .endif
        push vector
        .byte 0xE9
        .long handler - . - 4
        .align 16
        .set vector, vector + 1
        .endr

# Prints vector, code, CS and EIP, for page faults CR2, and goes on at level 0 where the test says.
handler:
        mov eax, DATA0
        mov ds, eax
        mov es, eax
        say 10
        say '#'
        mov eax, [esp]
        call hex
        movzx eax, word ptr [esp + 4]
        call hex
        movzx eax, word ptr [esp + 12]
        call hex
        mov eax, [esp + 8]
        call hex
        mov eax, [esp + 16]
        and eax, 0x27700                        # VM, NT, IOPL, IF, TF, DF
        call hex
        cmp dword ptr [esp], 14
        jne 1f
        mov eax, cr2
        call hex
1:      mov esp, STACK
        jmp [resume]

# INT 0x80: prints EAX and the selectors that the caller came with.
print_call:
        pushad
        push ds
        push es
        mov ecx, DATA0
        mov ds, ecx
        mov es, ecx
        say 10
        say '!'
        mov eax, [esp + 8 + 28]
        call hex
        mov eax, [esp + 8 + 32 + 4]
        call hex
        pop es
        pop ds
        popad
        iretd

# INT 0x21 of V86 mode: prints the stack that it left.
print_v86:
        pushad
        mov ecx, DATA0
        mov ds, ecx
        mov es, ecx
        say 10
        say 'v'
        mov ecx, 9
        lea esi, [esp + 32]
1:      lodsd
        call hex
        loop 1b
        popad
        iretd

timer:  push eax
        say '*'
        mov al, 0x20
        out 0x20, al
        pop eax
        iretd

        .code16
v86_code:
        mov ax, ds
        int 0x21
        pushf
        cli
        pop ax
        int 0x21
        hlt
v86_end:
        .code32

        .data
        .align 8
gdt:    .quad 0
        .quad 0x00CF9A000000FFFF, 0x00CF92000000FFFF, 0x00CFFA000000FFFF, 0x00CFF2000000FFFF
        .word tss_end - tss - 1, 0, 0x8900, 0
        .quad 0x0000890000000067
        .quad 0x0000EC0200080000, 0x00CF12000000FFFF, 0x00CF98000000FFFF, 0x00409200000000FF
        .quad 0x00CF9E000000FFFF, 0x0000E50000300000
gdt_end:
gdtr:   .word gdt_end - gdt - 1
        .long gdt
idtr:   .word 0x82 * 8 - 1
        .long idt
resume: .long 0
scratch:
        .long 0
bounds: .long 0, 99
selectors:
        .word 0, CODE0, DATA0, CODE3, DATA3, TASK, OTHER_TASK, CALL_GATE, ABSENT, EXECUTE_ONLY, SMALL | 3
        .word CONFORMING | 3, TASK_GATE, 0x1000, 0xFFFF

        .align 4
tss:    .long 0, INNER_STACK, DATA0
        .fill 22, 4, 0
        .word 0, map - tss
map:    .fill 0xE9 / 8, 1, 0xFF
        .byte 0xFD                              # of ports 0xE8 to 0xEF, 0xE9 is open
        .byte 0xFF
tss_end:

other_tss:
        .long 0, 0, 0, 0, 0, 0, 0, 0
        .long 0, 2                              # EIP, EFLAGS
        .long 1, 2, 3, 4, OTHER_STACK, 6, 7, 8
        .long DATA0, CODE0, DATA0, DATA0, 0, 0
        .long 0
        .word 0, 0x67

        .bss
        .align 8
idt:    .fill 0x82 * 8
