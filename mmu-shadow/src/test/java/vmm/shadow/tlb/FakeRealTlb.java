package vmm.shadow.tlb;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.TlbEntry;

/** A real TLB of four slots. */
final class FakeRealTlb implements RealTlb {
  private final @Nullable TlbEntry[] entries = new TlbEntry[4];

  /** What it holds, in the order of its slots. */
  List<TlbEntry> held() {
    return Arrays.stream(entries).filter(Objects::nonNull).toList();
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
    entries[slot] = entry;
  }

  @Override
  public void clear(int slot) {
    entries[slot] = null;
  }
}
