package vmm.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Messages for people that were read and approved: text files beside the tests. */
final class Approved {
  private Approved() {}

  /** Expects {@code actual} to be the one line that is approved under {@code name}. */
  static void check(String name, String actual) throws IOException {
    try (InputStream file = Approved.class.getResourceAsStream("approved/" + name + ".txt")) {
      assertThat(file).as("approved/%s.txt, to hold: %s", name, actual).isNotNull();
      String approved = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(actual).isEqualTo(approved.stripTrailing());
      assertThat(actual.lines()).hasSize(1);
    }
  }
}
