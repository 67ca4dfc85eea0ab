# The only program of a Linux for i386: says that it runs, and halts the machine. No library, no stack.
        .equ    SYS_WRITE, 4
        .equ    SYS_REBOOT, 88
        .equ    STDOUT, 1
        .equ    REBOOT_MAGIC1, 0xFEE1DEAD
        .equ    REBOOT_MAGIC2, 672274793
        .equ    REBOOT_HALT, 0xCDEF0123

        .globl  _start
_start: movl    $SYS_WRITE, %eax
        movl    $STDOUT, %ebx
        movl    $text, %ecx
        movl    $text_bytes, %edx
        int     $0x80
        movl    $SYS_REBOOT, %eax
        movl    $REBOOT_MAGIC1, %ebx
        movl    $REBOOT_MAGIC2, %ecx
        movl    $REBOOT_HALT, %edx
        int     $0x80
1:      jmp     1b

text:   .ascii  "GUEST OK\n"
        .equ    text_bytes, . - text
