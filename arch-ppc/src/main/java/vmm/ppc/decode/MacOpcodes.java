package vmm.ppc.decode;

/**
 * Multiply-accumulate instructions on halfwords, and dlmzb (PPC440x5 User's Manual, chapter 9), one
 * line an encoding; {@link RowParser} tells how to read them.
 */
final class MacOpcodes {
  static final String LINES =
      """
       4    8   X    mulhhwu     rc @MAC
       4   12   XO   machhwu  oe rc @MAC
       4   40   X    mulhhw      rc @MAC
       4   44   XO   machhw   oe rc @MAC
       4   46   XO   nmachhw  oe rc @MAC
       4   76   XO   machhwsu oe rc @MAC
       4  108   XO   machhws  oe rc @MAC
       4  110   XO   nmachhws oe rc @MAC
       4  136   X    mulchwu     rc @MAC
       4  140   XO   macchwu  oe rc @MAC
       4  168   X    mulchw      rc @MAC
       4  172   XO   macchw   oe rc @MAC
       4  174   XO   nmacchw  oe rc @MAC
       4  204   XO   macchwsu oe rc @MAC
       4  236   XO   macchws  oe rc @MAC
       4  238   XO   nmacchws oe rc @MAC
       4  392   X    mullhwu     rc @MAC
       4  396   XO   maclhwu  oe rc @MAC
       4  424   X    mullhw      rc @MAC
       4  428   XO   maclhw   oe rc @MAC
       4  430   XO   nmaclhw  oe rc @MAC
       4  460   XO   maclhwsu oe rc @MAC
       4  492   XO   maclhws  oe rc @MAC
       4  494   XO   nmaclhws oe rc @MAC
      31   78   X    dlmzb       rc @MAC
      """;

  private MacOpcodes() {}
}
