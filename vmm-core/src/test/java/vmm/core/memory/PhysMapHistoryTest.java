package vmm.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.arch.Image;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;

/**
 * Random histories of two machines on one host memory against a model that is plain to see: one
 * value per page and machine. The machines cache what was granted, as strategies do, and drop it
 * when they are told: so a change that is not told, or told too late, shows as a wrong value.
 */
class PhysMapHistoryTest {
  private static final long RAM = 6 << 20;
  private static final long ROM = 0xF00000;
  private static final long LINE = 1 << 20;

  private final SparseHostMemory memory = SparseHostMemory.reserve(32 << 20);
  private final ImageFrames images = new ImageFrames(memory);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyReadFindsWhatTheModelSays(long seed) {
    var random = new SplittableRandom(seed);
    var image = new Image("image", new byte[64 * Frame.SIZE]);
    for (int page = 0; page < 64; page++) {
      image.bytes()[page * Frame.SIZE] = (byte) (page + 100);
    }
    long before = memory.frames().framesInUse();
    var machines = List.of(new Machine(image), new Machine(image));
    for (int step = 0; step < 20_000; step++) {
      Machine machine = machines.get(random.nextInt(2));
      long gpa = random.nextLong(random.nextInt(20) == 0 ? 2 * ROM : RAM);
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> machine.write(gpa, random.nextInt(256));
        case 4 -> machine.load(gpa, random.nextInt(64));
        case 5 -> machine.gate(step % 100 == 0);
        default -> machine.read(gpa);
      }
    }
    machines.forEach(Machine::readAll);
    machines.forEach(machine -> machine.map.close());
    assertThat(memory.frames().framesInUse()).isEqualTo(before);
    memory.close();
  }

  /** A machine, its model, and what a strategy would have in its tables. */
  private final class Machine {
    private final Image image;
    private final MachinePhysMap map;
    private final Map<Long, Long> model = new HashMap<>();
    private final Map<Long, PageGrant.Backed> granted = new HashMap<>();
    private long mask = -1;

    Machine(Image image) {
      this.image = image;
      map = new MachinePhysMap(memory, images, memory.size() - 1, (hpa, bytes) -> {});
      map.addRam(0, RAM);
      map.addRom(ROM, new byte[] {77});
      map.addListener(
          (gpa, bytes) -> granted.keySet().removeIf(page -> page >= gpa && page < gpa + bytes));
    }

    private long canonical(long gpa) {
      return Frame.base(gpa & mask);
    }

    void read(long gpa) {
      PageGrant grant = cached(gpa, false);
      long page = canonical(gpa);
      switch (grant) {
        case PageGrant.Backed(long hpa, _, _) ->
            assertThat(memory.read(hpa, 1))
                .as("at %x", gpa)
                .isEqualTo(model.getOrDefault(page, 0L));
        case PageGrant.ReadOnly(long hpa) -> {
          assertThat(page).isEqualTo(ROM);
          assertThat(memory.read(hpa, 1)).isEqualTo(77);
        }
        case PageGrant.Device() -> assertThat(page).isGreaterThanOrEqualTo(RAM).isNotEqualTo(ROM);
      }
    }

    void write(long gpa, long value) {
      if (cached(gpa, true) instanceof PageGrant.Backed(long hpa, boolean writable, _)) {
        assertThat(writable).isTrue();
        assertThat(memory.frames().references(hpa)).isEqualTo(1);
        memory.write(hpa, 1, value);
        model.put(canonical(gpa), value);
      }
    }

    /** Uses an old answer as long as nobody said that it is void, large runs included. */
    private PageGrant cached(long gpa, boolean forWriting) {
      long page = Frame.base(gpa);
      PageGrant.Backed old = granted.get(page);
      if (old != null && (old.writable() || !forWriting)) {
        return old;
      }
      PageGrant now = map.resolve(gpa, forWriting);
      if (now instanceof PageGrant.Backed backed) {
        checkRun(page, backed);
        granted.put(page, backed);
      }
      return now;
    }

    /** Every page of the run that was promised has the same kind of answer, side by side. */
    private void checkRun(long page, PageGrant.Backed backed) {
      long size = 1L << backed.runShift();
      long other = (page & -size) + Frame.base((page * 31) & (size - 1));
      assertThat(map.peek(other))
          .isEqualTo(
              new PageGrant.Backed(
                  backed.hpa() + other - page, backed.writable(), backed.runShift()));
    }

    void load(long gpa, int imagePage) {
      long page = canonical(gpa);
      if (map.isRam(page, Frame.SIZE)) {
        map.putImagePage(page, image, (long) imagePage * Frame.SIZE);
        model.put(page, imagePage + 100L);
      }
    }

    void gate(boolean toggle) {
      if (toggle) {
        mask ^= LINE;
        map.setAddressMask(mask);
      }
    }

    void readAll() {
      for (long gpa = 0; gpa < RAM; gpa += Frame.SIZE) {
        read(gpa);
      }
    }
  }
}
