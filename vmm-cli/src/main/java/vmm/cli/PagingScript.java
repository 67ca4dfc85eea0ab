package vmm.cli;

import java.nio.ByteOrder;

/**
 * What a built-in guest does from one mark to the next, in its architecture's words. The marks are
 * the same in each: P, S, R, L, H, T.
 *
 * @param guest its file
 * @param prepares how it maps A to B
 * @param store the store to A
 * @param readsBack how it sees B again
 * @param a the gva of that store
 * @param fresh a gva that it maps and then stores to for the first time
 * @param unmapped a gva that it stores to without having mapped it
 * @param order the order in which it stores the bytes of a word
 */
record PagingScript(
    String guest,
    String prepares,
    String store,
    String readsBack,
    long a,
    long fresh,
    long unmapped,
    ByteOrder order) {
  /** Tables in memory. */
  static final PagingScript TABLES =
      new PagingScript(
          "paging.elf",
          "the guest builds its tables, turns paging on",
          "MOV [0x1234], EAX with EAX = 0xcafef00d",
          "it reads 0xcafef00d back, and B in its table",
          0x1234,
          0x302000,
          0x7FF123,
          ByteOrder.LITTLE_ENDIAN);

  /** A TLB that the guest fills. */
  static final PagingScript FILLED_TLB =
      new PagingScript(
          "paging-ppc.elf",
          "the guest writes TLB entries by tlbwe",
          "stw r11, 0x1234(r10) with r11 = 0xcafef00d",
          "it reads 0xcafef00d back, and B by tlbre",
          0x40001234,
          0x40002000,
          0x40003123,
          ByteOrder.BIG_ENDIAN);
}
