package vmm.x86.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.fixtures.TestMemory;

/** The walker against the obvious one on random tables, in one and two dimensions. */
final class X86WalkerRandomTest {
  private static final int FRAMES = 48;
  private static final int SECOND_STAGE_FRAMES = 8;
  private static final int MEMORIES = 300;
  private static final int WALKS = 120;

  private final Map<String, Integer> reached = new TreeMap<>();

  @Test
  void agreesWithTheObviousWalk() {
    Random random = new Random(20260101);
    for (int i = 0; i < MEMORIES; i++) {
      compare(random, i % 2 == 0, format(random), new EptFormat(random.nextBoolean(), 46));
    }
    assertThat(reached.keySet())
        .contains(
            "mapped",
            "violation",
            "misconfiguration",
            "NOT_PRESENT1",
            "NOT_PRESENT2",
            "NOT_PRESENT3",
            "MALFORMED1",
            "MALFORMED2",
            "PROTECTION1",
            "PROTECTION2");
  }

  private static X86PageFormat format(Random random) {
    boolean writeProtect = random.nextBoolean();
    boolean option = random.nextInt(4) != 0;
    return random.nextBoolean()
        ? new LegacyPaging(option, 36, writeProtect, false)
        : new PaePaging(option, 36, writeProtect, false);
  }

  private void compare(Random random, boolean twoStages, X86PageFormat format, EptFormat second) {
    TestMemory memory = TestMemory.ofFrames(FRAMES);
    fill(random, memory, format, second, twoStages);
    long root = (SECOND_STAGE_FRAMES + random.nextInt(4)) * (long) Frame.SIZE;
    GuestPaging guest = new GuestPaging();
    guest.setPaged(format, root);
    List<Long> preloaded = new ArrayList<>();
    for (int i = 0; i < guest.preloaded.length; i++) {
      guest.preloaded[i] = (random.nextInt(FRAMES) * (long) Frame.SIZE) | (i == 3 ? 0 : 1);
      preloaded.add(guest.preloaded[i]);
    }
    RealView view = twoStages ? new RealView.TwoStage(second, 0, 0) : new RealView.Bare();
    SlowWalker slow = new SlowWalker(memory, format, root, preloaded, second, 0, twoStages);
    X86Walker walker = new X86Walker(memory);
    for (int i = 0; i < WALKS; i++) {
      long gva = random.nextInt() & 0xFFFF_FFFFL;
      AccessType access = pick(random, AccessType.values());
      Privilege privilege = pick(random, Privilege.values());
      SlowWalker.Outcome expected = slow.walk(gva, access, privilege);
      byte[] before = memory.snapshot();
      Translation quiet = walker.translate(view, guest, gva, access, privilege, true);
      assertThat(SlowWalker.of(quiet)).isEqualTo(expected);
      assertThat(memory.snapshot()).isEqualTo(before);
      checkLoud(walker, view, guest, gva, access, privilege, expected, slow);
      memory.restore(before);
      reached.merge(expected.kind(), 1, Integer::sum);
    }
  }

  private static <T> T pick(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** A walk with effects gives the same address, and no right that a quiet one does not. */
  private static void checkLoud(
      X86Walker walker,
      RealView view,
      GuestPaging guest,
      long gva,
      AccessType access,
      Privilege privilege,
      SlowWalker.Outcome expected,
      SlowWalker slow) {
    Translation loud = walker.translate(view, guest, gva, access, privilege, false);
    SlowWalker.Outcome outcome = SlowWalker.of(loud);
    // Setting an accessed flag may need a right to write which a quiet walk does not ask for, and
    // where a table maps itself a flag may change the walk of the next one.
    if (outcome.kind().equals("violation") || !slow.walk(gva, access, privilege).equals(expected)) {
      return;
    }
    assertThat(outcome.kind()).isEqualTo(expected.kind());
    assertThat(outcome.address()).isEqualTo(expected.address());
    assertThat(outcome.rights() & ~expected.rights()).isZero();
    if (loud instanceof Translation.Mapped && access.writes()) {
      assertThat(outcome.rights()).isEqualTo(expected.rights());
    }
  }

  private static void fill(
      Random random, TestMemory memory, X86PageFormat format, EptFormat second, boolean twoStages) {
    for (int frame = 0; frame < FRAMES; frame++) {
      boolean secondStage = frame < SECOND_STAGE_FRAMES;
      if (secondStage && !twoStages) {
        continue;
      }
      int bytes = secondStage ? 8 : format.entryBytes();
      for (int at = 0; at < Frame.SIZE; at += bytes) {
        long raw =
            secondStage
                ? secondStageEntry(random, second, frame)
                : firstStageEntry(random, format, twoStages);
        memory.write((long) frame * Frame.SIZE + at, bytes, raw);
      }
    }
  }

  private static long firstStageEntry(Random random, X86PageFormat format, boolean twoStages) {
    long target = twoStages ? random.nextInt() & 0x3FFF_F000L : random.nextInt(FRAMES) << 12;
    long raw = target | (random.nextInt(8) == 0 ? 0 : 1) | (random.nextInt() & 0xE66);
    if (random.nextInt(8) == 0) {
      raw |= 0x80;
    }
    if (format.entryBytes() == 8 && random.nextInt(8) == 0) {
      raw |= 1L << (random.nextBoolean() ? 63 : 36 + random.nextInt(20));
    }
    return raw;
  }

  /** Frame 0 is the root, frames 1 to 3 are of levels 3 to 1, the others what comes. */
  private static long secondStageEntry(Random random, EptFormat second, int frame) {
    long access = random.nextInt(6) != 0 ? 7 : random.nextInt(8);
    if (frame < 3) {
      boolean leaf = frame == 2 && random.nextInt(4) == 0;
      long target = leaf ? 0x80 | 6 << 3 : (frame + 1L) << 12;
      return target | access | (random.nextInt(40) == 0 ? 0x20 : 0);
    }
    long flags = second.accessedDirty() ? random.nextInt() & 0x300 : 0;
    return ((long) random.nextInt(FRAMES) << 12)
        | access
        | (random.nextInt(30) == 0 ? 0x18 : 0x30)
        | flags;
  }
}
