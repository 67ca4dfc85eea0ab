package vmm.api.mmu;

/**
 * What an architecture's MMU offers to whoever virtualizes it. Strategies see an architecture
 * through this alone. There are two families: hardware walks tables, or software fills the TLB.
 */
public sealed interface MmuModel permits TableMmu, TlbMmu {
  /**
   * Highest hpa that this MMU can translate to: memory and tables of a machine lie at or below it.
   */
  long maxAddress();
}
