package vmm.x86.fpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** Every instruction whose result is defined to the bit, against a real processor. */
final class RealProcessorVectorsTest {
  @Test
  void everyCaseEndsAsOnTheRealProcessor() throws IOException {
    var differences = new ArrayList<String>();
    var opcodes = new HashSet<Integer>();
    for (String line : Vectors.lines("x87-instructions.txt.gz")) {
      var vector = new Vectors.Case(line);
      opcodes.add(vector.opcode);
      String actual = vector.run();
      if (!actual.equals(vector.expected)) {
        differences.add(line + "\n but " + actual);
      }
    }
    assertThat(opcodes).hasSize(128);
    assertThat(differences).isEmpty();
  }
}
