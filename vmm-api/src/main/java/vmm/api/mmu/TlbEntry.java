package vmm.api.mmu;

/**
 * A valid entry of a TLB, decoded.
 *
 * @param gva first address of the page
 * @param pageShift log2 of the page's size in bytes
 * @param address physical address of the page's first byte: gpa in the guest view, hpa in the real
 *     view
 * @param rights what the entry allows, a set of {@link Rights}
 * @param space the address space that it belongs to, of those that a switch of the processor
 *     selects
 * @param id tells the entries of one space apart; one with id 0 belongs to every id
 */
public record TlbEntry(long gva, int pageShift, long address, int rights, int space, int id) {
  /** Whether the page holds {@code at}. */
  public boolean covers(long at) {
    return (at ^ gva) >>> pageShift == 0;
  }

  /** Whether the pages of two entries have addresses in common, whatever their spaces. */
  public boolean overlaps(TlbEntry other) {
    return (gva ^ other.gva) >>> Math.max(pageShift, other.pageShift) == 0;
  }

  /** The physical address to which the entry translates {@code at}, which it covers. */
  public long translate(long at) {
    return address | (at & ((1L << pageShift) - 1));
  }
}
