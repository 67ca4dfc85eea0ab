package vmm.api.memory;

/** Is told of changes to a PhysMap; see there for the coherence rule. */
@FunctionalInterface
public interface PhysMapListener {
  /**
   * Pages changed what backs them, or what they grant.
   *
   * @param gpa gpa of the first page
   * @param bytes length of the range, a multiple of {@link Frame#SIZE}
   */
  void changed(long gpa, long bytes);
}
