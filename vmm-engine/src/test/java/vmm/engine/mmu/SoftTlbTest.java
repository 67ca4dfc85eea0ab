package vmm.engine.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.memory.Frame;
import vmm.api.mmu.Privilege;

class SoftTlbTest {
  private static final long BASE = 0x4000_0000L;
  private static final long HPA = 0x10_0000L;

  private final SoftTlb tlb = new SoftTlb(2);

  private void fill(long gva) {
    tlb.fill(tlb.reads, gva, HPA, Frame.SHIFT, Privilege.SUPERVISOR);
    tlb.fill(tlb.writes, gva, HPA, Frame.SHIFT, Privilege.USER);
  }

  private boolean holds(long gva) {
    boolean reads = SoftTlb.find(tlb.reads, gva, 1, tlb.key(Privilege.SUPERVISOR)) >= 0;
    assertThat(SoftTlb.find(tlb.writes, gva, 1, tlb.key(Privilege.USER)) >= 0).isEqualTo(reads);
    return reads;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 13, 16, 20, 23, 24, 28})
  void aPageGoesWithAllItsFramesAndNothingElse(int pageShift) {
    long size = Math.max(1L << pageShift, Frame.SIZE);
    long last = BASE + size - Frame.SIZE;
    long middle = BASE + (size / 2 & -Frame.SIZE);

    // Entries that share a place evict each other, so each is looked at alone.
    for (long within : new long[] {BASE, middle, last}) {
      fill(within);
      tlb.flushPage(BASE + size / 3, pageShift);
      assertThat(holds(within)).isFalse();
    }
    for (long beside : new long[] {BASE - Frame.SIZE, BASE + size}) {
      fill(beside);
      tlb.flushPage(BASE + size / 3, pageShift);
      assertThat(holds(beside)).isTrue();
    }
  }

  @Test
  void aPageGoesInEveryContext() {
    fill(BASE);
    tlb.select(1, 1);
    tlb.flushPage(BASE);
    tlb.select(0, 0);

    assertThat(holds(BASE)).isFalse();
  }
}
