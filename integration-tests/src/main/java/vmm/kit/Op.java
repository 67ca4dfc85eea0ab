package vmm.kit;

import java.util.Locale;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.trap.Trap;

/** One step of a page-table history. Its text is the Java that makes it. */
public sealed interface Op {
  /** The guest reads, writes or fetches. */
  record Access(long gva, int size, AccessType type, Privilege privilege, long value)
      implements Op {
    @Override
    public String toString() {
      return "new Op.Access(%s, %d, AccessType.%s, Privilege.%s, %s)"
          .formatted(hex(gva), size, type, privilege, hex(value));
    }
  }

  /** The guest writes to memory through whatever maps it; a device does if nothing does. */
  record Store(long gpa, int size, long value) implements Op {
    @Override
    public String toString() {
      return "new Op.Store(%s, %d, %s)".formatted(hex(gpa), size, hex(value));
    }
  }

  /** A device writes to memory. */
  record DeviceStore(long gpa, int size, long value) implements Op {
    @Override
    public String toString() {
      return "new Op.DeviceStore(%s, %d, %s)".formatted(hex(gpa), size, hex(value));
    }
  }

  /** The guest loads a root of tables in the {@code format}-th format of the history. */
  record Load(int format, long rootGpa) implements Op {
    @Override
    public String toString() {
      return "new Op.Load(%d, %s)".formatted(format, hex(rootGpa));
    }
  }

  /** The guest switches translation off. */
  record Unpaged() implements Op {
    @Override
    public String toString() {
      return "new Op.Unpaged()";
    }
  }

  /** The guest invalidates. */
  record Invalidate(Trap.Invalidation.Scope scope, long gva) implements Op {
    @Override
    public String toString() {
      return "new Op.Invalidate(Trap.Invalidation.Scope.%s, %s)".formatted(scope, hex(gva));
    }
  }

  /** Another machine comes to share a page's frame. */
  record Share(long gpa) implements Op {
    @Override
    public String toString() {
      return "new Op.Share(%s)".formatted(hex(gpa));
    }
  }

  /** The VMM moves a page to another frame. */
  record Move(long gpa) implements Op {
    @Override
    public String toString() {
      return "new Op.Move(%s)".formatted(hex(gpa));
    }
  }

  private static String hex(long value) {
    return "0x%XL".formatted(value).toUpperCase(Locale.ROOT).replace("0X", "0x");
  }
}
