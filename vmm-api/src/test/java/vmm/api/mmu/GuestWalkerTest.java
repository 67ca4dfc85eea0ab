package vmm.api.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.TranslationRegime.Identity;
import vmm.api.mmu.TranslationRegime.Tables;
import vmm.fixtures.TinyFormat;

class GuestWalkerTest {
  private static final long ROOT = 0x1000;
  private static final long TABLE = 0x2000;
  private static final long PAGE = 0x7000;

  private final TinyFormat format = new TinyFormat(2, false);
  private final Tables regime = new Tables(format, ROOT, List.of());
  private final Map<Long, Long> memory = new HashMap<>();
  private final GuestWalker walker =
      new GuestWalker(
          (gpa, _) -> memory.getOrDefault(gpa, 0L), (gpa, _, value) -> memory.put(gpa, value));

  @Test
  void withoutTablesAnAddressIsMaskedAndEverythingIsAllowed() {
    Translation result = view(new Identity(0xFFFFF), 0x101234, AccessType.WRITE);

    assertThat(result).isEqualTo(new Translation.Mapped(0x1234, Rights.ALL, 12));
  }

  @Test
  void aPageIsFoundThroughTwoLevels() {
    map(TinyFormat.WRITE, TinyFormat.WRITE);

    assertThat(view(regime, 0x23045, AccessType.WRITE))
        .isEqualTo(new Translation.Mapped(PAGE + 0x45, Rights.ALL, 12));
  }

  @Test
  void aLargePageKeepsMoreOfTheAddress() {
    memory.put(ROOT + 8, 0x30000 | TinyFormat.PRESENT | TinyFormat.PAGE);

    assertThat(view(regime, 0x1ABCD, AccessType.READ))
        .isEqualTo(new Translation.Mapped(0x3ABCD, Rights.ALL & ~Rights.WRITE, 16));
  }

  @Test
  void rightsOfTheWalkCombine() {
    map(0, TinyFormat.WRITE);

    assertThat(view(regime, 0x23000, AccessType.UPDATE))
        .isEqualTo(fault(0x23000, AccessType.UPDATE, FaultCause.PROTECTION, 1));
  }

  @Test
  void whatIsAbsentFaultsAtItsLevel() {
    map(0, 0);

    assertThat(view(regime, 0x33000, AccessType.READ))
        .isEqualTo(fault(0x33000, AccessType.READ, FaultCause.NOT_PRESENT, 2));
    assertThat(view(regime, 0x24000, AccessType.READ))
        .isEqualTo(fault(0x24000, AccessType.READ, FaultCause.NOT_PRESENT, 1));
  }

  @Test
  void reservedBitsFaultBeforeRightsDo() {
    map(0, TinyFormat.RESERVED);

    assertThat(view(regime, 0x23000, AccessType.WRITE))
        .isEqualTo(fault(0x23000, AccessType.WRITE, FaultCause.MALFORMED, 1));
  }

  @Test
  void aReadSetsAccessedFlagsOnly() {
    map(TinyFormat.WRITE, TinyFormat.WRITE);

    GuestWalker.Walk walk = walker.access(regime, 0x23000, AccessType.READ, Privilege.USER);

    assertThat(memory.get(ROOT + 16) & TinyFormat.ACCESSED).isNotZero();
    assertThat(memory.get(TABLE + 24) & (TinyFormat.ACCESSED | TinyFormat.DIRTY))
        .isEqualTo(TinyFormat.ACCESSED);
    assertThat(walk.steps().getLast().raw()).isEqualTo(memory.get(TABLE + 24));
  }

  @Test
  void aWriteSetsTheDirtyFlagOfTheLeafAlone() {
    map(TinyFormat.WRITE, TinyFormat.WRITE);

    walker.access(regime, 0x23000, AccessType.WRITE, Privilege.USER);

    assertThat(memory.get(ROOT + 16) & TinyFormat.DIRTY).isZero();
    assertThat(memory.get(TABLE + 24) & TinyFormat.DIRTY).isNotZero();
  }

  @Test
  void anAccessThatIsNotAllowedSetsNoFlag() {
    map(0, 0);
    Map<Long, Long> before = Map.copyOf(memory);

    walker.access(regime, 0x23000, AccessType.WRITE, Privilege.USER);

    assertThat(memory).isEqualTo(before);
  }

  @Test
  void anInspectionSetsNoFlag() {
    map(TinyFormat.WRITE, TinyFormat.WRITE);
    Map<Long, Long> before = Map.copyOf(memory);

    view(regime, 0x23000, AccessType.WRITE);

    assertThat(memory).isEqualTo(before);
  }

  @Test
  void anEntryUsedAtTwoLevelsGetsTheFlagsOfBoth() {
    memory.put(ROOT, ROOT | TinyFormat.PRESENT | TinyFormat.WRITE);

    GuestWalker.Walk walk = walker.access(regime, 0x123, AccessType.WRITE, Privilege.SUPERVISOR);

    assertThat(walk.outcome()).isEqualTo(new Translation.Mapped(ROOT + 0x123, Rights.ALL, 12));
    assertThat(memory.get(ROOT))
        .isEqualTo(
            ROOT | TinyFormat.PRESENT | TinyFormat.WRITE | TinyFormat.ACCESSED | TinyFormat.DIRTY);
  }

  @Test
  void aHeldRootIsNeitherReadFromMemoryNorWritten() {
    List<Long> held = LongStream.range(0, 16).map(i -> i == 2 ? TABLE | 1 : 0).boxed().toList();
    memory.put(TABLE + 24, PAGE | TinyFormat.PRESENT);
    Tables tables = new Tables(new TinyFormat(2, true), ROOT, held);

    GuestWalker.Walk walk = walker.access(tables, 0x23000, AccessType.READ, Privilege.USER);

    assertThat(walk.outcome()).isInstanceOf(Translation.Mapped.class);
    assertThat(walk.steps().getFirst().held()).isTrue();
    assertThat(memory).containsOnlyKeys(TABLE + 24);
  }

  /** Maps page 0x23 by entries with the given flags. */
  private void map(long tableFlags, long leafFlags) {
    memory.put(ROOT + 16, TABLE | TinyFormat.PRESENT | tableFlags);
    memory.put(TABLE + 24, PAGE | TinyFormat.PRESENT | leafFlags);
  }

  private Translation view(TranslationRegime of, long gva, AccessType access) {
    return walker.walk(of, gva, access, Privilege.USER).outcome();
  }

  private static Translation fault(long gva, AccessType access, FaultCause cause, int level) {
    return new Translation.Fault(gva, access, Privilege.USER, cause, level);
  }
}
