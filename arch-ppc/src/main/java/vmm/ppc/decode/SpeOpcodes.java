package vmm.ppc.decode;

/**
 * Signal processing and embedded floating point (SPE Programming Environments Manual, chapter 5),
 * one line an encoding; {@link RowParser} tells how to read them.
 */
final class SpeOpcodes {
  static final String LINES =
      """
      """;

  private SpeOpcodes() {}
}
