package vmm.kit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbMmu;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime.FilledTlb;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;
import vmm.ppc.PpcModel;
import vmm.ppc.mmu.PpcMmu;
import vmm.ppc.mmu.PpcMmuModel;

/** The MMU of a PowerPC processor, as hardware for the kit. */
abstract class PpcTlb implements TlbHardware {
  final Surroundings surroundings;
  final PpcMmu mmu;
  private final PpcModel model;
  private FilledTlb regime;

  PpcTlb(Surroundings surroundings, PpcModel model) {
    this.surroundings = surroundings;
    this.model = model;
    this.mmu = new PpcMmu(model);
    mmu.attach(surroundings.cache());
    this.regime =
        new FilledTlb(mmu.guest(), TlbSpace.of(0, 0), TlbSpace.of(0, 0), Privilege.SUPERVISOR);
  }

  @Override
  public TlbMmu model() {
    return PpcMmuModel.of(model);
  }

  @Override
  public FilledTlb regime() {
    return regime;
  }

  @Override
  public RealTlb realTlb() {
    return mmu.standIn();
  }

  @Override
  public NestedTlb nestedTlb() {
    return mmu.nesting();
  }

  @Override
  public void programmed(RealView view) {
    mmu.programmed(view);
    mmu.select(regime);
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    return mmu.translate(view, regime, gva, access, privilege);
  }

  @Override
  public int search(long gva) {
    int slot = mmu.guest().find(gva, regime.data());
    return surroundings.trapping(TrapKind.TLB_SEARCH)
        ? (int) completed(new Trap.TlbSearch(gva, slot))
        : slot;
  }

  @Override
  public void select(TlbSpace fetches, TlbSpace data, Privilege privilege) {
    FilledTlb next = new FilledTlb(mmu.guest(), fetches, data, privilege);
    if (surroundings.trapping(TrapKind.REGIME_CHANGE)) {
      completed(new Trap.RegimeChange(next));
    }
    regime = next;
    mmu.select(next);
  }

  /** Tells of a write that is about to be made. */
  final void announce(int slot, @Nullable TlbEntry next) {
    if (surroundings.trapping(TrapKind.TLB_WRITE)) {
      completed(new Trap.TlbWrite(slot, Optional.ofNullable(next)));
    }
  }

  /** Reads a word of a slot. */
  final long read(int slot, long word) {
    return surroundings.trapping(TrapKind.TLB_READ)
        ? completed(new Trap.TlbRead(slot, word))
        : word;
  }

  /** Brings the hardware up to date with a slot that was written. */
  final void settle(int slot, @Nullable TlbEntry old) {
    TlbEntry now = mmu.guest().entry(slot);
    if (!mmu.changed(slot, old) && now != null) {
      mmu.synchronize();
      surroundings.raise(new Trap.SecondStageMiss(slot, now));
      mmu.place(slot, now);
    }
  }

  final long completed(Trap trap) {
    if (surroundings.raise(trap) instanceof TrapReply.Completed(long value)) {
      return value;
    }
    throw new AssertionError("only completed can be: " + trap);
  }
}
