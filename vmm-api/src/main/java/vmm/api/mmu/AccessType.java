package vmm.api.mmu;

/** Why a translation is asked for. */
public enum AccessType {
  /** A load. */
  READ(false),
  /** A store. */
  WRITE(true),
  /** The load of a read-modify-write: needs the right to write, and faults as a write. */
  UPDATE(true),
  /** An instruction fetch. */
  EXECUTE(false);

  private final boolean writes;

  AccessType(boolean writes) {
    this.writes = writes;
  }

  /** Whether the right to write is needed. */
  public boolean writes() {
    return writes;
  }
}
