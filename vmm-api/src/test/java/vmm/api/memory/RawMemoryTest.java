package vmm.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs in two JVMs: in one that lets memory be accessed the short way, and in one that does not.
 */
class RawMemoryTest {
  private static final int SIZE = 64;

  private final Arena arena = Arena.ofConfined();
  private final RawMemory memory = RawMemory.of(arena.allocate(SIZE));

  @AfterEach
  void close() {
    arena.close();
  }

  private static boolean exported() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(argument -> argument.startsWith("--add-exports=java.base/jdk.internal.misc="));
  }

  @Test
  void takesTheShortWayWhereTheJvmAllowsIt() {
    assertThat(RawMemory.direct()).isEqualTo(exported());
  }

  @Test
  void isLittleEndianAtAnyAlignment() {
    memory.putLong(1, 0x8877_6655_4433_2211L);

    assertThat(memory.getByte(1)).isEqualTo((byte) 0x11);
    assertThat(memory.getShort(2)).isEqualTo((short) 0x3322);
    assertThat(memory.getInt(3)).isEqualTo(0x6655_4433);
    assertThat(memory.getLong(1)).isEqualTo(0x8877_6655_4433_2211L);
    assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, 8)).isEqualTo((byte) 0x88);
  }

  @Test
  void writesNoMoreThanItWasTold() {
    memory.putLong(8, -1L);
    memory.putInt(9, 0x0403_0201);
    memory.putShort(13, (short) 0x0605);
    memory.putByte(15, (byte) 7);

    assertThat(memory.getLong(8)).isEqualTo(0x0706_0504_0302_01FFL);
    assertThat(memory.getByte(16)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, SIZE, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesBytesOutsideOfIt(long hpa) {
    assertOutside(() -> memory.getByte(hpa));
    assertOutside(() -> memory.putByte(hpa, (byte) 1));
  }

  @Test
  void refusesValuesThatEndOutsideOfIt() {
    memory.putShort(SIZE - 2, (short) 1);
    memory.putInt(SIZE - 4, 1);
    memory.putLong(SIZE - 8, 1);

    assertOutside(() -> memory.getShort(SIZE - 1));
    assertOutside(() -> memory.getInt(SIZE - 3));
    assertOutside(() -> memory.getLong(SIZE - 7));
    assertOutside(() -> memory.putShort(SIZE - 1, (short) 1));
    assertOutside(() -> memory.putInt(SIZE - 3, 1));
    assertOutside(() -> memory.putLong(SIZE - 7, 1));
  }

  @Test
  void refusesAllOnceItIsClosed() {
    RawMemory gone;
    try (var brief = Arena.ofConfined()) {
      gone = RawMemory.of(brief.allocate(SIZE)).closed();
    }

    assertThatIllegalStateException().isThrownBy(() -> gone.getLong(0));
    assertThatIllegalStateException().isThrownBy(() -> gone.putByte(0, (byte) 1));
  }

  @Test
  void refusesMemoryOnTheHeap() {
    MemorySegment heap = MemorySegment.ofArray(new byte[8]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RawMemory.of(heap))
        .withMessage("memory on the heap");
  }

  private static void assertOutside(ThrowingCallable access) {
    assertThatThrownBy(access).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
