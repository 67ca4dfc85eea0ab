package vmm.kit;

import static vmm.kit.TlbScript.NOWHERE;
import static vmm.kit.TlbScript.RUN;
import static vmm.kit.TlbScript.TWIN;
import static vmm.kit.TlbScript.page;

import java.util.List;
import java.util.function.Consumer;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.Trap.Invalidation.Scope;

/** What guests do with a TLB that they fill, in the shortest histories that show it. */
public enum TlbScenario {
  /** A to B, while memory is really at C. */
  A_MAPPED_PAGE(s -> s.map(0, 0, page(3)).write(0).read(0).readBack(0, 0).every(0x400)),

  /** Where two entries match, the lower slot counts, whichever was written first. */
  THE_LOWEST_SLOT_WINS(
      s -> {
        s.map(4, 0, page(3)).write(0).map(2, 0, page(4)).write(0).read(0).readBack(2, 0);
        s.map(6, 0, page(5)).every(0).clear(2).every(0).clear(4).every(0).clear(6).every(0);
      }),

  /** A small page in front of a part of a large one, and then behind it. */
  A_SMALL_PAGE_OVER_A_LARGE_ONE(
      s -> {
        s.map(5, 0, s.middle(), RUN).everyIn(0, 0x3000).map(3, 0x1000, page(7));
        s.everyIn(0, 0x3000).readBack(3, 0x1000).map(7, 0x2000, page(8)).everyIn(0, 0x3000);
        s.map(3, 0x1000, s.smallest(), page(9)).everyIn(0, 0x3000).clear(3).everyIn(0, 0x3000);
      }),

  /** Pages of each size, of memory in one piece where there is so much. */
  EVERY_SIZE_OF_PAGE(
      s -> {
        for (int shift : s.sizes()) {
          s.map(0, 0, shift, shift <= s.largest() ? RUN : 0).every(0).readBack(0, 0);
        }
      }),

  /** One entry of the guest's becomes many real ones. */
  A_LARGE_ENTRY_OVER_SCATTERED_PAGES(
      s -> s.map(1, 0, s.largest(), 0).everyIn(0, 0x8000).everyIn(0, 0x8000).readBack(1, 0x5000)),

  /** Memory that drops writes and a device in the page of one entry. */
  A_DEVICE_IN_A_LARGE_ENTRY(
      s -> {
        s.map(1, 0, s.largest(), 0);
        long rom = page(ModelPhysMap.ROM_PAGE) & (1L << s.largest()) - 1;
        s.everyIn(rom, 0x6000).everyIn(rom, 0x6000).map(1, 0, s.largest(), NOWHERE).every(0);
      }),

  /** Mapped memory that is none: each access reaches the bus once. */
  A_PAGE_WHERE_NOTHING_IS(
      s -> {
        s.map(0, 0, NOWHERE).every(0).readBack(0, 0).map(0, 0, page(1)).every(0);
        s.map(0, 0, page(ModelPhysMap.ROM_PAGE)).every(0).map(0, 0, NOWHERE).every(0);
      }),

  /** Pages that are smaller than a frame, side by side from different frames. */
  THE_SMALLEST_PAGES(
      s -> {
        long size = 1L << s.smallest();
        for (int i = 0; i < 4; i++) {
          s.map(i, i * size, s.smallest(), page(4 + i) + (3 - i) * size & -size);
        }
        s.everyIn(0, 0x1000).every(size).every(2 * size).clear(1).every(size).every(0);
        s.map(1, size, s.smallest(), NOWHERE).every(size).every(2 * size);
      }),

  /** The same page under two ids. */
  OVERLAPPING_ENTRIES_OF_TWO_IDS(
      s -> {
        s.map(0, 0, 12, page(3), Rights.ALL, 1).map(1, 0, 12, page(4), Rights.ALL, 2);
        for (int i = 0; i < 3; i++) {
          s.as(1, Privilege.SUPERVISOR).write(0).read(0).as(2, Privilege.SUPERVISOR).write(0);
        }
        s.map(0, 0, 12, page(5), Rights.ALL, 1).read(0).as(1, Privilege.SUPERVISOR).read(0);
        s.as(3, Privilege.SUPERVISOR).every(0);
      }),

  /** An entry of every id, in front of one of one id and behind another. */
  AN_ENTRY_OF_EVERY_ID(
      s -> {
        s.map(1, 0, 12, page(3), Rights.ALL, 0).map(0, 0, 12, page(4), Rights.ALL, 1);
        s.map(2, 0, 12, page(5), Rights.ALL, 2);
        for (int id = 0; id <= 3; id++) {
          s.as(id, Privilege.SUPERVISOR).write(0).readBack(1, 0).every(0);
        }
        s.clear(1);
        for (int id = 0; id <= 3; id++) {
          s.as(id, Privilege.SUPERVISOR).every(0);
        }
      }),

  /** More spaces than the hardware has contexts, and a return to the first. */
  MORE_SPACES_THAN_CONTEXTS(
      s -> {
        for (int id = 1; id <= 3; id++) {
          s.map(id, 0, 12, page(id), Rights.ALL, id);
        }
        for (int round = 0; round < 2; round++) {
          for (int id = 1; id <= 3; id++) {
            for (Privilege privilege : Privilege.values()) {
              s.as(id, privilege).write(0).read(0).in(1, 0, id, privilege).read(0);
            }
          }
        }
        s.map(1, 0, 12, page(9), Rights.ALL, 1).as(1, Privilege.USER).write(0).read(0);
      }),

  /** Fetches and data in different spaces. */
  SPACES_FOR_FETCHES_AND_DATA(
      s -> {
        s.map(0, 0, page(3));
        s.add(new TlbOp.Write(1, new TlbEntry(0x1000, 12, page(4), Rights.ALL, 0, 0)));
        s.add(new TlbOp.Write(2, new TlbEntry(0x1000, 12, page(5), Rights.ALL, 1, 0)));
        s.in(1, 0, 1, Privilege.USER).every(0x1000).in(0, 1, 1, Privilege.USER).every(0x1000);
        s.in(1, 0, 1, Privilege.SUPERVISOR).every(0).in(0, 1, 1, Privilege.SUPERVISOR).every(0);
        s.in(1, 1, 1, Privilege.USER).every(0).in(0, 0, 1, Privilege.USER).every(0);
      }),

  /** What only one privilege may do. */
  RIGHTS_OF_TWO_PRIVILEGES(
      s -> {
        int rights = Rights.SR | Rights.SW | Rights.UR | Rights.UX;
        s.map(0, 0, 12, page(3), rights, 0).every(0).as(0, Privilege.USER).every(0);
        s.map(0, 0, 12, page(3), Rights.UW, 0).every(0).as(0, Privilege.SUPERVISOR).every(0);
        s.map(0, 0, 12, page(3), Rights.NONE, 0).every(0).map(0, 0, page(3)).every(0);
      }),

  /** A page is shared with another machine until one writes. */
  A_SHARED_PAGE(
      s -> {
        s.map(0, 0, page(3)).write(0).add(new TlbOp.Share(page(3))).read(0).write(0).read(0);
        s.add(new TlbOp.Share(page(3))).write(0).add(new TlbOp.Move(page(3))).read(0);
        s.add(new TlbOp.Share(page(3))).map(1, 0x1000, page(3)).every(0x1000).every(0);
      }),

  /** A page loses its frame, and gets another at the next write. */
  A_PAGE_WITHOUT_A_FRAME(
      s -> {
        s.map(0, 0, page(3)).write(0).add(new TlbOp.Discard(page(3))).read(0).write(0).read(0);
        s.add(new TlbOp.Discard(page(3))).map(1, 0x1000, page(3)).write(0x1000).read(0);
      }),

  /** A run in adjacent frames, one of which comes to be shared. */
  A_LARGE_ENTRY_LOSES_ITS_RUN(
      s -> {
        s.map(0, 0, s.largest(), RUN).everyIn(0, 0x4000).add(new TlbOp.Share(RUN + page(1)));
        s.everyIn(0, 0x4000).add(new TlbOp.Move(RUN)).everyIn(0, 0x4000).readBack(0, 0);
        s.map(1, 0, s.middle(), RUN).everyIn(0, 0x4000).clear(0).everyIn(0, 0x4000);
      }),

  /** A slot is used for another page without being emptied. */
  A_REMAP_WITHOUT_AN_UNMAP(
      s -> {
        for (int i = 0; i < 4; i++) {
          s.map(0, 0, page(3 + i)).write(0).read(0).map(0, 0x2000, page(3 + i)).every(0);
          s.write(0x2000).map(0, 0, s.middle(), RUN).write(0x2000).read(0);
        }
      }),

  /** A large entry goes because of an address in its middle. */
  AN_INVALIDATION_BY_ADDRESS(
      s -> {
        s.map(1, 0, s.middle(), RUN).map(0, 0x4000, page(3)).everyIn(0, 0x5000);
        s.invalidate(Scope.PAGE, 0x2800).everyIn(0, 0x5000).readBack(1, 0x2800).readBack(0, 0);
        s.map(1, 0, s.largest(), 0).everyIn(0, 0x5000).invalidate(Scope.PAGE, 0x4400);
        s.everyIn(0, 0x5000);
      }),

  /** The hardware selects slots, until one displaces what it was not asked to replace. */
  SLOTS_THAT_THE_HARDWARE_SELECTS(
      s -> {
        s.map(0, 0, page(3)).map(1, TWIN, page(4)).every(0).every(TWIN);
        for (int i = 0; i < 6; i++) {
          s.select(2 + i, 0x1000, page(3 + i)).write(0x1000).read(0x1000).readBack(2 + i, 0x1000);
          s.select(8 + i, i * TWIN, page(10 + i)).write(i * TWIN).every(0).every(TWIN);
        }
        for (int i = 0; i < 6; i++) {
          s.every(i * TWIN).readBack(8 + i, i * TWIN);
        }
        s.invalidate(Scope.PAGE, 0x1000).every(0x1000);
        for (int i = 0; i < 6; i++) {
          s.clear(2 + i).every(0x1000).clear(8 + i).every(i * TWIN).readBack(8 + i, 0x1000);
        }
      }),

  /** Everything goes, but what belongs to every id once. */
  AN_INVALIDATION_OF_EVERYTHING(
      s -> {
        s.map(0, 0, 12, page(3), Rights.ALL, 0).map(1, 0x1000, 12, page(4), Rights.ALL, 1);
        s.as(1, Privilege.SUPERVISOR).everyIn(0, 0x2000);
        s.invalidate(Scope.NON_GLOBAL, 0).everyIn(0, 0x2000);
        s.invalidate(Scope.ALL, 0).everyIn(0, 0x2000).readBack(0, 0);
      });

  @SuppressWarnings("ImmutableEnumChecker") // the scripts capture nothing
  private final Consumer<TlbScript> script;

  TlbScenario(Consumer<TlbScript> script) {
    this.script = script;
  }

  /** The scenario as a history on {@code setup}. */
  public List<TlbOp> history(TlbSetup setup) {
    TlbScript tlb = new TlbScript(setup);
    script.accept(tlb);
    return tlb.ops();
  }
}
