package vmm.x86.decode;

/**
 * The opcodes of one byte, one line an encoding (SDM vol 2, appendix A, "One-byte opcode map").
 *
 * <p>{@code +r}: the low three bits name a register (or, for ESC, belong to the operation); {@code
 * +cc}: the low four bits are a condition; {@code /n}: ModRM's reg field. Operands are written as
 * in {@link OperandKind}. {@code lock}: LOCK is allowed; {@code no64}, {@code only64}: modes;
 * {@code d64}, {@code f64}: operand size in 64-bit mode is 64 by default, or always; {@code @F}:
 * only with feature F.
 *
 * <p>Undocumented but found in every processor: 82 as 80, D6, F1, F6/1 and F7/1 as TEST, and /6 of
 * the shift groups as SHL.
 */
final class OneByteOpcodes {
  static final String LINES =
      """
      00        ADD            Eb,Gb      lock
      01        ADD            Ev,Gv      lock
      02        ADD            Gb,Eb
      03        ADD            Gv,Ev
      04        ADD            AL,Ib
      05        ADD            eAX,Iz
      06        PUSH           ES         no64
      07        POP            ES         no64
      08        OR             Eb,Gb      lock
      09        OR             Ev,Gv      lock
      0A        OR             Gb,Eb
      0B        OR             Gv,Ev
      0C        OR             AL,Ib
      0D        OR             eAX,Iz
      0E        PUSH           CS         no64
      10        ADC            Eb,Gb      lock
      11        ADC            Ev,Gv      lock
      12        ADC            Gb,Eb
      13        ADC            Gv,Ev
      14        ADC            AL,Ib
      15        ADC            eAX,Iz
      16        PUSH           SS         no64
      17        POP            SS         no64
      18        SBB            Eb,Gb      lock
      19        SBB            Ev,Gv      lock
      1A        SBB            Gb,Eb
      1B        SBB            Gv,Ev
      1C        SBB            AL,Ib
      1D        SBB            eAX,Iz
      1E        PUSH           DS         no64
      1F        POP            DS         no64
      20        AND            Eb,Gb      lock
      21        AND            Ev,Gv      lock
      22        AND            Gb,Eb
      23        AND            Gv,Ev
      24        AND            AL,Ib
      25        AND            eAX,Iz
      27        DAA                       no64
      28        SUB            Eb,Gb      lock
      29        SUB            Ev,Gv      lock
      2A        SUB            Gb,Eb
      2B        SUB            Gv,Ev
      2C        SUB            AL,Ib
      2D        SUB            eAX,Iz
      2F        DAS                       no64
      30        XOR            Eb,Gb      lock
      31        XOR            Ev,Gv      lock
      32        XOR            Gb,Eb
      33        XOR            Gv,Ev
      34        XOR            AL,Ib
      35        XOR            eAX,Iz
      37        AAA                       no64
      38        CMP            Eb,Gb
      39        CMP            Ev,Gv
      3A        CMP            Gb,Eb
      3B        CMP            Gv,Ev
      3C        CMP            AL,Ib
      3D        CMP            eAX,Iz
      3F        AAS                       no64
      40+r      INC            Zv         no64
      48+r      DEC            Zv         no64
      50+r      PUSH           Zv         d64
      58+r      POP            Zv         d64
      60        PUSHA                     no64
      61        POPA                      no64
      62        BOUND          Gv,M       no64
      63        ARPL           Ew,Gw      no64
      63        MOVSXD         Gv,Ed      only64
      68        PUSH           Iz         d64
      69        IMUL           Gv,Ev,Iz
      6A        PUSH           sIb        d64
      6B        IMUL           Gv,Ev,sIb
      6C        INS            Yb,DX
      6D        INS            Yv,DX
      6E        OUTS           DX,Xb
      6F        OUTS           DX,Xv
      70+cc     J              Jb         f64
      80/0      ADD            Eb,Ib      lock
      80/1      OR             Eb,Ib      lock
      80/2      ADC            Eb,Ib      lock
      80/3      SBB            Eb,Ib      lock
      80/4      AND            Eb,Ib      lock
      80/5      SUB            Eb,Ib      lock
      80/6      XOR            Eb,Ib      lock
      80/7      CMP            Eb,Ib
      81/0      ADD            Ev,Iz      lock
      81/1      OR             Ev,Iz      lock
      81/2      ADC            Ev,Iz      lock
      81/3      SBB            Ev,Iz      lock
      81/4      AND            Ev,Iz      lock
      81/5      SUB            Ev,Iz      lock
      81/6      XOR            Ev,Iz      lock
      81/7      CMP            Ev,Iz
      82/0      ADD            Eb,Ib      lock no64
      82/1      OR             Eb,Ib      lock no64
      82/2      ADC            Eb,Ib      lock no64
      82/3      SBB            Eb,Ib      lock no64
      82/4      AND            Eb,Ib      lock no64
      82/5      SUB            Eb,Ib      lock no64
      82/6      XOR            Eb,Ib      lock no64
      82/7      CMP            Eb,Ib      no64
      83/0      ADD            Ev,sIb     lock
      83/1      OR             Ev,sIb     lock
      83/2      ADC            Ev,sIb     lock
      83/3      SBB            Ev,sIb     lock
      83/4      AND            Ev,sIb     lock
      83/5      SUB            Ev,sIb     lock
      83/6      XOR            Ev,sIb     lock
      83/7      CMP            Ev,sIb
      84        TEST           Eb,Gb
      85        TEST           Ev,Gv
      86        XCHG           Eb,Gb      lock
      87        XCHG           Ev,Gv      lock
      88        MOV            Eb,Gb
      89        MOV            Ev,Gv
      8A        MOV            Gb,Eb
      8B        MOV            Gv,Ev
      8C        MOV_FROM_SREG  Ev,Sw
      8D        LEA            Gv,M
      8E        MOV_TO_SREG    Sw,Ew
      8F/0      POP            Ev         d64
      90        NOP
      91        XCHG           Zv,eAX
      92        XCHG           Zv,eAX
      93        XCHG           Zv,eAX
      94        XCHG           Zv,eAX
      95        XCHG           Zv,eAX
      96        XCHG           Zv,eAX
      97        XCHG           Zv,eAX
      98        CBW
      99        CWD
      9A        CALL_FAR       Ap         no64
      9B        WAIT
      9C        PUSHF                     d64
      9D        POPF                      d64
      9E        SAHF
      9F        LAHF
      A0        MOV            AL,Ob
      A1        MOV            eAX,Ov
      A2        MOV            Ob,AL
      A3        MOV            Ov,eAX
      A4        MOVS           Yb,Xb
      A5        MOVS           Yv,Xv
      A6        CMPS           Xb,Yb
      A7        CMPS           Xv,Yv
      A8        TEST           AL,Ib
      A9        TEST           eAX,Iz
      AA        STOS           Yb,AL
      AB        STOS           Yv,eAX
      AC        LODS           AL,Xb
      AD        LODS           eAX,Xv
      AE        SCAS           AL,Yb
      AF        SCAS           eAX,Yv
      B0+r      MOV            Zb,Ib
      B8+r      MOV            Zv,Iv
      C0/0      ROL            Eb,Ib
      C0/1      ROR            Eb,Ib
      C0/2      RCL            Eb,Ib
      C0/3      RCR            Eb,Ib
      C0/4      SHL            Eb,Ib
      C0/5      SHR            Eb,Ib
      C0/6      SHL            Eb,Ib
      C0/7      SAR            Eb,Ib
      C1/0      ROL            Ev,Ib
      C1/1      ROR            Ev,Ib
      C1/2      RCL            Ev,Ib
      C1/3      RCR            Ev,Ib
      C1/4      SHL            Ev,Ib
      C1/5      SHR            Ev,Ib
      C1/6      SHL            Ev,Ib
      C1/7      SAR            Ev,Ib
      C2        RET            Iw         f64
      C3        RET                       f64
      C4        LES            Gv,M       no64
      C5        LDS            Gv,M       no64
      C6/0      MOV            Eb,Ib
      C7/0      MOV            Ev,Iz
      C8        ENTER          Iw,Ib      d64
      C9        LEAVE                     d64
      CA        RET_FAR        Iw
      CB        RET_FAR
      CC        INT3
      CD        INT            Ib
      CE        INTO                      no64
      CF        IRET
      D0/0      ROL            Eb,1
      D0/1      ROR            Eb,1
      D0/2      RCL            Eb,1
      D0/3      RCR            Eb,1
      D0/4      SHL            Eb,1
      D0/5      SHR            Eb,1
      D0/6      SHL            Eb,1
      D0/7      SAR            Eb,1
      D1/0      ROL            Ev,1
      D1/1      ROR            Ev,1
      D1/2      RCL            Ev,1
      D1/3      RCR            Ev,1
      D1/4      SHL            Ev,1
      D1/5      SHR            Ev,1
      D1/6      SHL            Ev,1
      D1/7      SAR            Ev,1
      D2/0      ROL            Eb,CL
      D2/1      ROR            Eb,CL
      D2/2      RCL            Eb,CL
      D2/3      RCR            Eb,CL
      D2/4      SHL            Eb,CL
      D2/5      SHR            Eb,CL
      D2/6      SHL            Eb,CL
      D2/7      SAR            Eb,CL
      D3/0      ROL            Ev,CL
      D3/1      ROR            Ev,CL
      D3/2      RCL            Ev,CL
      D3/3      RCR            Ev,CL
      D3/4      SHL            Ev,CL
      D3/5      SHR            Ev,CL
      D3/6      SHL            Ev,CL
      D3/7      SAR            Ev,CL
      D4        AAM            Ib         no64
      D5        AAD            Ib         no64
      D6        SALC                      no64
      D7        XLAT
      D8+r      ESC            Ev
      E0        LOOPNE         Jb         f64
      E1        LOOPE          Jb         f64
      E2        LOOP           Jb         f64
      E3        JCXZ           Jb         f64
      E4        IN             AL,Ib
      E5        IN             eAX,Ib
      E6        OUT            Ib,AL
      E7        OUT            Ib,eAX
      E8        CALL           Jz         f64
      E9        JMP            Jz         f64
      EA        JMP_FAR        Ap         no64
      EB        JMP            Jb         f64
      EC        IN             AL,DX
      ED        IN             eAX,DX
      EE        OUT            DX,AL
      EF        OUT            DX,eAX
      F1        INT1
      F4        HLT
      F5        CMC
      F6/0      TEST           Eb,Ib
      F6/1      TEST           Eb,Ib
      F6/2      NOT            Eb         lock
      F6/3      NEG            Eb         lock
      F6/4      MUL            Eb
      F6/5      IMUL           Eb
      F6/6      DIV            Eb
      F6/7      IDIV           Eb
      F7/0      TEST           Ev,Iz
      F7/1      TEST           Ev,Iz
      F7/2      NOT            Ev         lock
      F7/3      NEG            Ev         lock
      F7/4      MUL            Ev
      F7/5      IMUL           Ev
      F7/6      DIV            Ev
      F7/7      IDIV           Ev
      F8        CLC
      F9        STC
      FA        CLI
      FB        STI
      FC        CLD
      FD        STD
      FE/0      INC            Eb         lock
      FE/1      DEC            Eb         lock
      FF/0      INC            Ev         lock
      FF/1      DEC            Ev         lock
      FF/2      CALL           Ev         f64
      FF/3      CALL_FAR       M
      FF/4      JMP            Ev         f64
      FF/5      JMP_FAR        M
      FF/6      PUSH           Ev         d64
      """;

  private OneByteOpcodes() {}
}
