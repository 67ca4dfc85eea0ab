package vmm.ppc.decode;

/**
 * Branches, the condition register, machine state and translation (Power ISA 2.06 Book I, chapter
 * 2, and Book III-E; PPC440x5 User's Manual, chapter 9), one line an encoding; {@link RowParser}
 * tells how to read them.
 */
final class SystemOpcodes {
  static final String LINES =
      """
      16    -   B    bc
      17    -   B    sc
      18    -   B    b
      19    0   X    mcrf
      19   16   X    bclr
      19   33   X    crnor
      19   38   X    rfmci
      19   50   X    rfi
      19   51   X    rfci
      19  102   X    rfgi           @EHV
      19  129   X    crandc
      19  150   X    isync
      19  193   X    crxor
      19  225   X    crnand
      19  257   X    crand
      19  289   X    creqv
      19  417   X    crorc
      19  449   X    cror
      19  528   X    bcctr
      31   18   X    tlbilx         @EHV
      31   19   X    mfcr
      31   62   X    wait           @EHV
      31   83   X    mfmsr
      31  131   X    wrtee
      31  144   X    mtcrf
      31  146   X    mtmsr
      31  163   X    wrteei
      31  206   X    msgsnd         @EHV
      31  238   X    msgclr         @EHV
      31  270   X    ehpriv         @EHV
      31  323   X    mfdcr          @TLB_440
      31  334   X    mfpmr          @MAS
      31  339   X    mfspr
      31  371   X    mftb
      31  451   X    mtdcr          @TLB_440
      31  462   X    mtpmr          @MAS
      31  467   X    mtspr
      31  512   X    mcrxr
      31  566   X    tlbsync
      31  598   X    sync
      31  786   X    tlbivax        @MAS
      31  850   X    tlbsrx.   rc=1 @EHV
      31  854   X    mbar
      31  914   X    tlbsx       rc @TLB_440
      31  914   X    tlbsx          @MAS
      31  946   X    tlbre
      31  978   X    tlbwe
      """;

  private SystemOpcodes() {}
}
