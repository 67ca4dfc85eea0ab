package vmm.api.cpu;

/** What instructions and mode changes of the guest do to the processor's TLB. */
public interface TlbControl {
  /** Drops the translations of one page, in the current context. */
  void flushPage(long gva);

  /** Drops the translations of the current context; global ones may stay if the flag says so. */
  void flush(boolean keepGlobal);

  /** Drops the translations of all contexts. */
  void flushAll();
}
