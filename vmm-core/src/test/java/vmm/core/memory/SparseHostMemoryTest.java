package vmm.core.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.memory.Frame;

class SparseHostMemoryTest {
  private final SparseHostMemory memory = SparseHostMemory.reserve(1L << 32);

  @AfterEach
  void close() {
    memory.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void readsBackLittleEndianAtAnyAlignment(int size) {
    long value = 0xFEDC_BA98_7654_3210L;
    memory.write(0xFFD, size, value);

    assertThat(memory.read(0xFFD, size)).isEqualTo(value & (-1L >>> (64 - 8 * size)));
    assertThat(memory.read(0xFFD, 1)).isEqualTo(0x10);
    assertThat(memory.read(0xFFD + size, 1)).isZero();
  }

  @Test
  void refusesAccessesBeyondItsEndAndOfOddSizes() {
    assertThatThrownBy(() -> memory.read(memory.size() - 3, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> memory.write(-1, 1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> memory.read(0, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void copiesAndZeroesWholeFrames() {
    memory.write(0x1008, 8, 42);
    memory.copyFrame(0x1000, memory.size() - Frame.SIZE);
    memory.zeroFrame(0x1000);

    assertThat(memory.read(memory.size() - Frame.SIZE + 8, 8)).isEqualTo(42);
    assertThat(memory.read(0x1008, 8)).isZero();
  }

  @Test
  void copiesArrays() {
    memory.write(0x2FFF, new byte[] {9, 1, 2, 3, 9}, 1, 3);
    var back = new byte[5];
    memory.read(0x2FFF, back, 1, 3);

    assertThat(back).containsExactly(0, 1, 2, 3, 0);
  }

  @Test
  void aPrefixSharesContentsAndEndsEarly() {
    var prefix = memory.prefix(0x10000);
    prefix.write(0x123, 1, 7);

    assertThat(memory.read(0x123, 1)).isEqualTo(7);
    assertThat(prefix.size()).isEqualTo(0x10000);
    assertThatThrownBy(() -> prefix.read(0x10000, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -4096, 4095})
  void refusesSizesThatAreNoWholeFrames(long bytes) {
    assertThatThrownBy(() -> SparseHostMemory.reserve(bytes))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void closesTwiceWithoutHarmAndIsGoneThen() {
    memory.close();
    memory.close();

    assertThatThrownBy(() -> memory.read(0, 1)).isInstanceOf(IllegalStateException.class);
  }
}
