package vmm.engine.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockTest {
  @Test
  void whereABlockGoesIsAlwaysNotedShortlyBeforeItIsCompiled() {
    assertThat(IntStream.range(0, 1000)).allMatch(Block::noted);
  }

  @Test
  void whereABlockGoesIsNotedNowAndThenBefore() {
    // One of 16 functions of a caller that gets hot by 50,000 calls is called so often.
    long noted = IntStream.range(50_000 - 50_000 / 16, 50_000).filter(Block::noted).count();
    assertThat(noted).isBetween(50L, 200L);
  }
}
