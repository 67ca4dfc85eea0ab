package vmm.engine.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.memory.Frame;
import vmm.api.mmu.Privilege;

class SoftTlbTest {
  private static final long PAGE = 0x40_5000;
  private static final int CONTEXTS = 2;

  private final SoftTlb tlb = new SoftTlb(CONTEXTS);

  /** The frame of a page of code, another for each context and privilege. */
  private static long frame(int context, Privilege privilege) {
    return 0x10_0000L * (2 * context + (privilege == Privilege.USER ? 1 : 0) + 1);
  }

  @BeforeEach
  void fillOnePageForEveryContextAndPrivilege() {
    for (int context = 0; context < CONTEXTS; context++) {
      tlb.select(context, context);
      for (Privilege privilege : Privilege.values()) {
        tlb.fillFetch(PAGE, frame(context, privilege), Frame.SHIFT, privilege);
      }
    }
  }

  @Test
  void contextsAndPrivilegesDoNotEvictEachOthersCode() {
    for (int context = 0; context < CONTEXTS; context++) {
      tlb.select(context, context);
      for (Privilege privilege : Privilege.values()) {
        assertThat(tlb.findFetch(PAGE + 4, 1, privilege)).isEqualTo(frame(context, privilege) + 4);
      }
    }
  }

  @Test
  void codeIsFoundByThePrivilegeThatRuns() {
    tlb.select(1, 0);
    tlb.setRunning(Privilege.USER);
    assertThat(tlb.findFetch(PAGE)).isEqualTo(frame(1, Privilege.USER));
    tlb.setRunning(Privilege.SUPERVISOR);
    assertThat(tlb.findFetch(PAGE)).isEqualTo(frame(1, Privilege.SUPERVISOR));
  }

  @Test
  void aFlushOfAPageReachesEveryContext() {
    tlb.flushPage(PAGE + 0x123);
    assertNoCode();
  }

  @Test
  void aFlushOfALargePageReachesEveryContext() {
    tlb.flushPage(PAGE, 22);
    assertNoCode();
  }

  @Test
  void aFlushOfAnotherPageLeavesItAlone() {
    tlb.flushPage(PAGE + Frame.SIZE);
    tlb.flushPage(PAGE + 0x100_0000L);
    assertThat(tlb.findFetch(PAGE, 1, Privilege.USER)).isEqualTo(frame(1, Privilege.USER));
  }

  private void assertNoCode() {
    for (int context = 0; context < CONTEXTS; context++) {
      tlb.select(context, context);
      for (Privilege privilege : Privilege.values()) {
        assertThat(tlb.findFetch(PAGE, 1, privilege)).isEqualTo(-1);
      }
    }
  }
}
