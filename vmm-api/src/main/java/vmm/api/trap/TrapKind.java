package vmm.api.trap;

/** The kinds of trap, for controls, statistics and traces. */
public enum TrapKind {
  /** The guest loads the root of its tables. */
  ROOT_WRITE("root-write"),
  /** The guest reads the root of its tables. */
  ROOT_READ("root-read"),
  /** The guest throws a switch that changes its {@code TranslationRegime}. */
  REGIME_CHANGE("regime-change"),
  /** The guest writes to one of its tables, where the strategy watches it. */
  TABLE_WRITE("table-write"),
  /** The guest reads one of its tables, where the strategy watches it. */
  TABLE_READ("table-read"),
  /** The guest invalidates translations. */
  INVALIDATION("invalidation"),
  /** The guest writes an entry of its TLB. */
  TLB_WRITE("tlb-write"),
  /** The guest reads an entry of its TLB. */
  TLB_READ("tlb-read"),
  /** The guest searches its TLB. */
  TLB_SEARCH("tlb-search"),
  /** The first stage had no translation that allows the access. */
  TRANSLATION_MISS("translation-miss"),
  /** The second stage had no translation that allows the access. */
  SECOND_STAGE_FAULT("second-stage-fault"),
  /** The second stage had no translation for a TLB entry that the guest wrote. */
  SECOND_STAGE_MISS("second-stage-miss"),
  /** Port input or output. */
  PORT_ACCESS("port"),
  /** An access to a device, or to nothing at all, in guest-physical space. */
  MEMORY_MAPPED_ACCESS("mmio"),
  /** The processor reads guest-physical memory for itself. */
  PHYSICAL_READ("physical-read"),
  /** A privileged instruction that the controls make trap. */
  PRIVILEGED_INSTRUCTION("privileged"),
  /** An exception that the controls make trap. */
  EXCEPTION("exception"),
  /** An external interrupt was delivered to the guest. */
  EXTERNAL_INTERRUPT("interrupt"),
  /** The guest waits for an interrupt. */
  IDLE("idle"),
  /** The guest has no way to go on. */
  SHUTDOWN("shutdown"),
  /** What only one architecture has. */
  ARCHITECTURE("architecture");

  private final String label;

  TrapKind(String label) {
    this.label = label;
  }

  /** The name on command lines and in statistics. */
  public String label() {
    return label;
  }
}
