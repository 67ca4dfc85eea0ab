package vmm.kit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbMmu;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime.FilledTlb;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/** The simplest hardware whose TLB software fills, with everything that strategies may ask for. */
public final class ToyTlb implements TlbHardware {
  private static final int MOST_REPAIRS = 4;

  private final Surroundings surroundings;
  private final ToyTlbMmu model;
  private final long[] words;
  private final @Nullable TlbEntry[] decoded;
  private final Guest guest = new Guest();
  private final ToyRealTlb realTlb;
  private final ToyNestedTlb nestedTlb;
  private final Map<TlbSpace, Integer> tags = new HashMap<>();
  private int turn;
  private FilledTlb regime =
      new FilledTlb(guest, TlbSpace.of(0, 0), TlbSpace.of(0, 0), Privilege.SUPERVISOR);

  /** Makes hardware, all its slots empty. */
  public ToyTlb(Surroundings surroundings, ToyTlbMmu model) {
    this.surroundings = surroundings;
    this.model = model;
    this.words = new long[model.slots()];
    this.decoded = new TlbEntry[model.slots()];
    this.realTlb = new ToyRealTlb(model, surroundings.cache());
    this.nestedTlb = new ToyNestedTlb(model, surroundings.cache(), guest);
  }

  /** What the guest wrote, decoded. */
  private final class Guest implements SoftwareTlb {
    @Override
    public int slots() {
      return words.length;
    }

    @Override
    public @Nullable TlbEntry entry(int slot) {
      return decoded[slot];
    }
  }

  @Override
  public TlbMmu model() {
    return model;
  }

  @Override
  public FilledTlb regime() {
    return regime;
  }

  @Override
  public RealTlb realTlb() {
    return realTlb;
  }

  @Override
  public NestedTlb nestedTlb() {
    return nestedTlb;
  }

  @Override
  public void programmed(RealView view) {
    selectTags(view);
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    return switch (view) {
      case RealView.OneStageTlb(int fetches, int data) ->
          oneStage(access == AccessType.EXECUTE ? fetches : data, gva, access, privilege);
      case RealView.TwoStageTlb() -> twoStages(gva, access, privilege);
      case RealView.Bare _, RealView.OneStage _, RealView.TwoStage _ ->
          throw new AssertionError("not a view of this hardware: " + view);
    };
  }

  private Translation oneStage(int context, long gva, AccessType access, Privilege privilege) {
    TlbEntry entry = realTlb.find(context, gva);
    if (entry == null) {
      return new Translation.Fault(gva, access, privilege, FaultCause.NOT_PRESENT, 0);
    }
    return Rights.allow(entry.rights(), access, privilege)
        ? new Translation.Mapped(entry.translate(gva), entry.rights(), entry.pageShift())
        : new Translation.Fault(gva, access, privilege, FaultCause.PROTECTION, 1);
  }

  private Translation twoStages(long gva, AccessType access, Privilege privilege) {
    TlbSpace space = regime.space(access);
    if (!(guest.translate(space, gva, access, privilege) instanceof Translation.Mapped mapped)) {
      return guest.translate(space, gva, access, privilege);
    }
    int needed = Rights.needed(access, privilege);
    TlbEntry entry = nestedTlb.find(guest.find(gva, space), gva, needed);
    return entry == null
        ? new Translation.SecondStageFault(
            gva, mapped.address(), access, privilege, false, false, 0)
        : new Translation.Mapped(entry.translate(gva), entry.rights(), entry.pageShift());
  }

  @Override
  public int slotFor(int number, TlbEntry entry) {
    return number % words.length;
  }

  @Override
  public void write(int slot, Optional<TlbEntry> entry) {
    if (surroundings.trapping(TrapKind.TLB_WRITE)) {
      completed(new Trap.TlbWrite(slot, entry));
    }
    set(slot, entry);
    if (surroundings.view() instanceof RealView.TwoStageTlb) {
      entry.ifPresent(written -> load(slot, written));
    }
  }

  private void set(int slot, Optional<TlbEntry> entry) {
    nestedTlb.forget(slot);
    words[slot] = entry.map(ToyTlbWord::encode).orElse(0L);
    decoded[slot] = ToyTlbWord.decode(words[slot]).orElse(null);
    if (surroundings.view() instanceof RealView.TwoStageTlb) {
      entry.ifPresent(now -> surroundings.cache().flushPage(now.gva(), now.pageShift()));
    }
  }

  private void load(int slot, TlbEntry entry) {
    for (int repairs = 0; !nestedTlb.load(slot, entry); repairs++) {
      if (repairs == MOST_REPAIRS) {
        throw new AssertionError("no end of second-stage misses for " + entry);
      }
      if (surroundings.raise(new Trap.SecondStageMiss(slot, entry))
          instanceof TrapReply.Completed) {
        return;
      }
    }
  }

  /** The hardware selects among all slots for pages that are no smaller than a frame. */
  @Override
  public List<Integer> selectable(TlbEntry entry) {
    return entry.pageShift() < Frame.SHIFT
        ? List.of()
        : IntStream.range(0, words.length).boxed().toList();
  }

  /** Each slot in turn. */
  @Override
  public int writeSelected(TlbEntry entry) {
    int slot = turn;
    turn = (turn + 1) % words.length;
    write(slot, Optional.of(entry));
    return slot;
  }

  @Override
  public Optional<TlbEntry> read(int slot) {
    long word = words[slot];
    return ToyTlbWord.decode(
        surroundings.trapping(TrapKind.TLB_READ) ? completed(new Trap.TlbRead(slot, word)) : word);
  }

  @Override
  public int search(long gva) {
    int slot = guest.find(gva, regime.data());
    return surroundings.trapping(TrapKind.TLB_SEARCH)
        ? (int) completed(new Trap.TlbSearch(gva, slot))
        : slot;
  }

  @Override
  public void invalidate(Trap.Invalidation.Scope scope, long gva) {
    if (surroundings.trapping(TrapKind.INVALIDATION)) {
      completed(new Trap.Invalidation(scope, gva));
    }
    for (int slot = 0; slot < words.length; slot++) {
      TlbEntry entry = guest.entry(slot);
      if (entry != null && invalidates(scope, gva, slot, entry)) {
        set(slot, Optional.empty());
      }
    }
  }

  @Override
  public boolean invalidates(Trap.Invalidation.Scope scope, long gva, int slot, TlbEntry entry) {
    return switch (scope) {
      case PAGE -> entry.covers(gva);
      case NON_GLOBAL -> entry.id() != 0;
      case ALL -> true;
    };
  }

  @Override
  public void select(TlbSpace fetches, TlbSpace data, Privilege privilege) {
    FilledTlb next = new FilledTlb(guest, fetches, data, privilege);
    if (surroundings.trapping(TrapKind.REGIME_CHANGE)) {
      completed(new Trap.RegimeChange(next));
    }
    regime = next;
    selectTags(surroundings.view());
  }

  /** Where the guest's own spaces count, each has a tag. */
  private void selectTags(RealView view) {
    if (view instanceof RealView.TwoStageTlb) {
      surroundings.cache().select(tag(regime.fetches()), tag(regime.data()));
    }
  }

  private int tag(TlbSpace space) {
    return tags.computeIfAbsent(space, _ -> tags.size());
  }

  private long completed(Trap trap) {
    if (surroundings.raise(trap) instanceof TrapReply.Completed(long value)) {
      return value;
    }
    throw new AssertionError("only completed can be: " + trap);
  }
}
