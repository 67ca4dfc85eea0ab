package vmm.x86.translate;

/** Emits the meaning of the instruction at hand. */
@FunctionalInterface
interface Semantic {
  /** Emits. */
  void emit(Block block);
}
