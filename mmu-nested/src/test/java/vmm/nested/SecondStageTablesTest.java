package vmm.nested;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;
import vmm.fixtures.FakeMemory;
import vmm.fixtures.TinyFormat;

class SecondStageTablesTest {
  private final FakeMemory memory = new FakeMemory();
  private final TinyFormat format = new TinyFormat(3, false);
  private final SecondStageTables tables = new SecondStageTables(format, memory, memory.size() - 1);

  @Test
  void aPageIsMappedThroughTablesMadeOnTheWay() {
    tables.map(0x12_3000, 1, 0xABC000, Rights.ALL, Rights.SR);

    assertThat(leafAt(0x12_3000, 1).address()).isEqualTo(0xABC000);
    assertThat(tables.tables()).isEqualTo(3);
  }

  @Test
  void theLargestLeafIsTheOneThatRunAndFormatAllow() {
    assertThat(tables.leafLevel(12)).isEqualTo(1);
    assertThat(tables.leafLevel(15)).isEqualTo(1);
    assertThat(tables.leafLevel(16)).isEqualTo(2);
    assertThat(tables.leafLevel(40)).isEqualTo(2);
  }

  @Test
  void aFirstMappingReplacesNothing() {
    assertThat(tables.map(0, 1, 0x1000, Rights.ALL, Rights.SR)).isFalse();
    assertThat(tables.map(0, 1, 0x2000, Rights.ALL, Rights.SR)).isTrue();
  }

  @Test
  void aLargeLeafTakesTheTablesBelowAway() {
    tables.map(0x3000, 1, 0x1000, Rights.ALL, Rights.SR);

    assertThat(tables.map(0, 2, 0x40000, Rights.ALL, Rights.SR)).isTrue();

    assertThat(tables.tables()).isEqualTo(2);
    assertThat(tables.leavesByShift()).containsEntry(12, 0L).containsEntry(16, 1L);
  }

  @Test
  void aSmallLeafSplitsALargeOne() {
    tables.map(0, 2, 0x40000, Rights.ALL, Rights.SR);

    assertThat(tables.map(0x3000, 1, 0x1000, Rights.ALL, Rights.SR)).isTrue();

    assertThat(tables.leavesByShift()).containsEntry(12, 1L).containsEntry(16, 0L);
  }

  @Test
  void unmappingPartOfALargePageRemovesItAll() {
    tables.map(0x10000, 2, 0x40000, Rights.ALL, Rights.SR);
    tables.map(0x20000, 1, 0x1000, Rights.ALL, Rights.SR);
    tables.map(0x23000, 1, 0x2000, Rights.ALL, Rights.SR);

    tables.unmap(0x1F000, 0x2000);

    assertThat(tables.leavesByShift()).containsEntry(12, 1L).containsEntry(16, 0L);
    assertThat(leafAt(0x23000, 1).address()).isEqualTo(0x2000);
  }

  @Test
  void tablesThatLieWhollyInAnUnmappedRangeAreGivenBack() {
    tables.map(0x20000, 1, 0x1000, Rights.ALL, Rights.SR);

    tables.unmap(0x20000, 0x10000);

    assertThat(tables.tables()).isEqualTo(2);
  }

  @Test
  void closingGivesEveryFrameBack() {
    tables.map(0x12_3000, 1, 0xABC000, Rights.ALL, Rights.SR);
    tables.map(0x20000, 2, 0x40000, Rights.ALL, Rights.SR);

    tables.close();

    assertThat(memory.framesInUse()).isZero();
  }

  private TableEntry.Leaf leafAt(long gpa, int level) {
    long table = tables.rootHpa();
    for (int at = format.levels(); at > level; at--) {
      long raw = memory.read(table + 8L * format.index(at, gpa), 8);
      table = ((TableEntry.Table) format.decode(at, raw)).address();
    }
    long raw = memory.read(table + 8L * format.index(level, gpa), 8);
    return (TableEntry.Leaf) format.decode(level, raw);
  }
}
