package vmm.x86;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_GS;
import static vmm.x86.X86Registers.SEG_SS;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class X86ModeTest {
  private static final long ALL = 0xFFFF_FFFFL;
  private static final int DATA = SegmentAttributes.REAL_DATA | SegmentAttributes.BIG;
  private static final int CODE = DATA | SegmentAttributes.CODE;
  private static final int RING_3 = 3 << SegmentAttributes.DPL_SHIFT;

  private final long[] slots = new long[X86Registers.file().slots()];

  @BeforeEach
  void flatProtectedMode() {
    slots[X86Registers.CR0] = X86Mode.CR0_PE;
    for (int segment = 0; segment <= SEG_GS; segment++) {
      slots[LIMIT + segment] = ALL;
      slots[ATTRIBUTES + segment] = segment == SEG_CS ? CODE : DATA;
    }
  }

  private boolean has(long bit) {
    return X86Mode.has(X86Mode.of(slots), bit);
  }

  @Test
  void flatSegmentsNeedNoChecks() {
    long mode = X86Mode.of(slots);

    assertThat(X86Mode.flat(mode, SEG_DS)).isTrue();
    assertThat(X86Mode.flat(mode, SEG_CS)).isTrue();
    assertThat(has(X86Mode.CODE32 | X86Mode.STACK32 | X86Mode.CODE_UNLIMITED)).isTrue();
    assertThat(X86Mode.realAddressing(mode)).isFalse();
  }

  @Test
  void basesLimitsAndRightsTakeThatAway() {
    slots[BASE + SEG_DS] = 16;
    assertThat(X86Mode.flat(X86Mode.of(slots), SEG_DS)).isFalse();
    assertThat(X86Mode.plain(X86Mode.of(slots), SEG_DS)).isTrue();

    slots[ATTRIBUTES + SEG_DS] = DATA & ~SegmentAttributes.WRITABLE;
    assertThat(X86Mode.plain(X86Mode.of(slots), SEG_DS)).isFalse();

    slots[ATTRIBUTES + SEG_DS] = DATA | SegmentAttributes.EXPAND_DOWN;
    assertThat(X86Mode.plain(X86Mode.of(slots), SEG_DS)).isFalse();
  }

  @Test
  void theBaseOfCodeIsPartOfTheMode() {
    slots[BASE + SEG_CS] = 0xFFFF_0000L;

    assertThat(X86Mode.codeBase(X86Mode.of(slots))).isEqualTo(0xFFFF_0000L);
  }

  @Test
  void privilegeIsThatOfTheStackSegment() {
    slots[ATTRIBUTES + SEG_SS] = DATA | RING_3;

    assertThat(X86Mode.cpl(X86Mode.of(slots))).isEqualTo(3);
    assertThat(has(X86Mode.IOPL_ALLOWS)).isFalse();

    Flags.write(slots, Flags.IOPL);
    assertThat(has(X86Mode.IOPL_ALLOWS)).isTrue();
  }

  @Test
  void alignmentIsCheckedForUsersWhoAskForIt() {
    slots[X86Registers.CR0] |= X86Mode.CR0_AM;
    Flags.write(slots, Flags.AC);
    assertThat(has(X86Mode.ALIGNED)).isFalse();

    slots[ATTRIBUTES + SEG_SS] = DATA | RING_3;
    assertThat(has(X86Mode.ALIGNED)).isTrue();
  }

  @Test
  void coprocessorSwitchesStepAndShadowAreSeen() {
    assertThat(has(X86Mode.EM) || has(X86Mode.TS) || has(X86Mode.MP)).isFalse();
    slots[X86Registers.CR0] |= X86Mode.CR0_EM | X86Mode.CR0_TS | X86Mode.CR0_MP;
    slots[X86Registers.SHADOW] = X86Mode.SHADOW_STI;
    Flags.write(slots, Flags.TF);

    long all = X86Mode.EM | X86Mode.TS | X86Mode.MP | X86Mode.STEP | X86Mode.SHADOW;
    assertThat(has(all)).isTrue();
  }

  @Test
  void onlyEnabledInstructionBreakpointsCount() {
    slots[X86Registers.DR7] = 0b11L << 16 | 1;
    assertThat(has(X86Mode.BREAKPOINTS)).isFalse();
    assertThat(has(X86Mode.WATCHING)).isTrue();

    slots[X86Registers.DR7] = 0b11L << 16;
    assertThat(has(X86Mode.WATCHING)).isFalse();

    slots[X86Registers.DR7] = 1;
    assertThat(has(X86Mode.BREAKPOINTS)).isTrue();
    assertThat(has(X86Mode.WATCHING)).isFalse();
  }

  @Test
  void realModeMayWriteThroughCode() {
    slots[X86Registers.CR0] = 0;
    slots[LIMIT + SEG_CS] = 0xFFFF;

    assertThat(X86Mode.plain(X86Mode.of(slots), SEG_CS)).isTrue();
    assertThat(has(X86Mode.CODE_64K)).isTrue();
    assertThat(X86Mode.realAddressing(X86Mode.of(slots))).isTrue();
  }
}
