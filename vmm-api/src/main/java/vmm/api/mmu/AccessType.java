package vmm.api.mmu;

/** Why a translation is asked for. */
public enum AccessType {
  /** A load. */
  READ,
  /** A store. */
  WRITE,
  /** The load of a read-modify-write: needs the right to write, and faults as a write. */
  UPDATE,
  /** An instruction fetch. */
  EXECUTE;

  /** Whether the right to write is needed. */
  public boolean writes() {
    return this == WRITE || this == UPDATE;
  }
}
