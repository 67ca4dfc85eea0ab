package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.Trap;

/** Writes down what a guest does with its TLB. */
public final class TlbScript {
  /** gpa of the run in adjacent frames. */
  static final long RUN = 1L << ModelPhysMap.RUN_SHIFT;

  /** A gpa at which there is nothing. */
  static final long NOWHERE = 2 * RUN;

  /** Pages so far apart, in bytes, share a set where there are sets. */
  static final long TWIN = 1L << 19;

  private static final int PAGE_SHIFT = Frame.SHIFT;

  private final TlbSetup setup;
  private final List<TlbOp> ops = new ArrayList<>();
  private Privilege privilege = Privilege.SUPERVISOR;
  private long stored;

  TlbScript(TlbSetup setup) {
    this.setup = setup;
  }

  /** What was written down. */
  List<TlbOp> ops() {
    return ops;
  }

  /** log2 of the sizes of the guest's pages, ascending. */
  List<Integer> sizes() {
    return setup.guestShifts();
  }

  /** log2 of the size of the guest's smallest page. */
  int smallest() {
    return setup.guestShifts().getFirst();
  }

  /** log2 of the size of the guest's largest page that the run holds. */
  int largest() {
    return setup.guestShifts().stream()
        .filter(shift -> shift <= ModelPhysMap.RUN_SHIFT)
        .toList()
        .getLast();
  }

  /** log2 of the size of the guest's smallest page that is larger than a frame. */
  int middle() {
    return setup.guestShifts().stream().filter(shift -> shift > PAGE_SHIFT).toList().getFirst();
  }

  /** gpa of a page of RAM. */
  static long page(int number) {
    return (long) number << Frame.SHIFT;
  }

  /** Any step. */
  TlbScript add(TlbOp op) {
    ops.add(op);
    return this;
  }

  /** The guest maps a page of 4 KiB of id 0, with every right. */
  TlbScript map(int slot, long gva, long gpa) {
    return map(slot, gva, PAGE_SHIFT, gpa, Rights.ALL, 0);
  }

  /** The guest maps a page of id 0, with every right. */
  TlbScript map(int slot, long gva, int shift, long gpa) {
    return map(slot, gva, shift, gpa, Rights.ALL, 0);
  }

  /** The guest maps a page of space 0. */
  TlbScript map(int slot, long gva, int shift, long gpa, int rights, int id) {
    return add(new TlbOp.Write(slot, new TlbEntry(gva, shift, gpa, rights, 0, id)));
  }

  /** The guest maps a page of 4 KiB, with every right, in a slot that the hardware selects. */
  TlbScript select(int slot, long gva, long gpa) {
    return add(new TlbOp.WriteSelected(slot, new TlbEntry(gva, PAGE_SHIFT, gpa, Rights.ALL, 0, 0)));
  }

  /** The guest empties a slot. */
  TlbScript clear(int slot) {
    return add(new TlbOp.Clear(slot));
  }

  /** The guest reads a slot back, and searches for an address. */
  TlbScript readBack(int slot, long gva) {
    return add(new TlbOp.Read(slot)).add(new TlbOp.Search(gva));
  }

  /** The guest takes an id, and a privilege, in space 0. */
  TlbScript as(int id, Privilege next) {
    return in(0, 0, id, next);
  }

  /** The guest takes spaces for fetches and data, an id and a privilege. */
  TlbScript in(int fetches, int data, int id, Privilege next) {
    privilege = next;
    return add(new TlbOp.Select(fetches, data, List.of(id), next));
  }

  /** The guest invalidates, if it can. */
  TlbScript invalidate(Trap.Invalidation.Scope scope, long gva) {
    return setup.invalidations().contains(scope)
        ? add(new TlbOp.Invalidate(scope, gva))
        : add(new TlbOp.Search(gva));
  }

  /** The guest reads. */
  TlbScript read(long gva) {
    return access(gva, AccessType.READ, privilege);
  }

  /** The guest writes something new. */
  TlbScript write(long gva) {
    return access(gva, AccessType.WRITE, privilege);
  }

  /** Every kind of access with both privileges, asked for and made. */
  TlbScript every(long gva) {
    for (Privilege as : Privilege.values()) {
      for (AccessType type : AccessType.values()) {
        add(new TlbOp.Access(gva, 4, type, as, 0, true));
        access(gva, type, as);
      }
    }
    return this;
  }

  /** Every kind of access to the first and last granule of each 4 KiB of a range. */
  TlbScript everyIn(long gva, long bytes) {
    for (long at = gva; at < gva + bytes; at += Frame.SIZE) {
      every(at).every(at + Frame.SIZE - 0x400);
    }
    return this;
  }

  private TlbScript access(long gva, AccessType type, Privilege as) {
    long value = type == AccessType.WRITE ? ++stored : 0;
    return add(new TlbOp.Access(gva, 4, type, as, value, false));
  }
}
