package vmm.ppc.mmu;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.ppc.PpcModel;

/**
 * The MMU of a processor: the guest's TLB, the hardware's own, and what the view says is used.
 *
 * <p>Coherence: the engine caches translations by context. Here the context follows the spaces of
 * the guest's accesses while it is they that the hardware goes by. What is cached of an entry is
 * dropped when the entry is, which is what an e500's hardware does (E500CORERM, section 12.3.3,
 * "Consistency between L1 and L2 TLBs"); where a 440's guest itself writes the TLB that the
 * hardware uses, at the next context synchronization.
 */
public final class PpcMmu {
  /** Number of real entries that the VMM may program. */
  private static final int REAL_SLOTS = 64;

  /** Number of second-stage entries. */
  private static final int SECOND_STAGE_SLOTS = 64;

  /** Number of pieces. */
  private static final int PIECES = 64;

  /** log2 of the size of the smallest page. */
  private static final int SMALLEST_SHIFT = 10;

  private static final long NEVER = -1;

  private final GuestTlb guest;
  private final StandInTlb standIn;
  private final NestingTlb nesting;

  /** Null if tlbwe takes effect at once. */
  private final @Nullable StalePages stale;

  private final SpaceContexts contexts = new SpaceContexts();
  private @Nullable TlbControl cache;
  private RealView view = new RealView.Bare();

  // What bypassesCache was asked last.
  private long checkedBlock;
  private long checkedVersion = NEVER;
  private @Nullable TlbSpace checkedSpace;
  private int checkedAttributes;

  /** Makes the MMU of a model, its TLBs empty. */
  public PpcMmu(PpcModel model) {
    guest =
        model.has(PpcModel.Feature.TLB_440)
            ? new WordTlb()
            : new MasTlb(model.has(PpcModel.Feature.EHV));
    standIn = new StandInTlb(REAL_SLOTS, this::dropped);
    nesting = new NestingTlb(guest, SECOND_STAGE_SLOTS, PIECES, this::dropped);
    stale = model.has(PpcModel.Feature.TLB_440) ? new StalePages(this::dropped) : null;
  }

  /** Connects the cache of translations. */
  public void attach(TlbControl newCache) {
    cache = newCache;
  }

  /** The TLB as the guest wrote it. */
  public GuestTlb guest() {
    return guest;
  }

  /** The hardware's TLB, for strategies. */
  public RealTlb standIn() {
    return standIn;
  }

  /** The hardware that nests, for strategies. */
  public NestedTlb nesting() {
    return nesting;
  }

  /** Whether the hardware translates the guest's own entries on the way. */
  public boolean nests() {
    return view instanceof RealView.TwoStageTlb;
  }

  /** The VMM programmed what the hardware translates with. */
  public void programmed(RealView newView) {
    view = newView;
  }

  /** Whether the hardware goes by the spaces of the guest's accesses. */
  public boolean followsGuest() {
    return !(view instanceof RealView.OneStageTlb);
  }

  /** The guest's accesses go by other spaces from now on. */
  public void select(TranslationRegime.FilledTlb regime) {
    if (cache != null && followsGuest()) {
      contexts.select(regime, cache);
    }
  }

  private void dropped(TlbEntry entry) {
    if (cache != null) {
      cache.flushPage(entry.gva(), entry.pageShift());
    }
  }

  /** The guest has written over an entry, or hides others by it. */
  private void superseded(TlbEntry entry) {
    if (stale == null) {
      dropped(entry);
    } else {
      stale.add(entry);
    }
  }

  /**
   * Context synchronization: from now on no translation is used of which the guest's TLB says
   * otherwise. A trap to the VMM is one too, as it is an interrupt to the hardware.
   */
  public void synchronize() {
    if (stale != null) {
      stale.drop();
    }
  }

  /**
   * The guest's slot has changed: brings what the hardware has of it up to date, as far as that
   * does not wait for {@link #synchronize}.
   *
   * @param old what the slot held
   * @return false if the second stage has no translation for what it holds now
   */
  public boolean changed(int slot, @Nullable TlbEntry old) {
    TlbEntry now = guest.entry(slot);
    if (view instanceof RealView.OneStageTlb) {
      // The VMM was told, and has seen to it; but of byte order it knows nothing.
      if (now != null && (guest.attributes(slot) & GuestTlb.LITTLE_ENDIAN) != 0) {
        dropped(now);
      }
      return true;
    }
    if (old != null) {
      superseded(old);
    }
    if (now != null) {
      // It may hide entries in higher slots.
      superseded(now);
    }
    if (!nests()) {
      return true;
    }
    nesting.forget(slot);
    return now == null || nesting.place(slot, now);
  }

  /** Whether some page is little-endian. */
  public boolean hasLittleEndian() {
    return guest.hasLittleEndian();
  }

  /** Whether data or instructions of a space are little-endian at an address. */
  public boolean isLittleEndian(TlbSpace space, long gva) {
    return hasLittleEndian() && (attributes(space, gva) & GuestTlb.LITTLE_ENDIAN) != 0;
  }

  /** Whether a page of a space is write-through or caching inhibited. */
  public boolean bypassesCache(TlbSpace space, long gva) {
    long block = gva >>> SMALLEST_SHIFT;
    boolean asked = checkedVersion == guest.version() && checkedBlock == block;
    if (!asked || !space.equals(checkedSpace)) {
      checkedVersion = guest.version();
      checkedBlock = block;
      checkedSpace = space;
      checkedAttributes = attributes(space, gva);
    }
    return (checkedAttributes & (GuestTlb.WRITE_THROUGH | GuestTlb.INHIBITED)) != 0;
  }

  private int attributes(TlbSpace space, long gva) {
    int slot = guest.find(gva, space);
    return slot < 0 ? 0 : guest.attributes(slot);
  }

  /** Tries again after the VMM has seen to the second stage. */
  public boolean place(int slot, TlbEntry entry) {
    return nesting.place(slot, entry);
  }

  /** Translates by the present view. */
  public Translation translate(
      TranslationRegime.FilledTlb regime, long gva, AccessType access, Privilege privilege) {
    return translate(view, regime, gva, access, privilege);
  }

  /** Translates by a view. */
  public Translation translate(
      RealView by,
      TranslationRegime.FilledTlb regime,
      long gva,
      AccessType access,
      Privilege privilege) {
    return switch (by) {
      case RealView.Bare() -> bare(regime.space(access), gva, access, privilege);
      case RealView.OneStageTlb(int fetches, int data) ->
          standIn.translate(access == AccessType.EXECUTE ? fetches : data, gva, access, privilege);
      case RealView.TwoStageTlb() ->
          nesting.translate(regime.space(access), gva, access, privilege);
      case RealView.OneStage _, RealView.TwoStage _ ->
          throw new IllegalArgumentException("this processor walks no tables: " + by);
    };
  }

  /** Says of a page no more than holds for all that is said of it. */
  private Translation bare(TlbSpace space, long gva, AccessType access, Privilege privilege) {
    Translation found = guest.translate(space, gva, access, privilege);
    return found instanceof Translation.Mapped(long address, int rights, int shift)
        ? new Translation.Mapped(address, rights, guest.unhidden(space, gva, shift))
        : found;
  }
}
