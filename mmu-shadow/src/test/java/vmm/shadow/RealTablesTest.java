package vmm.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.Rights;
import vmm.fixtures.FakeMemory;
import vmm.fixtures.TinyFormat;

class RealTablesTest {
  private static final TinyFormat FORMAT = new TinyFormat(2, false);
  private static final long PAGE = 0x9000;
  private static final int READ_ONLY = Rights.ALL & ~Rights.WRITE;

  private final FakeMemory memory = new FakeMemory();
  private final RealMmu mmu = mock(RealMmu.class);
  private final List<Slot> dropped = new ArrayList<>();
  private final List<RealTable> unlinked = new ArrayList<>();
  private final List<RealTable> freed = new ArrayList<>();
  private final RealTables tables =
      new RealTables(
          memory,
          memory.size() - 1,
          (table, index) -> dropped.add(new Slot(table, index)),
          unlinked::add,
          freed::add);
  private RealTable root;
  private RealTable last;

  @BeforeEach
  void linkTwoTables() {
    root = tables.allocate(key(2, 0x1000), FORMAT);
    root.root = true;
    last = tables.allocate(key(1, 0x2000), FORMAT);
    link(3);
  }

  @Test
  void whatWasAbsentNeedsNoInvalidation() {
    leaf(5, Rights.ALL);

    flush();

    verifyNoInteractions(mmu);
  }

  @Test
  void aLeafThatGoesIsInvalidatedUnderEveryAddress() {
    link(4);
    leaf(5, Rights.ALL);

    tables.clear(last, 5);
    flush();

    verify(mmu).invalidatePage(0x35000);
    verify(mmu).invalidatePage(0x45000);
    verifyNoMoreInteractions(mmu);
    assertThat(tables.read(last, 5)).isZero();
  }

  @Test
  void whoeverKeepsFlagsIsToldOfEntriesThatGoThoughTheirOwnSourceDidNotChange() {
    leaf(5, Rights.ALL);
    leaf(6, Rights.ALL);

    tables.clear(last, 5);
    assertThat(dropped).isEmpty();
    tables.clearLeaves(PAGE, 1);
    tables.free(last);

    assertThat(dropped).containsExactly(new Slot(last, 6), new Slot(root, 3));
  }

  @Test
  void aLeafThatGetsMoreRightsNeedsNoInvalidation() {
    leaf(5, READ_ONLY);
    leaf(5, Rights.ALL);

    flush();

    verifyNoInteractions(mmu);
  }

  @Test
  void aLeafThatLosesRightsIsInvalidated() {
    leaf(5, Rights.ALL);
    leaf(5, READ_ONLY);

    flush();

    verify(mmu).invalidatePage(0x35000);
  }

  @Test
  void leavesAreFoundByThePageThatTheyMap() {
    leaf(5, Rights.ALL);
    leaf(6, READ_ONLY);

    tables.clearWritableLeaves(PAGE, 0x1000);

    assertThat(last.present(5)).isFalse();
    assertThat(last.present(6)).isTrue();

    tables.clearLeaves(0, 1L << 20);

    assertThat(last.live()).isZero();
  }

  @Test
  void aLargeLeafIsFoundByEveryPageWithinIt() {
    tables.setLeaf(root, 7, FORMAT.encodeLeaf(2, 0x20000, Rights.ALL, Rights.SR), 0x30000, 0);

    tables.clearLeaves(0x3F000, 0x1000);
    flush();

    assertThat(root.present(7)).isFalse();
    verify(mmu).invalidateAll();
  }

  @Test
  void aTableThatGoesTakesItsLinksWithIt() {
    leaf(5, Rights.ALL);

    tables.free(last);
    flush();

    assertThat(root.present(3)).isFalse();
    assertThat(tables.read(root, 3)).isZero();
    assertThat(freed).containsExactly(last);
    assertThat(memory.framesInUse()).isEqualTo(1);
    verify(mmu).invalidateAll();
  }

  @Test
  void whoLosesALinkIsReported() {
    tables.clear(root, 3);

    assertThat(unlinked).containsExactly(last);
    assertThat(last.parents).isEmpty();
  }

  @Test
  void theLongestUnusedGoFirst() {
    RealTable other = tables.allocate(key(1, 0x3000), FORMAT);
    tables.find(last.key);

    tables.evict(1, table -> table == root);

    assertThat(freed).containsExactly(other);
  }

  @Test
  void anAdoptedFrameIsEmptiedButNotGivenBack() {
    long frame = memory.allocate(Long.MAX_VALUE);
    memory.write(frame + 8, 8, 0x1234);

    RealTable adopted = tables.adopt(key(1, 0x5000), FORMAT, frame);
    long entry = memory.read(frame + 8, 8);
    tables.free(adopted);

    assertThat(entry).isZero();
    assertThat(memory.references(frame)).isEqualTo(1);
  }

  @Test
  void changesOfARootAreNoted() {
    assertThat(tables.takeChanged(root)).isTrue();
    assertThat(tables.takeChanged(root)).isFalse();
  }

  private void link(int index) {
    tables.setChild(root, index, FORMAT.encodeTable(2, last.hpa, Rights.ALL), last, 0);
  }

  private void leaf(int index, int rights) {
    tables.setLeaf(last, index, FORMAT.encodeLeaf(1, 0x7000, rights, Rights.SR), PAGE, 0);
  }

  private void flush() {
    tables.shootdown().flush(mmu);
  }

  private static TableKey key(int level, long gpa) {
    return TableKey.guest(FORMAT, level, gpa, Rights.ALL);
  }
}
