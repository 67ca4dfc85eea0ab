package vmm.ppc.translate;

/** Emits the meaning of the instruction at hand. */
@FunctionalInterface
interface Semantic {
  /** Emits. */
  void emit(Block block);
}
