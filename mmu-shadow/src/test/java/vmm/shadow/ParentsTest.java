package vmm.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vmm.api.mmu.Rights;
import vmm.fixtures.TinyFormat;

class ParentsTest {
  private static final TinyFormat FORMAT = new TinyFormat(2, false);

  private final RealTable table =
      new RealTable(TableKey.guest(FORMAT, 2, 0x1000, Rights.ALL), FORMAT, 0x5000, true);
  private final Parents parents = new Parents();

  @Test
  void aSoleOneIsFoundUntilThereIsAnother() {
    assertThat(parents.sole()).isNull();

    parents.add(new Slot(table, 1));
    assertThat(parents.sole()).isEqualTo(new Slot(table, 1));
    assertThat(parents).containsExactly(new Slot(table, 1));

    parents.add(new Slot(table, 2));
    assertThat(parents.sole()).isNull();
    assertThat(parents).containsExactly(new Slot(table, 1), new Slot(table, 2));
  }

  @Test
  void onlyTheOneAtThatPlaceIsTakenOut() {
    parents.add(new Slot(table, 1));
    parents.remove(table, 2);
    assertThat(parents).hasSize(1);

    parents.add(new Slot(table, 2));
    parents.remove(table, 1);
    assertThat(parents).containsExactly(new Slot(table, 2));
    parents.remove(table, 2);
    assertThat(parents).isEmpty();
  }

  @Test
  void whatIsPresentIsFoundInOrder() {
    int last = table.entries() - 1;
    table.setLeaf(3);
    table.setLeaf(last);

    assertThat(table.nextPresent(0)).isEqualTo(3);
    assertThat(table.nextPresent(3)).isEqualTo(3);
    assertThat(table.nextPresent(4)).isEqualTo(last);
    table.setAbsent(3);
    table.setAbsent(last);
    assertThat(table.nextPresent(0)).isEqualTo(table.entries());
    assertThat(table.live()).isZero();
  }
}
