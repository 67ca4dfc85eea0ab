package vmm.shadow;

import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import org.junit.jupiter.api.Test;
import vmm.api.mmu.RealMmu;

class ShootdownTest {
  private final RealMmu mmu = mock(RealMmu.class);
  private final Shootdown shootdown = new Shootdown();

  @Test
  void eachPageIsInvalidatedOnce() {
    shootdown.page(0x1000);
    shootdown.page(0x1000);
    shootdown.page(0x2000);

    shootdown.flush(mmu);
    shootdown.flush(mmu);

    verify(mmu).invalidatePage(0x1000);
    verify(mmu).invalidatePage(0x2000);
    verifyNoMoreInteractions(mmu);
  }

  @Test
  void manyPagesAreInvalidatedTogether() {
    for (long page = 0; page < 100; page++) {
      shootdown.page(page << 12);
    }

    shootdown.flush(mmu);

    verify(mmu).invalidateAll();
    verify(mmu, never()).invalidatePage(anyLong());
  }

  @Test
  void everythingIncludesEachPage() {
    shootdown.page(0x1000);
    shootdown.all();
    shootdown.page(0x2000);

    shootdown.flush(mmu);
    shootdown.flush(mmu);

    verify(mmu, times(1)).invalidateAll();
    verifyNoMoreInteractions(mmu);
  }
}
