package vmm.kit;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.PpcModel;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.MasTlb;

/**
 * The two TLB arrays of an e500 or of the core with an embedded hypervisor: pages of 4 KiB go to a
 * way of the set that their address names, or with the larger ones to TLB1 (e500 Core Family
 * Reference Manual, chapter 12; Power ISA 2.06 Book III-E, chapter 6).
 */
final class PpcMasTlb extends PpcTlb {
  private static final MasTlb.Words EMPTY = new MasTlb.Words(0, 0, 0, 0, 0);

  /** UX, SX, UW, SW, UR and SR from bit 5 of MAS3 on, as rights. */
  private static final int[] RIGHTS = {
    Rights.SR, Rights.UR, Rights.SW, Rights.UW, Rights.SX, Rights.UX
  };

  private static final int SETS = MasTlb.TLB0_ENTRIES / MasTlb.WAYS;

  private final boolean hypervisor;

  PpcMasTlb(Surroundings surroundings, PpcModel model) {
    super(surroundings, model);
    hypervisor = model.has(PpcModel.Feature.EHV);
  }

  private MasTlb tlb() {
    return (MasTlb) mmu.guest();
  }

  @Override
  public int slotFor(int number, TlbEntry entry) {
    return entry.pageShift() == 12 && number % 3 != 0
        ? MasTlb.tlb0Slot(entry.gva(), number)
        : MasTlb.tlb1Slot(number);
  }

  @Override
  public void write(int slot, Optional<TlbEntry> entry) {
    write(slot, entry.map(this::words).orElse(EMPTY));
  }

  /** With MAS0[HES], any way of the set that the address names. */
  @Override
  public List<Integer> selectable(TlbEntry entry) {
    int first = (int) (entry.gva() >>> 12) % SETS * MasTlb.WAYS;
    return hypervisor && entry.pageShift() == 12
        ? IntStream.range(first, first + MasTlb.WAYS).boxed().toList()
        : List.of();
  }

  @Override
  public int writeSelected(TlbEntry entry) {
    int slot = tlb().select(entry.gva());
    write(slot, words(entry));
    return slot;
  }

  private void write(int slot, MasTlb.Words words) {
    announce(slot, tlb().after(slot, words));
    change(slot, words);
  }

  private void change(int slot, MasTlb.Words words) {
    TlbEntry old = tlb().entry(slot);
    tlb().write(slot, words);
    settle(slot, old);
  }

  /** TSIZE counts powers of four from 1 KiB on, or of two where there is a hypervisor. */
  private MasTlb.Words words(TlbEntry entry) {
    int rights = 0;
    for (int bit = 0; bit < RIGHTS.length; bit++) {
      rights |= (entry.rights() & RIGHTS[bit]) != 0 ? 1 << bit : 0;
    }
    int space = (entry.space() & 1) != 0 ? Mas.MAS1_TS : 0;
    int state = (entry.space() & 2) != 0 ? Mas.MAS8_TGS : 0;
    int shift = entry.pageShift() - 10;
    return new MasTlb.Words(
        Mas.MAS1_V | pid(entry.id()) << 16 | space | (hypervisor ? shift << 7 : shift / 2 << 8),
        (int) entry.gva(),
        (int) entry.address() | rights,
        (int) (entry.address() >>> 32),
        state | lpid(entry.id()));
  }

  private static int pid(int id) {
    return id & Mas.TID_MASK;
  }

  private static int lpid(int id) {
    return id >>> 14;
  }

  @Override
  public Optional<TlbEntry> read(int slot) {
    read(slot, 0);
    return Optional.ofNullable(tlb().after(slot, tlb().words(slot)));
  }

  @Override
  public void invalidate(Trap.Invalidation.Scope scope, long gva) {
    if (surroundings.trapping(TrapKind.INVALIDATION)) {
      completed(new Trap.Invalidation(scope, gva));
    }
    for (int slot = 0; slot < tlb().slots(); slot++) {
      TlbEntry entry = tlb().entry(slot);
      if (entry != null && invalidates(scope, gva, slot, entry)) {
        change(slot, tlb().words(slot).invalid());
      }
    }
  }

  @Override
  public boolean invalidates(Trap.Invalidation.Scope scope, long gva, int slot, TlbEntry entry) {
    return hypervisor
        ? invalidatesLocally(scope, gva, entry)
        : scope != Trap.Invalidation.Scope.PAGE || entry.covers(gva);
  }

  /** tlbilx of the partition whose data are accessed, or of one page of its present process. */
  private boolean invalidatesLocally(Trap.Invalidation.Scope scope, long gva, TlbEntry entry) {
    TlbSpace data = regime().data();
    int id = data.ids().isEmpty() ? 0 : data.ids().getFirst();
    return scope == Trap.Invalidation.Scope.PAGE
        ? entry.covers(gva) && entry.space() == data.space() && entry.id() == id
        : lpid(entry.id()) == lpid(id);
  }
}
