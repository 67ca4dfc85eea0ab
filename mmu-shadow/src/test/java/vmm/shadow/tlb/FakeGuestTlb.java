package vmm.shadow.tlb;

import org.jspecify.annotations.Nullable;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;

/** The guest's entries, in an array. */
final class FakeGuestTlb implements SoftwareTlb {
  final @Nullable TlbEntry[] entries = new TlbEntry[8];

  @Override
  public int slots() {
    return entries.length;
  }

  @Override
  public @Nullable TlbEntry entry(int slot) {
    return entries[slot];
  }
}
