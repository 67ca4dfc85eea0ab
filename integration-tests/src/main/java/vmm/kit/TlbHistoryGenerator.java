package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;

/**
 * Makes random TLB histories over few addresses, so that entries soon overlap, hide one another,
 * cross memory of every kind and are returned to after a switch.
 */
public final class TlbHistoryGenerator {
  private static final long RUN = 1L << ModelPhysMap.RUN_SHIFT;
  private static final int RUN_PAGES = 1 << (ModelPhysMap.RUN_SHIFT - Frame.SHIFT);

  private static final int MOST_SLOTS = 48;

  private final TlbSetup setup;
  private final int slots;
  private final List<Long> gvas;
  private final SplittableRandom random;
  private Privilege privilege = Privilege.SUPERVISOR;

  /**
   * Makes a generator; equal seeds make equal histories.
   *
   * @param slots of the guest's TLB; large ones are used in part, so that entries meet
   */
  public TlbHistoryGenerator(TlbSetup setup, int slots, long seed) {
    this.setup = setup;
    this.slots = Math.min(slots, MOST_SLOTS);
    this.gvas = setup.gvas();
    this.random = new SplittableRandom(seed);
  }

  /** A history of so many steps, of which the first fill the TLB. */
  public List<TlbOp> history(int steps) {
    List<TlbOp> ops = new ArrayList<>();
    for (int slot = 0; slot < Math.min(slots, steps / 8); slot++) {
      ops.add(new TlbOp.Write(slot, entry()));
    }
    while (ops.size() < steps) {
      ops.add(step());
    }
    return ops;
  }

  private TlbOp step() {
    int kind = random.nextInt(100);
    if (kind < 54) {
      return access();
    }
    if (kind < 64) {
      return new TlbOp.Write(random.nextInt(slots), entry());
    }
    if (kind < 70) {
      return new TlbOp.WriteSelected(random.nextInt(slots), entry());
    }
    if (kind < 80) {
      return select();
    }
    return switch (kind) {
      case 80, 81 -> new TlbOp.Clear(random.nextInt(slots));
      case 82, 83, 84 -> new TlbOp.Read(random.nextInt(slots));
      case 85, 86, 87 -> new TlbOp.Search(gva());
      case 88, 89 -> invalidate();
      case 90, 91, 92 -> new TlbOp.Share(page());
      case 93, 94 -> new TlbOp.Move(page());
      case 95, 96 -> new TlbOp.Discard(page());
      default -> new TlbOp.DeviceStore(page() + 8L * random.nextInt(512), 8, random.nextLong());
    };
  }

  private TlbEntry entry() {
    int shift = oneOf(setup.guestShifts());
    long size = 1L << shift;
    long offset = shift < Frame.SHIFT ? random.nextInt(4) * size & Frame.OFFSET_MASK : 0;
    int rights = random.nextInt(5) < 2 ? Rights.ALL : random.nextInt(Rights.ALL + 1);
    int id = random.nextInt(5) == 0 ? 0 : oneOf(setup.ids().entries());
    return new TlbEntry(
        gva() & -size, shift, page() + offset & -size, rights, random.nextInt(setup.spaces()), id);
  }

  private TlbOp select() {
    if (random.nextBoolean()) {
      privilege = random.nextBoolean() ? Privilege.USER : Privilege.SUPERVISOR;
    }
    int data = random.nextInt(setup.spaces());
    int fetches = random.nextInt(3) > 0 ? data : random.nextInt(setup.spaces());
    return new TlbOp.Select(fetches, data, oneOf(setup.ids().held()), privilege);
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private TlbOp invalidate() {
    if (setup.invalidations().isEmpty()) {
      return new TlbOp.Search(gva());
    }
    // Everything goes seldom, or there would be little to see.
    int last = random.nextInt(8) > 0 ? 1 : setup.invalidations().size();
    return new TlbOp.Invalidate(setup.invalidations().get(random.nextInt(last)), gva());
  }

  private TlbOp access() {
    int size = 1 << random.nextInt(4);
    int granule = 1 << TlbSetup.GRANULE_SHIFT;
    long gva = gva() + (random.nextInt(granule) & -size);
    AccessType[] types = AccessType.values();
    AccessType type = types[random.nextInt(types.length)];
    Privilege as = random.nextInt(24) == 0 ? other(privilege) : privilege;
    long value = type == AccessType.WRITE ? random.nextLong() & mask(size) : 0;
    return new TlbOp.Access(gva, size, type, as, value, random.nextInt(8) == 0);
  }

  private static Privilege other(Privilege privilege) {
    return privilege == Privilege.USER ? Privilege.SUPERVISOR : Privilege.USER;
  }

  private long gva() {
    return oneOf(gvas);
  }

  private long page() {
    int kind = random.nextInt(12);
    if (kind == 0) {
      return (long) (ModelPhysMap.ROM_PAGE + random.nextInt(2 * ModelPhysMap.ROM_PAGES)) << 12;
    }
    if (kind == 1) {
      return 2 * RUN + ((long) random.nextInt(4) << Frame.SHIFT);
    }
    if (kind < 6) {
      int pages = random.nextInt(3) == 0 ? RUN_PAGES : 8;
      return RUN + ((long) random.nextInt(pages) << Frame.SHIFT);
    }
    return (long) random.nextInt(ModelPhysMap.RAM_PAGES) << Frame.SHIFT;
  }

  private static long mask(int size) {
    return size == 8 ? -1L : (1L << (8 * size)) - 1;
  }
}
