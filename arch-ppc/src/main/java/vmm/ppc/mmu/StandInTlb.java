package vmm.ppc.mmu;

import java.util.Arrays;
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
  /** A context that no entry has. */
  private static final int NONE = -1;

  private final @Nullable TlbEntry[] entries;

  // Of each entry once more what is compared, at each miss of the engine's cache.
  private final int[] contexts;
  private final long[] gvas;
  private final int[] shifts;

  private final TlbWatch watch;

  StandInTlb(int slots, TlbWatch watch) {
    entries = new TlbEntry[slots];
    contexts = new int[slots];
    gvas = new long[slots];
    shifts = new int[slots];
    Arrays.fill(contexts, NONE);
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
    contexts[slot] = entry.id();
    gvas[slot] = entry.gva();
    shifts[slot] = entry.pageShift();
  }

  @Override
  public void clear(int slot) {
    TlbEntry old = entries[slot];
    if (old != null) {
      entries[slot] = null;
      contexts[slot] = NONE;
      watch.dropped(old);
    }
  }

  Translation translate(int context, long gva, AccessType access, Privilege privilege) {
    TlbEntry entry = find(context, gva);
    if (entry != null && Rights.allow(entry.rights(), access, privilege)) {
      return new Translation.Mapped(entry.translate(gva), entry.rights(), entry.pageShift());
    }
    FaultCause cause = entry == null ? FaultCause.NOT_PRESENT : FaultCause.PROTECTION;
    return new Translation.Fault(gva, access, privilege, cause, 0);
  }

  private @Nullable TlbEntry find(int context, long gva) {
    for (int slot = 0; slot < contexts.length; slot++) {
      if (contexts[slot] == context && (gvas[slot] ^ gva) >>> shifts[slot] == 0) {
        return entries[slot];
      }
    }
    return null;
  }
}
