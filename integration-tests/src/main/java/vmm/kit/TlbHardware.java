package vmm.kit;

import java.util.List;
import java.util.Optional;
import vmm.api.cpu.TlbControl;
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

/**
 * The part of a processor with a TLB that software fills: the model's own, or an architecture's
 * core. It holds what the guest wrote, raises the traps of the guest's instructions, and translates
 * by the view that the VMM programmed.
 */
public interface TlbHardware {
  /** What such hardware is built into. */
  interface Surroundings {
    /** The cache of translations: what the hardware does not drop there stays. */
    TlbControl cache();

    /** What the VMM programmed. */
    RealView view();

    /** Whether the VMM asked for this kind of trap. */
    boolean trapping(TrapKind kind);

    /** Raises a trap. */
    TrapReply raise(Trap trap);
  }

  /** What the MMU offers. */
  TlbMmu model();

  /** The guest's regime as the hardware's registers say. */
  FilledTlb regime();

  /** The TLB that the VMM programs for one stage. */
  RealTlb realTlb();

  /** What the VMM programs for two stages. */
  NestedTlb nestedTlb();

  /** The VMM programmed a view. */
  void programmed(RealView view);

  /** Translates by the view. */
  Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet);

  /** The slot that {@code number} chooses of those in which the hardware can hold an entry. */
  int slotFor(int number, TlbEntry entry);

  /**
   * The guest writes a slot.
   *
   * @param slot one that {@link #slotFor} gave for the entry
   * @param entry empty for nothing that translates
   */
  void write(int slot, Optional<TlbEntry> entry);

  /**
   * The slots among which the hardware selects one for an entry.
   *
   * @return empty if software names the slot of such an entry
   */
  List<Integer> selectable(TlbEntry entry);

  /**
   * The guest writes an entry to a slot that the hardware selects.
   *
   * @param entry one for which something is {@link #selectable}
   * @return the slot
   */
  int writeSelected(TlbEntry entry);

  /** The guest reads a slot: what its instructions yield, decoded. */
  Optional<TlbEntry> read(int slot);

  /** The guest asks which slot translates an address for loads and stores; -1 for none. */
  int search(long gva);

  /** The guest invalidates. */
  void invalidate(Trap.Invalidation.Scope scope, long gva);

  /** Whether the guest's invalidation empties a slot that holds {@code entry}. */
  boolean invalidates(Trap.Invalidation.Scope scope, long gva, int slot, TlbEntry entry);

  /** The guest changes its regime. */
  void select(TlbSpace fetches, TlbSpace data, Privilege privilege);
}
