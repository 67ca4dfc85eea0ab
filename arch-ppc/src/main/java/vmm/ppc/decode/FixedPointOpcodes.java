package vmm.ppc.decode;

/**
 * Fixed-point instructions (Power ISA 2.06 Book I, section 3.3), one line an encoding; {@link
 * RowParser} tells how to read them.
 */
final class FixedPointOpcodes {
  static final String LINES =
      """
       3    -   D    twi
       7    -   D    mulli
       8    -   D    subfic
      10    -   D    cmpli
      11    -   D    cmpi
      12    -   D    addic
      13    -   D    addic.
      14    -   D    addi
      15    -   D    addis
      20    -   M    rlwimi      rc
      21    -   M    rlwinm      rc
      23    -   M    rlwnm       rc
      24    -   D    ori
      25    -   D    oris
      26    -   D    xori
      27    -   D    xoris
      28    -   D    andi.
      29    -   D    andis.
      31    0   X    cmp
      31    4   X    tw
      31    8   XO   subfc    oe rc
      31   10   XO   addc     oe rc
      31   11   XO   mulhwu      rc
      31   15   A    isel           @ISEL
      31   24   X    slw         rc
      31   26   X    cntlzw      rc
      31   28   X    and         rc
      31   32   X    cmpl
      31   40   XO   subf     oe rc
      31   60   X    andc        rc
      31   75   XO   mulhw       rc
      31  104   XO   neg      oe rc
      31  124   X    nor         rc
      31  136   XO   subfe    oe rc
      31  138   XO   adde     oe rc
      31  200   XO   subfze   oe rc
      31  202   XO   addze    oe rc
      31  232   XO   subfme   oe rc
      31  234   XO   addme    oe rc
      31  235   XO   mullw    oe rc
      31  266   XO   add      oe rc
      31  284   X    eqv         rc
      31  316   X    xor         rc
      31  412   X    orc         rc
      31  444   X    or          rc
      31  459   XO   divwu    oe rc
      31  476   X    nand        rc
      31  491   XO   divw     oe rc
      31  536   X    srw         rc
      31  792   X    sraw        rc
      31  824   X    srawi       rc
      31  922   X    extsh       rc
      31  954   X    extsb       rc
      """;

  private FixedPointOpcodes() {}
}
