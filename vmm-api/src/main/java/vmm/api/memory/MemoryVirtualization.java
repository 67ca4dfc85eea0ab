package vmm.api.memory;

import java.util.Map;
import java.util.Set;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * A way to virtualize memory: one object per virtual processor, from the strategy's {@link
 * Factory}. It keeps the guest view, programs the real view, and decides whether a fault is hidden
 * or true.
 *
 * <p>The trap loop calls it on the machine's thread. It must uphold:
 *
 * <ol>
 *   <li>No real translation leads to an hpa that the PhysMap does not give, nor grants more than
 *       the guest view and the PhysMap both grant.
 *   <li>What the guest reads back from its tables is what it wrote, plus the accessed and dirty
 *       flags that its own hardware would set.
 * </ol>
 */
public interface MemoryVirtualization {
  /** Makes strategies of one kind; contributed to a Guice multibinder by its plug-in. */
  interface Factory {
    /** The name on command lines: {@code shadow}, {@code nested} ... */
    String name();

    /** One line for people: how it works. */
    String description();

    /**
     * Why this strategy cannot virtualize {@code mmu}, in one line; empty if it can.
     *
     * @param mmu the MMU to be virtualized
     */
    String unsupportedReason(vmm.api.mmu.MmuModel mmu);

    /** Makes the strategy of one virtual processor. */
    MemoryVirtualization create(StrategyHost host);
  }

  /** The kinds of trap, of those a processor can be told to raise or not, that it needs. */
  Set<TrapKind> needs();

  /**
   * Programs the first real view, for {@link StrategyHost#regime()}. Called once, before the run.
   */
  void start();

  /** The guest loads a root. {@link StrategyHost#regime()} is still the old regime. */
  TrapReply rootWritten(Trap.RootWrite trap);

  /** The guest reads its root. */
  TrapReply rootRead(Trap.RootRead trap);

  /** The guest changes a switch of its MMU. {@link StrategyHost#regime()} is still the old one. */
  TrapReply regimeChanged(Trap.RegimeChange trap);

  /** The guest invalidates translations. */
  TrapReply invalidated(Trap.Invalidation trap);

  /** The guest writes a slot of its TLB. The guest view still holds what was there. */
  default TrapReply tlbWritten(Trap.TlbWrite trap) {
    throw new IllegalStateException("no software-filled TLB is virtualized here: " + trap);
  }

  /** The guest reads a slot of its TLB. */
  default TrapReply tlbRead(Trap.TlbRead trap) {
    return new TrapReply.Completed(trap.guestValue());
  }

  /** The guest searches its TLB. */
  default TrapReply tlbSearched(Trap.TlbSearch trap) {
    return new TrapReply.Completed(trap.guestValue());
  }

  /** The guest wrote a TLB entry for which the second stage has no translation. */
  default TrapReply secondStageMissed(Trap.SecondStageMiss trap) {
    throw new IllegalStateException("no software-filled TLB is virtualized here: " + trap);
  }

  /** The first stage missed: a hidden fault to repair, an access to complete, or a true fault. */
  TrapReply translationMissed(Trap.TranslationMiss trap);

  /** The second stage missed: repair it, or complete the access. */
  TrapReply secondStageFaulted(Trap.SecondStageFault trap);

  /** The PhysMap changed below: drop each real translation made from it. */
  void physMapChanged(long gpa, long bytes);

  /**
   * The guest view of a gva: what the guest's own tables say, without effect on anything (no
   * accessed flag). Addresses are gpa.
   */
  Translation guestView(long gva, AccessType access, Privilege privilege);

  /**
   * The real view of a gva: what the hardware would do now, without effect on anything. Addresses
   * are hpa.
   */
  Translation realView(long gva, AccessType access, Privilege privilege);

  /**
   * Whether frames of this page hold something else than the guest view, so that accesses by the
   * VMM and by devices have to go through {@link #readGuestView} and {@link #writeGuestView}.
   */
  default boolean hidesPage(long gpa) {
    return false;
  }

  /** Reads a hidden page as the guest would; the range lies within one page. */
  default long readGuestView(long gpa, int size) {
    throw new IllegalStateException("no page is hidden");
  }

  /** Writes to a hidden page as the guest would; the range lies within one page. */
  default void writeGuestView(long gpa, int size, long value) {
    throw new IllegalStateException("no page is hidden");
  }

  /**
   * Tells that the VMM or a device wrote to guest-physical memory that is not hidden, so that
   * tables which are cached elsewhere can be dropped.
   */
  default void guestMemoryWritten(long gpa, int bytes) {}

  /** Figures of this strategy for statistics, by a name for people; e.g. pages of real tables. */
  default Map<String, Long> figures() {
    return Map.of();
  }

  /** Gives back all frames that it took. Called once, after the last run. */
  void close();
}
