# A guest that does nothing: a machine whose memory and registers a program sets up itself.
        .code32
        .section .text
        .align 4
        .long 0x1BADB002, 0, -0x1BADB002        # multiboot header: magic, flags, checksum

        .globl _start
_start: jmp _start
