package vmm.kit;

import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;

/**
 * The part of a processor that walks tables: the model's own, or an architecture's core. It sees
 * machine memory, and the guest's regime for views that leave the first stage to the guest.
 */
public interface HardwareWalker {
  /** The VMM programmed a view: what a format preloads is read now. */
  void programmed(RealView view);

  /**
   * Walks the view.
   *
   * @param quiet whether to leave accessed and dirty flags alone
   */
  Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet);
}
