package vmm.kit;

import java.util.List;
import java.util.Locale;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.Trap;

/** One step of a TLB history. Its text is the Java that makes it. */
public sealed interface TlbOp {
  /**
   * The guest writes an entry to a slot, or to the one that the hardware has for it instead, which
   * goes by the same number from then on.
   */
  record Write(int slot, TlbEntry entry) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Write(%d, new TlbEntry(%s, %d, %s, 0%o, %d, %d))"
          .formatted(
              slot,
              hex(entry.gva()),
              entry.pageShift(),
              hex(entry.address()),
              entry.rights(),
              entry.space(),
              entry.id());
    }
  }

  /**
   * The guest writes an entry to the slot that the hardware selects, which goes by {@code slot}
   * from then on. Where software alone names slots, the same as {@link Write}.
   */
  record WriteSelected(int slot, TlbEntry entry) implements TlbOp {
    @Override
    public String toString() {
      return new Write(slot, entry).toString().replaceFirst("Write", "WriteSelected");
    }
  }

  /** The guest empties a slot. */
  record Clear(int slot) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Clear(%d)".formatted(slot);
    }
  }

  /** The guest reads a slot. */
  record Read(int slot) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Read(%d)".formatted(slot);
    }
  }

  /** The guest asks which slot translates an address. */
  record Search(long gva) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Search(%s)".formatted(hex(gva));
    }
  }

  /** The guest invalidates. */
  record Invalidate(Trap.Invalidation.Scope scope, long gva) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Invalidate(Trap.Invalidation.Scope.%s, %s)".formatted(scope, hex(gva));
    }
  }

  /** The guest selects spaces for fetches and for data, ids, and a privilege. */
  record Select(int fetches, int data, List<Integer> ids, Privilege privilege) implements TlbOp {
    /** Copies the list. */
    public Select {
      ids = List.copyOf(ids);
    }

    @Override
    public String toString() {
      String list = ids.toString().replace('[', '(').replace(']', ')');
      return "new TlbOp.Select(%d, %d, List.of%s, Privilege.%s)"
          .formatted(fetches, data, list, privilege);
    }
  }

  /**
   * The guest reads, writes or fetches.
   *
   * @param probe whether it only asks whether it could
   */
  record Access(long gva, int size, AccessType type, Privilege privilege, long value, boolean probe)
      implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Access(%s, %d, AccessType.%s, Privilege.%s, %s, %b)"
          .formatted(hex(gva), size, type, privilege, hex(value), probe);
    }
  }

  /** A device writes to memory. */
  record DeviceStore(long gpa, int size, long value) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.DeviceStore(%s, %d, %s)".formatted(hex(gpa), size, hex(value));
    }
  }

  /** Another machine comes to share a page's frame. */
  record Share(long gpa) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Share(%s)".formatted(hex(gpa));
    }
  }

  /** The VMM moves a page to another frame. */
  record Move(long gpa) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Move(%s)".formatted(hex(gpa));
    }
  }

  /** The VMM takes a page's frame away, and with it what it held. */
  record Discard(long gpa) implements TlbOp {
    @Override
    public String toString() {
      return "new TlbOp.Discard(%s)".formatted(hex(gpa));
    }
  }

  private static String hex(long value) {
    return "0x%XL".formatted(value).toUpperCase(Locale.ROOT).replace("0X", "0x");
  }
}
