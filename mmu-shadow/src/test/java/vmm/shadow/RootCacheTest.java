package vmm.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.Rights;
import vmm.fixtures.TinyFormat;

class RootCacheTest {
  private final RootCache cache = new RootCache(1);

  @Test
  void aRootThatIsLoadedAgainKeepsItsContext() {
    RealTable one = root(1);
    RealTable two = root(2);
    int context = cache.load(one).context();
    cache.load(two);

    RootCache.Entry again = cache.load(one);

    assertThat(again).isEqualTo(new RootCache.Entry(context, false, null));
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(2);
  }

  @Test
  void rootsNeverShareAContextAndTheLongestUnusedGivesWay() {
    RealTable oldest = root(0);
    cache.load(oldest);
    Set<Integer> contexts = new HashSet<>();
    RootCache.Entry entry = cache.load(root(1));
    for (int i = 2; entry.replaced() == null; i++) {
      assertThat(contexts.add(entry.context())).isTrue();
      entry = cache.load(root(i));
    }

    assertThat(entry.replaced()).isSameAs(oldest);
    assertThat(entry.fresh()).isTrue();
  }

  @Test
  void theContextOfARemovedRootIsUsedAgain() {
    RealTable gone = root(1);
    cache.load(gone);
    cache.remove(gone);

    assertThat(cache.load(gone).fresh()).isTrue();
  }

  private static RealTable root(long number) {
    TinyFormat format = new TinyFormat(2, false);
    TableKey key = TableKey.guest(format, 2, number << 12, Rights.ALL);
    return new RealTable(key, format, number << 12, true);
  }
}
