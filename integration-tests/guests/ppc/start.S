# Entry, interrupt vectors, and accesses that may fault. A fault notes what it was and returns to where the access was
# asked for, in supervisor state. Vectors are 256 bytes apart.
#
# With EHV, for a processor with an embedded hypervisor: all of this is the hypervisor. An access in guest state comes
# back by a call of the hypervisor (sc 1), and so does one whose fault is the guest's, as EPCR says; guest_* say what it
# was. Before a fault ends an access, handled() of the guest may repair its reason.

        .equ    SRR0, 26
        .equ    SRR1, 27
        .equ    DEAR, 61
        .equ    ESR, 62
        .equ    IVPR, 63
        .equ    SPRG0, 272
        .equ    SPRG1, 273
        .equ    IVOR0, 400
        .equ    MCSRR0, 570
        .equ    MCSR, 572
#ifdef EHV
        .equ    SPRG2, 274
        .equ    IVOR38, 432
        .equ    GIVOR2, 440
        .equ    GIVPR, 447
        .equ    MAS2, 626
        .equ    MAS3, 627
        .equ    GUEST_VECTORS, 0x4000
#endif

        .section .text.start, "ax"
        .globl  _start
_start:
        lis     1, stack_top@ha
        addi    1, 1, stack_top@l
        lis     3, vectors@h
        mtspr   IVPR, 3
        li      3, 0
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        li      3, \n * 256
        mtspr   IVOR0 + \n, 3
        .endr
#ifdef EHV
        .irp    n, 40, 41, 42
        li      3, (\n - 24) * 256
        mtspr   IVOR38 + \n - 38, 3
        .endr
        lis     3, vectors@h
        mtspr   GIVPR, 3
        .set    spr, GIVOR2
        .irp    n, 2, 3, 4, 8, 13, 14
        li      3, GUEST_VECTORS + \n * 256
        mtspr   spr, 3
        .set    spr, spr + 1
        .endr
#endif
        bl      begin

        # The vectors are alone in 64 KiB, as IVPR wants it.
        .section .text.vectors, "ax"
        .balign 65536
        .globl  vectors
vectors:
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
        .balign 256
        mtspr   SPRG0, 3
        .if     \n == 1
        b       machine_checked
        .endif
        li      3, \n
        b       faulted
        .endr
#ifdef EHV
        .irp    n, 40, 41, 42
        .balign 256
        mtspr   SPRG0, 3
        li      3, \n
        b       faulted
        .endr
        .balign 256
        # The handler gets a stack of its own, with room for what it may change.
faulted:
        mtspr   SPRG2, 1
        lis     1, handler_stack@ha
        addi    1, 1, handler_stack@l
        stwu    1, -192(1)
        stw     0, 16(1)
        stw     3, 20(1)
        stmw    4, 64(1)
        mflr    0
        stw     0, 24(1)
        mfctr   0
        stw     0, 28(1)
        mfxer   0
        stw     0, 32(1)
        mfcr    0
        stw     0, 36(1)
        bl      handled
        cmpwi   3, 0
        lwz     0, 24(1)
        mtlr    0
        lwz     0, 28(1)
        mtctr   0
        lwz     0, 32(1)
        mtxer   0
        lwz     3, 20(1)
        lmw     4, 64(1)
        beq     1f
        lwz     0, 36(1)
        mtcr    0
        lwz     0, 16(1)
        mfspr   3, SPRG0
        mfspr   1, SPRG2
        rfi
1:      lwz     0, 16(1)
        mfspr   1, SPRG2
        mtspr   SPRG1, 4
        lis     4, fault_state@ha
        mfspr   1, SRR1
        stw     1, fault_state@l(4)
        mfspr   1, SRR0
        lis     4, fault_pc@ha
        stw     1, fault_pc@l(4)
        mfspr   1, SPRG2
        cmpwi   3, 40
        beq     3f
#else
        .balign 256
faulted:
        mtspr   SPRG1, 4
#endif
        cmpwi   3, 8
        bne     1f
3:
        li      3, 0
        b       2f
1:      li      10, 0
2:
        lis     4, fault_type@ha
        stw     3, fault_type@l(4)
        mfspr   3, ESR
        lis     4, fault_syndrome@ha
        stw     3, fault_syndrome@l(4)
        mfspr   3, DEAR
        lis     4, fault_address@ha
        stw     3, fault_address@l(4)
        # Back to the caller of the access, in its own state.
        lis     4, back@ha
        lwz     3, back@l(4)
        mtspr   SRR0, 3
        lis     4, state@ha
        lwz     3, state@l(4)
        mtspr   SRR1, 3
        mfspr   4, SPRG1
        mr      3, 10
        rfi

        # A machine check is noted and cleared. The program goes on; if it is an instruction that came from nowhere, the
        # caller of the code does.
        .balign 256
machine_checked:
        mtspr   SPRG1, 4
        lis     4, machine_check@ha
        mfspr   3, MCSR
        stw     3, machine_check@l(4)
        mtspr   MCSR, 3
        lis     4, machine_check_pc@ha
        mfspr   3, MCSRR0
        stw     3, machine_check_pc@l(4)
        lis     4, machine_check_syndrome@ha
        mfspr   3, ESR
        stw     3, machine_check_syndrome@l(4)
        mfcr    3
        lis     4, condition@ha
        stw     3, condition@l(4)
        lis     4, machine_check@ha
        lwz     3, machine_check@l(4)
        andi.   4, 3, 0x10
        bne     1f
        mfspr   3, ESR
        cmpwi   3, 0
        bge     2f
        li      3, 0
        mtspr   ESR, 3
1:      mflr    3
        mtspr   MCSRR0, 3
2:      lis     4, condition@ha
        lwz     3, condition@l(4)
        mtcr    3
        mfspr   3, SPRG0
        mfspr   4, SPRG1
        .long   0x4C00004C      # rfmci

#ifdef EHV
        # Interrupts that the guest takes itself. If guest_fill is set, a TLB error is repaired: the MAS registers are
        # ready but for MAS3, and tlbwe is conditional, so tlbsrx. 0,3 reserves the page. A system call goes back behind
        # the call; all else goes to the hypervisor.
        .irp    n, 2, 3, 4, 8, 13, 14
        .org    vectors + GUEST_VECTORS + \n * 256
        mtspr   SPRG0, 3
        li      3, \n
        b       guest_faulted
        .endr
        .balign 256
guest_faulted:
        mtspr   SPRG1, 4
        lis     4, guest_type@ha
        stw     3, guest_type@l(4)
        mfspr   3, ESR
        lis     4, guest_syndrome@ha
        stw     3, guest_syndrome@l(4)
        mfspr   3, DEAR
        lis     4, guest_address@ha
        stw     3, guest_address@l(4)
        mfspr   3, SRR1
        lis     4, guest_state@ha
        stw     3, guest_state@l(4)
        mfcr    3
        mtspr   SPRG2, 3
        lis     4, guest_type@ha
        lwz     3, guest_type@l(4)
        cmpwi   3, 8
        beq     2f
        lis     4, guest_fill@ha
        lwz     3, guest_fill@l(4)
        cmpwi   3, 0
        beq     1f
        mtspr   MAS3, 3
        mfspr   3, MAS2
        .long   0x7C001EA5
        isync
        tlbwe
        isync
2:      mfspr   3, SPRG2
        mtcr    3
        mfspr   3, SPRG0
        mfspr   4, SPRG1
        rfgi
1:      li      10, 0
        sc      1
#endif

        # rfi to an access with the bits of r4 set in MSR. r6 keeps where to return to and r11 the state; a fault
        # returns 0. The result comes in r10; user code comes back by sc, which is no fault.
        .macro  access name
        .globl  \name
\name:
        mflr    6
        lis     7, back@ha
        stw     6, back@l(7)
        mfmsr   11
        lis     7, state@ha
        stw     11, state@l(7)
        li      7, 0
        lis     9, fault_type@ha
        stw     7, fault_type@l(9)
        lis     7, 1f@ha
        addi    7, 7, 1f@l
        mtspr   SRR0, 7
        or      8, 11, 4
        mtspr   SRR1, 8
        rfi
1:
        .endm

        .section .text.access, "ax"
        access  load_word
        lwz     10, 0(3)
        b       done
        access  store_word
        stw     5, 0(3)
        li      10, 1
        b       done
        access  call_code
        mtctr   3
        bctrl
        mr      10, 3
        b       done

#ifdef EHV
        access  system_call
        sc
        li      10, 1
        b       done

        # u32 guest_call(u32 (*code)(u32), u32 msr_bits, u32 argument): calls code in guest state, on the stack of the
        # caller.
        .globl  guest_call
guest_call:
        stwu    1, -96(1)
        mflr    0
        stw     0, 100(1)
        stmw    13, 8(1)
        mfcr    0
        stw     0, 88(1)
        lis     9, frame@ha
        stw     1, frame@l(9)
        bl      enter_guest
        lis     9, frame@ha
        lwz     1, frame@l(9)
        lmw     13, 8(1)
        lwz     0, 88(1)
        mtcr    0
        lwz     0, 100(1)
        mtlr    0
        addi    1, 1, 96
        blr
        access  enter_guest
        mtctr   3
        mr      3, 5
        bctrl
        mr      10, 3
        sc      1
#endif

done:   andi.   7, 4, 0x4000
        bne     1f
#ifdef EHV
        andis.  7, 4, 0x1000
        bne     1f
#endif
        mtmsr   11
        isync
        mtlr    6
        mr      3, 10
        blr
#ifdef EHV
1:      sc      1
#else
1:      sc
#endif

        .section .data
        .balign 4
        .globl  back, state
back:   .long   0
state:  .long   0
condition: .long 0
#ifdef EHV
frame:  .long   0
#endif

        .section .bss
        .balign 16
        .space  8192
stack_top:
#ifdef EHV
        .space  8192
handler_stack:
#endif

        .section .note.GNU-stack, "", @progbits
