package vmm.api.trap;

import vmm.api.mmu.Translation;

/** What the VMM answers to a trap. */
public sealed interface TrapReply {
  /** The reason is gone (a hidden fault, repaired): the processor tries the step again. */
  record Retry() implements TrapReply {}

  /**
   * The step is done: the VMM supplied the data or took it. The processor goes on behind it.
   *
   * @param value the data of a load, zero-extended; ignored otherwise
   */
  record Completed(long value) implements TrapReply {}

  /**
   * A true fault: the guest gets the exception that its architecture prescribes for {@code fault},
   * which is put in terms of the guest's own tables.
   */
  record TrueFault(Translation.Fault fault) implements TrapReply {}

  /** The processor stops: the step is not done, and a later run tries it again. */
  record Stop() implements TrapReply {}

  /** The one {@link Retry}. */
  TrapReply RETRY = new Retry();

  /** The {@link Completed} of steps that yield no data. */
  TrapReply DONE = new Completed(0);

  /** The one {@link Stop}. */
  TrapReply STOP = new Stop();
}
