package vmm.benchmarks.compare;

/** The part of a document that a program writes: what is between two comments. */
final class MarkedSection {
  static final String BEGIN = "<!-- compare: begin -->\n";
  static final String END = "<!-- compare: end -->\n";

  private MarkedSection() {}

  /**
   * Returns a document with the part between its comments replaced.
   *
   * @throws CompareException if it has not exactly one such part
   */
  static String replace(String document, String section) {
    int begin = document.indexOf(BEGIN);
    int end = document.indexOf(END);
    if (begin < 0 || end < begin || begin != document.lastIndexOf(BEGIN)) {
      throw new CompareException(
          CompareException.NO_INPUT, "the document has not one section between the comments");
    }
    return document.substring(0, begin + BEGIN.length())
        + "\n"
        + section.strip()
        + "\n\n"
        + document.substring(end);
  }
}
