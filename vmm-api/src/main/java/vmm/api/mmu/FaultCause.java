package vmm.api.mmu;

/** Why a first-stage translation failed. */
public enum FaultCause {
  /** No entry maps the address. */
  NOT_PRESENT,
  /** An entry maps it, but does not allow the access. */
  PROTECTION,
  /** An entry sets bits that its format reserves. */
  MALFORMED
}
