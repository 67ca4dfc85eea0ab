package vmm.api.trap;

import java.util.Optional;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/**
 * An event that takes control from the guest and gives it to the VMM. A trap is raised in the
 * middle of an instruction and answered by a {@link TrapReply}; the instruction then goes on, is
 * tried again, or faults.
 */
public sealed interface Trap {
  /** The kind, for controls, statistics and traces. */
  TrapKind kind();

  /** The guest loads the root of its tables; {@code next} is its regime from now on. */
  record RootWrite(TranslationRegime next) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.ROOT_WRITE;
    }
  }

  /** The guest reads the root of its tables: complete it with what the guest wrote. */
  record RootRead(long guestValue) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.ROOT_READ;
    }
  }

  /**
   * The guest changes its regime other than by a root: it throws a switch of its MMU, or changes
   * what a {@link TranslationRegime.FilledTlb} selects. {@code next} is its regime from now on.
   */
  record RegimeChange(TranslationRegime next) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.REGIME_CHANGE;
    }
  }

  /**
   * The guest reads or writes a table that the strategy watches. No processor raises this: the
   * strategy makes it out of a {@link TranslationMiss} once it has seen what the access is for.
   */
  record TableAccess(long gpa, MemoryAccess access) implements Trap {
    @Override
    public TrapKind kind() {
      return access.type().writes() ? TrapKind.TABLE_WRITE : TrapKind.TABLE_READ;
    }
  }

  /** The guest invalidates translations. */
  record Invalidation(Scope scope, long gva) implements Trap {
    /** How far an invalidation reaches. */
    public enum Scope {
      /** The page that holds {@code gva}. */
      PAGE,
      /** Everything but global pages. */
      NON_GLOBAL,
      /** Everything. */
      ALL
    }

    @Override
    public TrapKind kind() {
      return TrapKind.INVALIDATION;
    }
  }

  /**
   * The guest writes a slot of its TLB. {@link vmm.api.mmu.SoftwareTlb} still holds what was there.
   *
   * @param next what the slot holds from now on; empty if nothing that translates
   */
  record TlbWrite(int slot, Optional<TlbEntry> next) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.TLB_WRITE;
    }
  }

  /**
   * The guest reads a slot of its TLB: complete it with what the guest wrote.
   *
   * @param guestValue what the instruction yields, in the architecture's own form
   */
  record TlbRead(int slot, long guestValue) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.TLB_READ;
    }
  }

  /**
   * The guest asks which slot of its TLB translates an address: complete it by the guest view.
   *
   * @param guestValue what the instruction yields, in the architecture's own form
   */
  record TlbSearch(long gva, long guestValue) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.TLB_SEARCH;
    }
  }

  /**
   * The guest wrote an entry of its TLB without a trap, and the second stage has no translation for
   * all of its page. The guest view holds the entry already. Reply {@code Retry} once the second
   * stage has one; {@code Completed} leaves the slot with the real part that the VMM gave it.
   */
  record SecondStageMiss(int slot, TlbEntry entry) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.SECOND_STAGE_MISS;
    }
  }

  /** The first stage has no translation that allows {@code access}. */
  record TranslationMiss(Translation.Fault fault, MemoryAccess access) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.TRANSLATION_MISS;
    }
  }

  /** The second stage has no translation that allows {@code access}. */
  record SecondStageFault(Translation.SecondStageFault fault, MemoryAccess access) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.SECOND_STAGE_FAULT;
    }
  }

  /**
   * Port input or output.
   *
   * @param port port number
   * @param size 1, 2 or 4 bytes
   * @param value the value to write; 0 for input
   */
  record PortAccess(int port, int size, boolean write, long value) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.PORT_ACCESS;
    }
  }

  /**
   * An access to an address at which there is no memory: on a bare processor the bus sees it at
   * once; a strategy makes it out of a miss whose gpa leads to a device or to nothing.
   */
  record MemoryMappedAccess(long gpa, MemoryAccess access) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.MEMORY_MAPPED_ACCESS;
    }
  }

  /**
   * The processor reads guest-physical memory for itself, to load a root, while tables of the VMM
   * stand in for the guest's: complete it with the guest view.
   */
  record PhysicalRead(long gpa, int size) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.PHYSICAL_READ;
    }
  }

  /** A privileged instruction that the controls make trap; {@code name} as in the manual. */
  record PrivilegedInstruction(String name, long operand) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.PRIVILEGED_INSTRUCTION;
    }
  }

  /** An exception is about to be delivered to the guest; {@code vector} as in the manual. */
  record ExceptionTrap(int vector, long errorCode) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.EXCEPTION;
    }
  }

  /** An external interrupt was acknowledged and is about to be delivered. */
  record ExternalInterrupt(int vector) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.EXTERNAL_INTERRUPT;
    }
  }

  /**
   * The guest waits for an interrupt.
   *
   * @param wakeable whether an interrupt could end the wait; if not, the guest has ended
   */
  record Idle(boolean wakeable) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.IDLE;
    }
  }

  /** The guest has no way to go on; {@code reason} is one line for people. */
  record Shutdown(String reason) implements Trap {
    @Override
    public TrapKind kind() {
      return TrapKind.SHUTDOWN;
    }
  }

  /** The open branch: what only one architecture has, handled by that architecture's VMM part. */
  non-sealed interface ArchitectureTrap extends Trap {
    /** What happened, in the manual's words. */
    String name();

    @Override
    default TrapKind kind() {
      return TrapKind.ARCHITECTURE;
    }
  }
}
