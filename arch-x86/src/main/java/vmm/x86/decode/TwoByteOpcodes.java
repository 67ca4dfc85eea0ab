package vmm.x86.decode;

/**
 * The opcodes of two bytes, one line an encoding (SDM vol 2, appendix A, "Two-byte opcode map").
 *
 * <p>{@code +r}: the low three bits name a register (or, for ESC, belong to the operation); {@code
 * +cc}: the low four bits are a condition; {@code /n}: ModRM's reg field. Operands are written as
 * in {@link OperandKind}. {@code lock}: LOCK is allowed; {@code no64}, {@code only64}: modes;
 * {@code d64}, {@code f64}: operand size in 64-bit mode is 64 by default, or always; {@code @F}:
 * only with feature F.
 */
final class TwoByteOpcodes {
  static final String LINES =
      """
      0F 00/0   SLDT           Ev
      0F 00/1   STR            Ev
      0F 00/2   LLDT           Ew
      0F 00/3   LTR            Ew
      0F 00/4   VERR           Ew
      0F 00/5   VERW           Ew
      0F 01/0   SGDT           M
      0F 01/1   SIDT           M
      0F 01/2   LGDT           M
      0F 01/3   LIDT           M
      0F 01/4   SMSW           Ev
      0F 01/6   LMSW           Ew
      0F 01/7   INVLPG         M
      0F 02     LAR            Gv,Ew
      0F 03     LSL            Gv,Ew
      0F 05     SYSCALL                   only64
      0F 06     CLTS
      0F 07     SYSRET                    only64
      0F 08     INVD
      0F 09     WBINVD
      0F 0B     UD2
      0F 18+r   NOP            Ev         @CMOV
      0F 20     MOV_FROM_CR    R,Cd       f64
      0F 21     MOV_FROM_DR    R,Dd       f64
      0F 22     MOV_TO_CR      Cd,R       f64
      0F 23     MOV_TO_DR      Dd,R       f64
      0F 30     WRMSR                     @MSR
      0F 31     RDTSC                     @TSC
      0F 32     RDMSR                     @MSR
      0F 33     RDPMC                     @CMOV
      0F 34     SYSENTER                  @SEP
      0F 35     SYSEXIT                   @SEP
      0F 40+cc  CMOV           Gv,Ev      @CMOV
      0F 80+cc  J              Jz         f64
      0F 90+cc  SET            Eb
      0F A0     PUSH           FS         d64
      0F A1     POP            FS         d64
      0F A2     CPUID
      0F A3     BT             Ev,Gv
      0F A4     SHLD           Ev,Gv,Ib
      0F A5     SHLD           Ev,Gv,CL
      0F A8     PUSH           GS         d64
      0F A9     POP            GS         d64
      0F AA     RSM
      0F AB     BTS            Ev,Gv      lock
      0F AC     SHRD           Ev,Gv,Ib
      0F AD     SHRD           Ev,Gv,CL
      0F AE/0   FXSAVE         M          @FXSR
      0F AE/1   FXRSTOR        M          @FXSR
      0F AF     IMUL           Gv,Ev
      0F B0     CMPXCHG        Eb,Gb      lock
      0F B1     CMPXCHG        Ev,Gv      lock
      0F B2     LSS            Gv,M
      0F B3     BTR            Ev,Gv      lock
      0F B4     LFS            Gv,M
      0F B5     LGS            Gv,M
      0F B6     MOVZX          Gv,Eb
      0F B7     MOVZX          Gv,Ew
      0F BA/4   BT             Ev,Ib
      0F BA/5   BTS            Ev,Ib      lock
      0F BA/6   BTR            Ev,Ib      lock
      0F BA/7   BTC            Ev,Ib      lock
      0F BB     BTC            Ev,Gv      lock
      0F BC     BSF            Gv,Ev
      0F BD     BSR            Gv,Ev
      0F BE     MOVSX          Gv,Eb
      0F BF     MOVSX          Gv,Ew
      0F C0     XADD           Eb,Gb      lock
      0F C1     XADD           Ev,Gv      lock
      0F C7/1   CMPXCHG8B      M          lock @CX8
      0F C8+r   BSWAP          Zv
      """;

  private TwoByteOpcodes() {}
}
