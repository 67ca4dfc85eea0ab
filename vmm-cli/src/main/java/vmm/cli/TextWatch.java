package vmm.cli;

import java.nio.charset.StandardCharsets;

/** Finds a text in bytes that come one by one, with Knuth, Morris and Pratt's search. */
final class TextWatch {
  private final byte[] text;
  private final int[] fallback;
  private int matched;

  /** Makes a watch for a text, which is not empty. */
  TextWatch(String text) {
    this.text = text.getBytes(StandardCharsets.UTF_8);
    this.fallback = fallback(this.text);
  }

  /** Takes a byte; true if the text ends with it. */
  boolean ends(byte value) {
    while (matched > 0 && text[matched] != value) {
      matched = fallback[matched - 1];
    }
    if (text[matched] == value) {
      matched++;
    }
    if (matched < text.length) {
      return false;
    }
    matched = fallback[matched - 1];
    return true;
  }

  private static int[] fallback(byte[] text) {
    int[] table = new int[text.length];
    int length = 0;
    for (int i = 1; i < text.length; i++) {
      while (length > 0 && text[length] != text[i]) {
        length = table[length - 1];
      }
      if (text[length] == text[i]) {
        length++;
      }
      table[i] = length;
    }
    return table;
  }
}
