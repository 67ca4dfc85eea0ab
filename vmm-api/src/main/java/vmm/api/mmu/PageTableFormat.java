package vmm.api.mmu;

/**
 * The format of the tables that a walker reads. An architecture declares one value per format
 * <em>and</em> per setting of the switches that change what an entry means (write protection of
 * supervisor pages, large pages, no-execute ...), so that equal formats mean equal decodings:
 * implementations are records or enums, and {@code equals} is part of the contract.
 *
 * <p>Levels count down: a walk starts in the root table of level {@link #levels()} and ends at
 * level 1 at the latest. The page offset and the index fields of all levels tile the input address.
 *
 * <p>Both first-stage tables (gva in) and second-stage tables (gpa in) are described so.
 */
public interface PageTableFormat {
  /** The manual's name of the format. */
  String name();

  /** Number of levels, at least 1. */
  int levels();

  /** Size of an entry in bytes: 4 or 8. */
  int entryBytes();

  /** Lowest bit of the input address that indexes the table of {@code level}. */
  int indexShift(int level);

  /** Number of bits of the input address that index the table of {@code level}. */
  int indexBits(int level);

  /**
   * Whether the root table's entries are read when the root is loaded and kept in the processor,
   * rather than at each walk.
   */
  default boolean rootPreloaded() {
    return false;
  }

  /** Whether an entry of {@code level} can map a page. True for level 1. */
  boolean leafAllowed(int level);

  /** Highest physical address that an entry can hold. */
  long maxAddress();

  /** Decodes an entry of a table of {@code level}; {@code raw} is zero-extended. */
  TableEntry decode(int level, long raw);

  /** The rights of an entry that {@link #decode} finds to be a table or a leaf. */
  default int rights(int level, long raw) {
    return switch (decode(level, raw)) {
      case TableEntry.Table table -> table.rights();
      case TableEntry.Leaf leaf -> leaf.rights();
      case TableEntry.Absent(), TableEntry.Malformed() ->
          throw new IllegalArgumentException(name() + ": an entry without rights");
    };
  }

  /** The physical address of such an entry. */
  default long address(int level, long raw) {
    return switch (decode(level, raw)) {
      case TableEntry.Table table -> table.address();
      case TableEntry.Leaf leaf -> leaf.address();
      case TableEntry.Absent(), TableEntry.Malformed() ->
          throw new IllegalArgumentException(name() + ": an entry without an address");
    };
  }

  /**
   * Encodes an entry that leads to a table, with the accessed flag set where the format has one.
   *
   * @param address physical address of the table, aligned as the format needs
   * @param rights rights to grant; what the format cannot express exactly is widened, as the leaf
   *     below still restricts
   */
  long encodeTable(int level, long address, int rights);

  /**
   * Encodes an entry that maps a page of {@code 1 << indexShift(level)} bytes, accessed and dirty
   * flags set where the format has them.
   *
   * <p>Not every set of rights can be expressed. The entry grants the right {@code needed} and
   * never more than {@code rights}.
   *
   * @param needed one bit of {@link Rights} that is also in {@code rights}
   */
  long encodeLeaf(int level, long address, int rights, int needed);

  /**
   * Replaces the physical address in an entry that is present, leaving every other bit alone.
   *
   * @param address aligned as the entry needs
   */
  long withAddress(int level, long raw, long address);

  /** The bit that the processor sets when it uses an entry of {@code level}; 0 if there is none. */
  long accessedMask(int level);

  /** The bit that the processor sets when it writes through a leaf; 0 if there is none. */
  long dirtyMask(int level);

  /** An entry that maps nothing. */
  default long absent() {
    return 0;
  }

  /** Number of entries of a table of {@code level}. */
  default int entries(int level) {
    return 1 << indexBits(level);
  }

  /** Size in bytes of a table of {@code level}. */
  default int tableBytes(int level) {
    return entries(level) * entryBytes();
  }

  /** Index into the table of {@code level} for an input address. */
  default int index(int level, long input) {
    return (int) (input >>> indexShift(level)) & (entries(level) - 1);
  }

  /** Highest input address that the format translates. */
  default long maxInput() {
    int bits = indexShift(levels()) + indexBits(levels());
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }
}
