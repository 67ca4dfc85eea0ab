package vmm.kit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/**
 * What a guest would see on a processor of its own: its memory, and the plain walk over its tables.
 * Slow, obvious, and the judge of every strategy.
 */
public final class ReferenceGuest {
  private static final Translation.Mapped NOWHERE =
      new Translation.Mapped(0, Rights.NONE, Frame.SHIFT);

  private final Map<Long, byte[]> pages = new HashMap<>();
  private final LongPredicate memory;
  private final LongPredicate writable;
  private TranslationRegime regime = ModelMachine.UNPAGED;

  /** Where a walk ends: at a page, or for a cause. */
  private record End(int level, @Nullable FaultCause cause, Translation.Mapped page) {}

  /**
   * Makes a guest whose memory is all zero.
   *
   * @param memory whether there is memory at a gpa
   * @param writable whether it takes writes
   */
  public ReferenceGuest(LongPredicate memory, LongPredicate writable) {
    this.memory = memory;
    this.writable = writable;
  }

  /** The present regime. */
  public TranslationRegime regime() {
    return regime;
  }

  /** Loads a regime. */
  public void load(TranslationRegime next) {
    regime = next;
  }

  /** The regime of tables at a root; a preloaded root is read now. */
  public TranslationRegime.Tables tables(PageTableFormat format, long rootGpa) {
    List<Long> preloaded = new ArrayList<>();
    if (format.rootPreloaded()) {
      for (int index = 0; index < format.entries(format.levels()); index++) {
        long raw = entry(format, rootGpa, index);
        boolean malformed = format.decode(format.levels(), raw) instanceof TableEntry.Malformed;
        preloaded.add(malformed ? format.absent() : raw);
      }
    }
    return new TranslationRegime.Tables(format, rootGpa, preloaded);
  }

  /** Reads memory; ones where there is none. */
  public long read(long gpa, int size) {
    if (offset(gpa) + size <= Frame.SIZE && memory.test(gpa)) {
      return read(page(gpa), offset(gpa), size);
    }
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | readByte(gpa + i);
    }
    return value;
  }

  /** Writes memory that takes writes. */
  public void write(long gpa, int size, long value) {
    for (int i = 0; i < size; i++) {
      if (writable.test(gpa + i)) {
        page(gpa + i)[offset(gpa + i)] = (byte) (value >>> (8 * i));
      }
    }
  }

  /** Sets what memory holds, whether or not it takes writes. */
  public void preset(long gpa, int size, long value) {
    for (int i = 0; i < size; i++) {
      page(gpa + i)[offset(gpa + i)] = (byte) (value >>> (8 * i));
    }
  }

  /** Translates without effect. */
  public Translation translate(long gva, AccessType access, Privilege privilege) {
    End end = walk(gva);
    if (end.cause != null) {
      return new Translation.Fault(gva, access, privilege, end.cause, end.level);
    }
    return Rights.allow(end.page.rights(), access, privilege)
        ? end.page
        : new Translation.Fault(gva, access, privilege, FaultCause.PROTECTION, end.level);
  }

  /** Where a gva leads, whatever the rights; empty if nowhere. */
  public Optional<Translation.Mapped> reach(long gva) {
    End end = walk(gva);
    return end.cause == null ? Optional.of(end.page) : Optional.empty();
  }

  private End walk(long gva) {
    if (!(regime instanceof TranslationRegime.Tables tables)) {
      long mask = ((TranslationRegime.Identity) regime).addressMask();
      return new End(0, null, new Translation.Mapped(gva & mask, Rights.ALL, Frame.SHIFT));
    }
    PageTableFormat format = tables.format();
    long table = tables.rootGpa();
    int rights = Rights.ALL;
    for (int level = format.levels(); ; level--) {
      switch (format.decode(level, entry(tables, table, level, gva))) {
        case TableEntry.Absent() -> {
          return new End(level, FaultCause.NOT_PRESENT, NOWHERE);
        }
        case TableEntry.Malformed() -> {
          return new End(level, FaultCause.MALFORMED, NOWHERE);
        }
        case TableEntry.Table next -> {
          rights &= next.rights();
          table = next.address();
        }
        case TableEntry.Leaf leaf -> {
          rights &= leaf.rights();
          long gpa = leaf.address() + gva % (1L << leaf.pageShift());
          return new End(level, null, new Translation.Mapped(gpa, rights, leaf.pageShift()));
        }
      }
    }
  }

  /** Sets the flags that an access which succeeds sets. */
  public void setFlags(long gva, AccessType access) {
    if (!(regime instanceof TranslationRegime.Tables tables)) {
      return;
    }
    PageTableFormat format = tables.format();
    long table = tables.rootGpa();
    for (int level = format.levels(); level > 0; level--) {
      long raw = entry(tables, table, level, gva);
      TableEntry decoded = format.decode(level, raw);
      boolean leaf = decoded instanceof TableEntry.Leaf;
      if (!(level == format.levels() && format.rootPreloaded())) {
        long flags =
            format.accessedMask(level) | (leaf && access.writes() ? format.dirtyMask(level) : 0);
        long at = table + (long) format.index(level, gva) * format.entryBytes();
        write(at, format.entryBytes(), entry(tables, table, level, gva) | flags);
      }
      if (leaf) {
        return;
      }
      table = ((TableEntry.Table) decoded).address();
    }
  }

  /** The entries on the way to a page, and where it ends: equal values translate alike. */
  public List<Long> chain(long gva) {
    List<Long> chain = new ArrayList<>();
    if (regime instanceof TranslationRegime.Tables tables) {
      long table = tables.rootGpa();
      for (int level = tables.format().levels(); level > 0; level--) {
        long raw = entry(tables, table, level, gva);
        TableEntry decoded = tables.format().decode(level, raw);
        if (decoded instanceof TableEntry.Absent) {
          return List.of();
        }
        chain.add(raw);
        if (!(decoded instanceof TableEntry.Table next)) {
          return chain;
        }
        table = next.address();
      }
    }
    return chain;
  }

  private long entry(TranslationRegime.Tables tables, long table, int level, long gva) {
    PageTableFormat format = tables.format();
    int index = format.index(level, gva);
    boolean held = level == format.levels() && format.rootPreloaded();
    return held ? tables.preloaded().get(index) : entry(format, table, index);
  }

  private long entry(PageTableFormat format, long table, int index) {
    return read(table + (long) index * format.entryBytes(), format.entryBytes());
  }

  private static long read(byte[] page, int offset, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (page[offset + i] & 0xFF);
    }
    return value;
  }

  private long readByte(long gpa) {
    return memory.test(gpa) ? page(gpa)[offset(gpa)] & 0xFF : 0xFF;
  }

  private byte[] page(long gpa) {
    return pages.computeIfAbsent(gpa >>> Frame.SHIFT, _ -> new byte[Frame.SIZE]);
  }

  private static int offset(long gpa) {
    return (int) (gpa & Frame.OFFSET_MASK);
  }
}
