package vmm.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PageMapTest {
  private final PageMap<String> map = new PageMap<>();

  @Test
  void holdsWhatWasPutLast() {
    map.put(7, "a");
    map.put(7, "b");
    map.put(0, "c");

    assertThat(map.get(7)).isEqualTo("b");
    assertThat(map.get(0)).isEqualTo("c");
    assertThat(map.get(8)).isNull();
    assertThat(map.size()).isEqualTo(2);
  }

  @Test
  void behavesAsATreeWouldWhateverIsPutAndRemoved() {
    var random = new Random(1);
    var tree = new TreeMap<Long, String>();
    for (int step = 0; step < 20_000; step++) {
      long page = random.nextInt(200) * (step % 2 == 0 ? 1L : 1L << 20);
      if (random.nextBoolean()) {
        map.put(page, "v" + step);
        tree.put(page, "v" + step);
      } else {
        map.remove(page);
        tree.remove(page);
      }
      long first = random.nextInt(300);
      long last = first + (1L << random.nextInt(30));
      assertThat(map.get(page)).isEqualTo(tree.get(page));
      assertThat(map.size()).isEqualTo(tree.size());
      assertThat(map.any(first, last)).isEqualTo(!tree.subMap(first, true, last, true).isEmpty());
      assertThat(valuesIn(first, last))
          .containsExactlyInAnyOrderElementsOf(tree.subMap(first, true, last, true).values());
    }
  }

  private List<String> valuesIn(long first, long last) {
    var values = new ArrayList<String>();
    map.forEach(first, last, values::add);
    return values;
  }
}
