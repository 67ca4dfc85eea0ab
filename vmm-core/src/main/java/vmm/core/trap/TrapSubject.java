package vmm.core.trap;

import java.util.Locale;
import java.util.Optional;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;

/** What traps are about, for events. */
final class TrapSubject {
  /** No address. */
  static final long NOWHERE = -1;

  private TrapSubject() {}

  /** The gva that the trap concerns, or {@link #NOWHERE}. */
  static long gva(Trap trap) {
    return switch (trap) {
      case Trap.TlbWrite t -> t.next().map(TlbEntry::gva).orElse(NOWHERE);
      case Trap.TlbSearch t -> t.gva();
      case Trap.SecondStageMiss t -> t.entry().gva();
      case Trap.Invalidation t -> t.scope() == Trap.Invalidation.Scope.PAGE ? t.gva() : NOWHERE;
      default -> access(trap).map(MemoryAccess::gva).orElse(NOWHERE);
    };
  }

  /** The access that trapped, if there was one. */
  static Optional<MemoryAccess> access(Trap trap) {
    return switch (trap) {
      case Trap.TranslationMiss t -> Optional.of(t.access());
      case Trap.SecondStageFault t -> Optional.of(t.access());
      case Trap.MemoryMappedAccess t -> Optional.of(t.access());
      case Trap.TableAccess t -> Optional.of(t.access());
      default -> Optional.empty();
    };
  }

  /** A constant as it is written for people. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
