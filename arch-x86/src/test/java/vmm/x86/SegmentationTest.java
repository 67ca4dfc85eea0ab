package vmm.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_SS;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentationTest {
  private static final int DATA = SegmentAttributes.REAL_DATA;

  private final long[] slots = new long[X86Registers.file().slots()];

  @BeforeEach
  void protectedMode() {
    slots[X86Registers.CR0] = X86Mode.CR0_PE;
  }

  private void segment(int segment, long base, long limit, int attributes) {
    slots[BASE + segment] = base;
    slots[LIMIT + segment] = limit;
    slots[ATTRIBUTES + segment] = attributes;
  }

  private void assertViolation(int segment, long offset, int bytes, boolean write, int vector) {
    assertThatThrownBy(() -> Segmentation.linear(slots, segment, offset, bytes, write))
        .isInstanceOfSatisfying(
            X86Fault.class, fault -> assertThat(fault.vector()).isEqualTo(vector));
  }

  @Test
  void operandsLieWithinTheLimit() {
    segment(SEG_DS, 0x1000, 0xFFF, DATA);

    assertThat(Segmentation.linear(slots, SEG_DS, 0xFFC, 4, true)).isEqualTo(0x1FFC);
    assertViolation(SEG_DS, 0xFFD, 4, true, X86Fault.GP);
    assertViolation(SEG_DS, 0xFFFF_FFFFL, 2, false, X86Fault.GP);
  }

  @Test
  void theStackSegmentRaisesStackFaults() {
    segment(SEG_SS, 0, 0xFF, DATA);

    assertViolation(SEG_SS, 0x100, 1, false, X86Fault.SS);
  }

  @Test
  void expandDownSegmentsHoldOffsetsAboveTheLimit() {
    segment(SEG_DS, 0, 0xFFF, DATA | SegmentAttributes.EXPAND_DOWN);

    assertThat(Segmentation.linear(slots, SEG_DS, 0x1000, 2, true)).isEqualTo(0x1000);
    assertViolation(SEG_DS, 0xFFF, 1, true, X86Fault.GP);
    assertViolation(SEG_DS, 0xFFFF, 2, true, X86Fault.GP);

    segment(SEG_DS, 0, 0xFFF, DATA | SegmentAttributes.EXPAND_DOWN | SegmentAttributes.BIG);
    assertThat(Segmentation.linear(slots, SEG_DS, 0xFFFF, 2, true)).isEqualTo(0xFFFF);
  }

  @Test
  void codeIsReadOnlyAndMayBeUnreadable() {
    int code = SegmentAttributes.PRESENT | SegmentAttributes.NON_SYSTEM | SegmentAttributes.CODE;
    segment(SEG_CS, 0, 0xFFFF, code | SegmentAttributes.READABLE);

    assertThat(Segmentation.linear(slots, SEG_CS, 0, 1, false)).isZero();
    assertViolation(SEG_CS, 0, 1, true, X86Fault.GP);

    segment(SEG_CS, 0, 0xFFFF, code);
    assertViolation(SEG_CS, 0, 1, false, X86Fault.GP);
  }

  @Test
  void realModeChecksNoType() {
    slots[X86Registers.CR0] = 0;
    segment(SEG_CS, 0x10000, 0xFFFF, SegmentAttributes.CODE);

    assertThat(Segmentation.linear(slots, SEG_CS, 2, 2, true)).isEqualTo(0x10002);
  }

  @Test
  void unusableSegmentsAllowNothing() {
    segment(SEG_DS, 0, 0xFFFF_FFFFL, DATA | SegmentAttributes.UNUSABLE);

    assertViolation(SEG_DS, 0, 1, false, X86Fault.GP);
  }

  @Test
  void linearAddressesWrapAtFourGibibytes() {
    segment(SEG_DS, 0xFFFF_FFF0L, 0xFFFF, DATA);

    assertThat(Segmentation.linear(slots, SEG_DS, 0x20, 1, false)).isEqualTo(0x10);
  }
}
