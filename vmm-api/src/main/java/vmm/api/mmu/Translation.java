package vmm.api.mmu;

/** The outcome of a translation. */
public sealed interface Translation {
  /**
   * The address is mapped.
   *
   * @param address the address translated to (gpa in the guest view, hpa in the real view), not
   *     rounded
   * @param rights what the mapping allows, a set of {@link Rights}
   * @param pageShift log2 of the size in bytes of the page that holds it
   */
  record Mapped(long address, int rights, int pageShift) implements Translation {}

  /**
   * The first stage (the guest's own tables, or those that stand in for them) has no translation
   * that allows the access.
   *
   * @param level level of the table at which the walk ended, 1 for the last; 0 where there is none
   */
  record Fault(long gva, AccessType access, Privilege privilege, FaultCause cause, int level)
      implements Translation {}

  /**
   * The second stage has no translation that allows the access.
   *
   * @param gva the address whose translation needed it
   * @param gpa the address that the second stage was asked for, not rounded
   * @param access the access at {@code gpa}: that of the guest, or the processor's own to a table
   * @param tableAccess whether it was an access to one of the guest's tables
   * @param malformed whether an entry was malformed rather than absent or too weak
   * @param qualification the architecture's own word on it, for inspection only
   */
  record SecondStageFault(
      long gva,
      long gpa,
      AccessType access,
      Privilege privilege,
      boolean tableAccess,
      boolean malformed,
      long qualification)
      implements Translation {}
}
