package vmm.ppc.mmu;

import org.jspecify.annotations.Nullable;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.Translation;

/** The hardware's TLB while the VMM's entries stand in for the guest's. */
final class StandInTlb implements RealTlb {
  private final @Nullable TlbEntry[] entries;
  private final TlbWatch watch;

  StandInTlb(int slots, TlbWatch watch) {
    entries = new TlbEntry[slots];
    this.watch = watch;
  }

  @Override
  public int slots() {
    return entries.length;
  }

  @Override
  public @Nullable TlbEntry read(int slot) {
    return entries[slot];
  }

  @Override
  public void write(int slot, TlbEntry entry) {
    clear(slot);
    entries[slot] = entry;
  }

  @Override
  public void clear(int slot) {
    TlbEntry old = entries[slot];
    if (old != null) {
      entries[slot] = null;
      watch.dropped(old);
    }
  }

  Translation translate(int context, long gva, AccessType access, Privilege privilege) {
    FaultCause cause = FaultCause.NOT_PRESENT;
    for (TlbEntry entry : entries) {
      if (entry != null && entry.id() == context && entry.covers(gva)) {
        if (Rights.allow(entry.rights(), access, privilege)) {
          return new Translation.Mapped(entry.translate(gva), entry.rights(), entry.pageShift());
        }
        cause = FaultCause.PROTECTION;
        break;
      }
    }
    return new Translation.Fault(gva, access, privilege, cause, 0);
  }
}
