package vmm.ppc.decode;

/**
 * Signal processing and embedded floating point (SPE Programming Environments Manual, chapter 5),
 * one line an encoding; {@link RowParser} tells how to read them.
 */
final class SpeOpcodes {
  static final String LINES =
      """
       4  512   EVX  evaddw         @SPE
       4  514   EVX  evaddiw        @SPE
       4  516   EVX  evsubfw        @SPE
       4  518   EVX  evsubifw       @SPE
       4  520   EVX  evabs          @SPE
       4  521   EVX  evneg          @SPE
       4  522   EVX  evextsb        @SPE
       4  523   EVX  evextsh        @SPE
       4  524   EVX  evrndw         @SPE
       4  525   EVX  evcntlzw       @SPE
       4  526   EVX  evcntlsw       @SPE
       4  527   EVX  brinc          @SPE
       4  529   EVX  evand          @SPE
       4  530   EVX  evandc         @SPE
       4  534   EVX  evxor          @SPE
       4  535   EVX  evor           @SPE
       4  536   EVX  evnor          @SPE
       4  537   EVX  eveqv          @SPE
       4  539   EVX  evorc          @SPE
       4  542   EVX  evnand         @SPE
       4  544   EVX  evsrwu         @SPE
       4  545   EVX  evsrws         @SPE
       4  546   EVX  evsrwiu        @SPE
       4  547   EVX  evsrwis        @SPE
       4  548   EVX  evslw          @SPE
       4  550   EVX  evslwi         @SPE
       4  552   EVX  evrlw          @SPE
       4  553   EVX  evsplati       @SPE
       4  554   EVX  evrlwi         @SPE
       4  555   EVX  evsplatfi      @SPE
       4  556   EVX  evmergehi      @SPE
       4  557   EVX  evmergelo      @SPE
       4  558   EVX  evmergehilo    @SPE
       4  559   EVX  evmergelohi    @SPE
       4  560   EVX  evcmpgtu       @SPE
       4  561   EVX  evcmpgts       @SPE
       4  562   EVX  evcmpltu       @SPE
       4  563   EVX  evcmplts       @SPE
       4  564   EVX  evcmpeq        @SPE
       4   79   EVS  evsel          @SPE
       4  768   EVX  evlddx         @SPE
       4  769   EVX  evldd          @SPE
       4  770   EVX  evldwx         @SPE
       4  771   EVX  evldw          @SPE
       4  772   EVX  evldhx         @SPE
       4  773   EVX  evldh          @SPE
       4  776   EVX  evlhhesplatx   @SPE
       4  777   EVX  evlhhesplat    @SPE
       4  780   EVX  evlhhousplatx  @SPE
       4  781   EVX  evlhhousplat   @SPE
       4  782   EVX  evlhhossplatx  @SPE
       4  783   EVX  evlhhossplat   @SPE
       4  784   EVX  evlwhex        @SPE
       4  785   EVX  evlwhe         @SPE
       4  788   EVX  evlwhoux       @SPE
       4  789   EVX  evlwhou        @SPE
       4  790   EVX  evlwhosx       @SPE
       4  791   EVX  evlwhos        @SPE
       4  792   EVX  evlwwsplatx    @SPE
       4  793   EVX  evlwwsplat     @SPE
       4  796   EVX  evlwhsplatx    @SPE
       4  797   EVX  evlwhsplat     @SPE
       4  800   EVX  evstddx        @SPE
       4  801   EVX  evstdd         @SPE
       4  802   EVX  evstdwx        @SPE
       4  803   EVX  evstdw         @SPE
       4  804   EVX  evstdhx        @SPE
       4  805   EVX  evstdh         @SPE
       4  816   EVX  evstwhex       @SPE
       4  817   EVX  evstwhe        @SPE
       4  820   EVX  evstwhox       @SPE
       4  821   EVX  evstwho        @SPE
       4  824   EVX  evstwwex       @SPE
       4  825   EVX  evstwwe        @SPE
       4  828   EVX  evstwwox       @SPE
       4  829   EVX  evstwwo        @SPE
       4 1112   EVX  evmwumi        @SPE
       4 1113   EVX  evmwsmi        @SPE
       4 1144   EVX  evmwumia       @SPE
       4 1145   EVX  evmwsmia       @SPE
       4 1220   EVX  evmra          @SPE
       4 1368   EVX  evmwumiaa      @SPE
       4 1369   EVX  evmwsmiaa      @SPE
       4 1496   EVX  evmwumian      @SPE
       4 1497   EVX  evmwsmian      @SPE
      """;

  private SpeOpcodes() {}
}
