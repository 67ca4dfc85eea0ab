package vmm.ppc.decode;

/**
 * Loads, stores and cache management (Power ISA 2.06 Book I, sections 3.3.2 to 3.3.6 and 4.6.2 to
 * 4.6.3, Book II, chapter 4, Book III-E, section 5.7; PPC440x5 User's Manual, chapter 4), one line
 * an encoding; {@link RowParser} tells how to read them.
 */
final class StorageOpcodes {
  static final String LINES =
      """
      31   20   X    lwarx
      31   22   X    icbt
      31   23   X    lwzx
      31   31   X    lwepx          @EHV
      31   54   X    dcbst
      31   55   X    lwzux
      31   63   X    dcbstep        @EHV
      31   86   X    dcbf
      31   87   X    lbzx
      31   95   X    lbepx          @EHV
      31  119   X    lbzux
      31  127   X    dcbfep         @EHV
      31  134   X    dcbtstls       @MAS
      31  150   X    stwcx.    rc=1
      31  151   X    stwx
      31  159   X    stwepx         @EHV
      31  166   X    dcbtls         @MAS
      31  183   X    stwux
      31  215   X    stbx
      31  223   X    stbepx         @EHV
      31  230   X    icblc          @MAS
      31  246   X    dcbtst
      31  247   X    stbux
      31  255   X    dcbtstep       @EHV
      31  278   X    dcbt
      31  279   X    lhzx
      31  287   X    lhepx          @EHV
      31  311   X    lhzux
      31  319   X    dcbtep         @EHV
      31  343   X    lhax
      31  375   X    lhaux
      31  390   X    dcblc          @MAS
      31  407   X    sthx
      31  415   X    sthepx         @EHV
      31  439   X    sthux
      31  454   X    dccci          @TLB_440
      31  470   X    dcbi
      31  486   X    dcread         @TLB_440
      31  486   X    icbtls         @MAS
      31  533   X    lswx           @STRING
      31  534   X    lwbrx
      31  535   X    lfsx           @FPU
      31  567   X    lfsux          @FPU
      31  597   X    lswi           @STRING
      31  599   X    lfdx           @FPU
      31  607   X    lfdepx         @EHV
      31  631   X    lfdux          @FPU
      31  661   X    stswx          @STRING
      31  662   X    stwbrx
      31  663   X    stfsx          @FPU
      31  695   X    stfsux         @FPU
      31  725   X    stswi          @STRING
      31  727   X    stfdx          @FPU
      31  735   X    stfdepx        @EHV
      31  758   X    dcba
      31  759   X    stfdux         @FPU
      31  790   X    lhbrx
      31  918   X    sthbrx
      31  966   X    iccci          @TLB_440
      31  982   X    icbi
      31  983   X    stfiwx         @FPU
      31  991   X    icbiep         @EHV
      31  998   X    icread         @TLB_440
      31 1014   X    dcbz
      31 1023   X    dcbzep         @EHV
      32    -   D    lwz
      33    -   D    lwzu
      34    -   D    lbz
      35    -   D    lbzu
      36    -   D    stw
      37    -   D    stwu
      38    -   D    stb
      39    -   D    stbu
      40    -   D    lhz
      41    -   D    lhzu
      42    -   D    lha
      43    -   D    lhau
      44    -   D    sth
      45    -   D    sthu
      46    -   D    lmw
      47    -   D    stmw
      48    -   D    lfs            @FPU
      49    -   D    lfsu           @FPU
      50    -   D    lfd            @FPU
      51    -   D    lfdu           @FPU
      52    -   D    stfs           @FPU
      53    -   D    stfsu          @FPU
      54    -   D    stfd           @FPU
      55    -   D    stfdu          @FPU
      """;

  private StorageOpcodes() {}
}
