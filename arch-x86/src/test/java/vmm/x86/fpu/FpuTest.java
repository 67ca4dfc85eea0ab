package vmm.x86.fpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The unit as the processor sees it: state images, pending exceptions and faulting accesses. */
final class FpuTest {
  private static final int BASE = 3;

  private final long[] slots = new long[BASE + Fpu.SLOTS];
  private final Fpu fpu = new Fpu(slots, BASE);
  private final TestHost host = new TestHost();

  @BeforeEach
  void initialize() {
    run(0xDB, 0xE3);
  }

  private void run(int escape, int modrm) {
    fpu.execute(Objects.requireNonNull(Fpu.find(escape, modrm)), escape, modrm, host);
  }

  private long stored(int escape, int reg, int bytes) {
    run(escape, reg << 3);
    return host.read(0, bytes);
  }

  @Test
  void resetFillsTheRegistersWithZerosAndUnmasksEverything() {
    fpu.reset();
    run(0xD9, 6 << 3);
    assertThat(host.read(0, 4)).isEqualTo(0xFFFF_0040L);
    assertThat(host.read(4, 4)).isEqualTo(0xFFFF_0000L);
    assertThat(host.read(8, 4)).isEqualTo(0xFFFF_5555L);
  }

  @Test
  void anExceptionBecomesPendingWhenItIsUnmasked() {
    run(0xD9, 0xEE);
    run(0xD9, 0xE8);
    run(0xDC, 0xF9); // 0 / 1 is exact
    assertThat(fpu.exceptionPending()).isFalse();
    run(0xD8, 0xF1); // 1 / 0
    assertThat(fpu.exceptionPending()).isFalse();
    host.write(0, 2, 0x037B);
    run(0xD9, 5 << 3);
    assertThat(fpu.exceptionPending()).isTrue();
    assertThat(stored(0xDD, 7, 2) & 0x8084).isEqualTo(0x8084);
    run(0xDB, 0xE2);
    assertThat(fpu.exceptionPending()).isFalse();
  }

  @Test
  void storingTheEnvironmentMasksEveryException() {
    host.write(0, 2, 0x0340);
    run(0xD9, 5 << 3);
    run(0xD9, 6 << 3);
    assertThat(host.read(0, 2)).isEqualTo(0x0340);
    assertThat(stored(0xD9, 7, 2)).isEqualTo(0x037F);
  }

  @Test
  void reservedBitsOfTheControlWordReadAsTheProcessorHasThem() {
    host.write(0, 2, 0xFFFF);
    run(0xD9, 5 << 3);
    assertThat(stored(0xD9, 7, 2)).isEqualTo(0x1F7F);
    host.write(0, 2, 0);
    run(0xD9, 5 << 3);
    assertThat(stored(0xD9, 7, 2)).isEqualTo(0x0040);
  }

  @Test
  void pointersTellOfTheLastNumericInstruction() {
    host.codeSelector = 0x1234;
    host.instructionOffset = 0xABCD_EF01L;
    host.dataSelector = 0x5678;
    host.dataOffset = 0x1357_9BDFL;
    run(0xD9, 0 << 3);
    host.instructionOffset = 0x11;
    run(0xD9, 5 << 3);
    run(0xD9, 6 << 3);
    assertThat(host.read(12, 4)).isEqualTo(0xABCD_EF01L);
    assertThat(host.read(16, 4)).isEqualTo(0x0100_1234L);
    assertThat(host.read(20, 4)).isEqualTo(0x1357_9BDFL);
    assertThat(host.read(24, 4)).isEqualTo(0xFFFF_5678L);
  }

  @Test
  void anInstructionWithoutMemoryOperandLeavesTheDataPointer() {
    host.dataSelector = 0x5678;
    host.dataOffset = 0x99;
    run(0xD9, 0 << 3);
    host.dataOffset = 0x55;
    host.instructionOffset = 0x77;
    run(0xD9, 0xE0);
    run(0xD9, 6 << 3);
    assertThat(host.read(12, 4)).isEqualTo(0x77);
    assertThat(host.read(16, 4)).isEqualTo(0x01E0_0000L);
    assertThat(host.read(20, 4)).isEqualTo(0x99);
  }

  @Test
  void theNarrowProtectedImageHasNoOpcode() {
    host.wide = false;
    host.codeSelector = 0x1234;
    host.instructionOffset = 0xEF01;
    host.dataSelector = 0x5678;
    host.dataOffset = 0x9BDF;
    run(0xD9, 0 << 3);
    run(0xD9, 6 << 3);
    long[] words = {0x037F, 0x3800, 0x7FFF, 0xEF01, 0x1234, 0x9BDF, 0x5678};
    assertThat(words(7)).isEqualTo(words);
  }

  @Test
  void inRealModeTheImageHoldsLinearAddresses() {
    host.real = true;
    host.wide = false;
    host.codeSelector = 0xF000;
    host.instructionOffset = 0xFFF0;
    host.dataSelector = 0x2345;
    host.dataOffset = 0x0011;
    run(0xD9, 0 << 3);
    run(0xD9, 6 << 3);
    long[] narrow = {0x037F, 0x3800, 0x7FFF, 0xFFF0, 0xF100, 0x3461, 0x2000};
    assertThat(words(7)).isEqualTo(narrow);
    host.wide = true;
    run(0xD9, 6 << 3);
    assertThat(host.read(12, 4)).isEqualTo(0xFFFF_FFF0L);
    assertThat(host.read(16, 4)).isEqualTo(0x0000_F100L);
    assertThat(host.read(20, 4)).isEqualTo(0xFFFF_3461L);
    assertThat(host.read(24, 4)).isEqualTo(0x0000_2000L);
  }

  private long[] words(int count) {
    long[] words = new long[count];
    Arrays.setAll(words, i -> host.read(2 * i, 2));
    return words;
  }

  @Test
  void everyImageRestoresWhatItSaved() {
    for (int form = 0; form < 4; form++) {
      host.wide = (form & 1) != 0;
      host.real = (form & 2) != 0;
      fillState();
      run(0xDD, 6 << 3);
      byte[] image = host.memory.clone();
      assertThat(slots[BASE + 16]).as("FNSAVE initializes").isEqualTo(0x037F);
      run(0xDD, 4 << 3);
      host.fill(0);
      run(0xDD, 6 << 3);
      assertThat(Arrays.copyOf(host.memory, 94)).isEqualTo(Arrays.copyOf(image, 94));
    }
  }

  @Test
  void theExtendedImageRestoresWhatItSavedAndLeavesTheRestAlone() {
    fillState();
    long[] before = slots.clone();
    host.fill(0xA5);
    fpu.saveExtended(host);
    assertThat(slots).as("FXSAVE changes nothing").isEqualTo(before);
    assertThat(host.read(0, 8)).isEqualTo(0x01F7_00FC_1800_0340L);
    assertThat(host.read(24, 8)).isEqualTo(0xA5A5_A5A5_A5A5_A5A5L);
    assertThat(host.read(160, 8)).isEqualTo(0xA5A5_A5A5_A5A5_A5A5L);
    fpu.reset();
    fpu.restoreExtended(host);
    assertThat(slots).isEqualTo(before);
  }

  private void fillState() {
    run(0xDB, 0xE3);
    host.write(0, 2, 0x0340);
    run(0xD9, 5 << 3);
    host.codeSelector = 0x0008;
    host.instructionOffset = 0x4321;
    for (int constant = 0xE8; constant < 0xEE; constant++) {
      run(0xD9, constant);
    }
    run(0xD9, 0xF7);
  }

  @Test
  void aFaultingStoreChangesNothing() {
    run(0xD9, 0xEB);
    for (int[] store :
        new int[][] {{0xD9, 3, 3}, {0xDB, 7, 9}, {0xDF, 6, 9}, {0xDD, 6, 107}, {0xD9, 6, 27}}) {
      long[] before = slots.clone();
      host.fill(0x5A);
      host.faultFrom(store[2]);
      assertThatThrownBy(() -> run(store[0], store[1] << 3)).isInstanceOf(TestHost.Fault.class);
      assertThat(slots).isEqualTo(before);
      assertThat(host.memory[0]).isEqualTo((byte) 0x5A);
    }
  }

  @Test
  void aFaultingLoadChangesNothing() {
    run(0xD9, 0xEB);
    for (int[] load : new int[][] {{0xD9, 0, 3}, {0xDB, 5, 9}, {0xDD, 4, 107}, {0xD9, 4, 27}}) {
      long[] before = slots.clone();
      host.faultFrom(load[2]);
      assertThatThrownBy(() -> run(load[0], load[1] << 3)).isInstanceOf(TestHost.Fault.class);
      assertThat(slots).isEqualTo(before);
    }
  }

  @Test
  void theStatusWordGoesToAx() {
    run(0xD9, 0xE8);
    run(0xDF, 0xE0);
    assertThat(host.ax).isEqualTo(0x3800);
  }
}
