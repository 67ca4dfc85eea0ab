package vmm.engine.jit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PerfectHashTest {
  @Test
  void eachNumberHasAPlaceOfItsOwn() {
    var random = new Random(1);
    for (int size = 2; size <= 16; size++) {
      for (int round = 0; round < 100; round++) {
        Set<Integer> numbers = new HashSet<>();
        while (numbers.size() < size) {
          numbers.add(round % 2 == 0 ? random.nextInt() : 0xC000_0000 + 16 * random.nextInt(4096));
        }
        PerfectHash hash = PerfectHash.of(numbers).orElseThrow();
        assertThat(numbers.stream().map(hash::apply))
            .doesNotHaveDuplicates()
            .allMatch(place -> place >= 0 && place < hash.size());
      }
    }
  }

  @Test
  void noneIsFoundForTooMany() {
    Set<Integer> numbers = new HashSet<>();
    for (int i = 0; i < 129; i++) {
      numbers.add(i);
    }
    assertThat(PerfectHash.of(numbers)).isEmpty();
  }
}
