package vmm.api.mmu;

/** The privilege of an access, as the tables know it. */
public enum Privilege {
  /** Supervisor: the operating system, and accesses that a processor makes on its behalf. */
  SUPERVISOR,
  /** User: application code. */
  USER
}
