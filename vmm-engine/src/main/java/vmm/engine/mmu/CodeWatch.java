package vmm.engine.mmu;

/** Who must know when code that was translated is overwritten. */
public interface CodeWatch {
  /** Whether code was translated from the frame that holds {@code hpa}. */
  boolean holdsCode(long hpa);

  /** Tells that memory has been written. */
  void written(long hpa, long bytes);
}
