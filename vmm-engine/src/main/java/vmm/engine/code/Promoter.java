package vmm.engine.code;

/** Decides which blocks run as what. */
public interface Promoter {
  /** Lets every block run in the interpreter. */
  Promoter NEVER = block -> block.setHeat(Integer.MAX_VALUE);

  /** A block is about to be entered that has no heat left. May set {@link Block#compiled}. */
  void hot(Block block);
}
