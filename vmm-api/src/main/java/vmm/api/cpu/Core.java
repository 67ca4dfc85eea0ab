package vmm.api.cpu;

import java.util.Optional;
import vmm.api.memory.Frame;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealMmu;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/**
 * An architecture's half of a simulated processor; the engine is the other half. It knows hpa only,
 * as hardware does.
 */
public interface Core {
  /** The register file; the same object for every processor of a model. */
  RegisterFile registers();

  /** Puts the state after power-on into the slots, and forgets pending interrupts. */
  void reset(long[] slots);

  /** Connects the core to the engine's side. Called once, before anything runs. */
  void attach(CpuContext context);

  /**
   * The mode word: equal words mean that equal bytes have equal meaning, and it holds whatever else
   * a translation was specialized for. Called at each return to the dispatcher.
   */
  long mode(long[] slots);

  /** The privilege at which code of this mode accesses memory. */
  Privilege privilege(long mode);

  /**
   * The gva from which the next instruction is fetched. It differs from the pc slot by an amount
   * that only an {@link Emitter#exit} changes, modulo {@link #addressMask}.
   */
  long fetchAddress(long[] slots);

  /**
   * The bits of a gva that count in this mode: behind the highest address, 0 follows. An access
   * that runs over the end goes on there.
   */
  default long addressMask(long mode) {
    return -1L;
  }

  /**
   * log2 of the size in bytes of the smallest page that this MMU knows. Translations of pages
   * smaller than a frame are not cached, so accesses through them are slow; instructions must not
   * cross their bounds.
   */
  default int smallestPageShift() {
    return Frame.SHIFT;
  }

  /** Makes a translator. */
  Translator newTranslator();

  /** The guest's present regime as its registers say, in its own terms. */
  TranslationRegime regime(long[] slots);

  /**
   * The VMM programmed a real view: the moment at which hardware reads what a format preloads. The
   * engine calls it at each {@link RealMmu#setRealView}, also if the view is the one of before.
   */
  default void realViewProgrammed(RealView view) {}

  /**
   * The VMM allows a change to a regime without a trap, if the core remembers the view and programs
   * it then; see {@link RealMmu#remember} and {@link TlbControl#program}.
   */
  default void rememberRegime(TranslationRegime regime, RealView view) {}

  /** Every change of the regime is a trap again. */
  default void forgetRegimes() {}

  /**
   * Walks the real view.
   *
   * @param quiet true for an inspection: no accessed or dirty flag is set and nothing is counted
   */
  Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet);

  /** The TLB that the VMM programs, if software fills this architecture's. */
  default Optional<RealTlb> realTlb() {
    return Optional.empty();
  }

  /** The TLB and second stage that nest, if the hardware has them. */
  default Optional<NestedTlb> nestedTlb() {
    return Optional.empty();
  }

  /**
   * Tells of an access, within a page, that no kept translation answers, before it is translated;
   * also of one that is only probed. Translations of pieces smaller than a {@link
   * vmm.api.memory.Frame} are never kept: a core that wants to see every access to some page
   * answers {@link #translate} with such.
   *
   * @param size in bytes
   */
  default void accessing(long gva, int size, AccessType access) {}

  /**
   * The same of an access of which the data are known, as far as they are to be stored. One that is
   * only probed is told of without them, unless it is a part of an access that crosses pages.
   *
   * @param value what is to be stored, the byte at {@code gva} lowest; 0 of other accesses
   */
  default void accessing(long gva, int size, AccessType access, long value) {
    accessing(gva, size, access);
  }

  /**
   * Whether the bytes of data, or of instructions, stand in memory at {@code gva} in the reverse of
   * their usual order. Asked for accesses that no kept translation answers. For data of such a page
   * a core answers {@link #translate} as for one to which it wants to see every access; the
   * translation of a fetch is kept with its order, and the translator finds it in {@link
   * CodeReader#reversed}.
   */
  default boolean reversesBytes(long gva, AccessType access) {
    return false;
  }

  /** The fault that the architecture prescribes for a first-stage fault. */
  GuestFault faultFor(Translation.Fault fault);

  /**
   * Delivers a fault: changes the state so that the guest's handler runs next. The pc slot holds
   * the faulting instruction. Faults during delivery are the architecture's to escalate; if there
   * is no way on it raises {@link vmm.api.trap.Trap.Shutdown}.
   */
  void deliver(GuestFault fault);

  /** Whether an interrupt is pending that the state lets in. */
  boolean interruptReady(long[] slots);

  /** Takes the pending interrupt: changes the state so that the guest's handler runs next. */
  void takeInterrupt();

  /** Whether the processor waits for an interrupt. */
  boolean halted(long[] slots);

  /** Whether an interrupt could end the wait. */
  boolean wakeable(long[] slots);

  /**
   * The guest is left, for a trap or because a run ends. What is behind that may change what is
   * mapped, so translations that the core let the guest use until it synchronizes go now.
   */
  default void leavingGuest() {}

  /**
   * Brings registers up to date that the core keeps in another form while it runs (such as flags
   * that are computed when they are asked for). Called before a state is inspected from outside: at
   * the end of each run, and by {@link Processor#settle}.
   */
  default void settle(long[] slots) {}

  /** The slots that {@link #settle} may write. */
  default int[] settledSlots() {
    return new int[0];
  }

  /** Number of references to tables that walks have made. */
  long walkReferences();
}
