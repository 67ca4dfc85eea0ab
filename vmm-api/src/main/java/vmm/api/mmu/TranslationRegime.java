package vmm.api.mmu;

import java.util.List;

/**
 * How the guest translates gva to gpa at this moment: a value that changes when it loads another
 * root or throws a switch of its MMU.
 */
public sealed interface TranslationRegime {
  /**
   * No translation: gpa = gva, everything allowed.
   *
   * @param addressMask the bits of gva that reach the bus
   */
  record Identity(long addressMask) implements TranslationRegime {}

  /**
   * Tables in guest-physical memory.
   *
   * @param format format of the tables, switches included
   * @param rootGpa gpa of the root table
   * @param preloaded the root table's entries as the processor holds them if the format preloads
   *     them, else empty
   */
  record Tables(PageTableFormat format, long rootGpa, List<Long> preloaded)
      implements TranslationRegime {
    /** Copies the list. */
    public Tables {
      preloaded = List.copyOf(preloaded);
    }
  }

  /**
   * A TLB that the guest fills.
   *
   * @param tlb its entries, the guest view; equal to itself only
   * @param fetches which of them fetches may match
   * @param data which of them loads and stores may match
   * @param privilege the privilege at which code runs: part of the regime, because hardware whose
   *     TLB stands in for the guest's runs all of the guest without privilege, and so needs entries
   *     of its own for each. An access may have another
   */
  record FilledTlb(SoftwareTlb tlb, TlbSpace fetches, TlbSpace data, Privilege privilege)
      implements TranslationRegime {
    /** Which entries accesses of that kind may match. */
    public TlbSpace space(AccessType access) {
      return access == AccessType.EXECUTE ? fetches : data;
    }
  }
}
