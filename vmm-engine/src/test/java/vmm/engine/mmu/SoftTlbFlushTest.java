package vmm.engine.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.memory.Frame;
import vmm.api.mmu.Privilege;

class SoftTlbFlushTest {
  private static final long BASE = 0x4000_0000L;
  private static final long HPA = 0x10_0000L;

  private final SoftTlb tlb = new SoftTlb(2);

  private void fill(long gva) {
    tlb.fill(tlb.reads, gva, HPA, Frame.SHIFT, Privilege.SUPERVISOR);
    tlb.fill(tlb.writes, gva, HPA, Frame.SHIFT, Privilege.USER);
    for (Privilege privilege : Privilege.values()) {
      tlb.fillFetch(gva, HPA, Frame.SHIFT, privilege);
    }
  }

  private boolean holds(long gva) {
    boolean reads = SoftTlb.find(tlb.reads, gva, 1, tlb.key(Privilege.SUPERVISOR)) >= 0;
    assertThat(SoftTlb.find(tlb.writes, gva, 1, tlb.key(Privilege.USER)) >= 0).isEqualTo(reads);
    for (Privilege privilege : Privilege.values()) {
      assertThat(tlb.findFetch(gva, 1, privilege) >= 0).isEqualTo(reads);
    }
    return reads;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12, 13, 16, 20, 22, 23, 24, 28})
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

  @ParameterizedTest
  @ValueSource(ints = {12, 16, 22, 28})
  void aPageGoesInEveryContext(int pageShift) {
    fill(BASE);
    tlb.select(1, 1);
    tlb.flushPage(BASE, pageShift);
    tlb.select(0, 0);

    assertThat(holds(BASE)).isFalse();
  }
}
