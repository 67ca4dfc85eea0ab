package vmm.x86.vectors;

import vmm.api.cpu.Processor;
import vmm.api.memory.HostMemory;

/**
 * A guest kernel's page tables for vectors, one to one, in which the pages of a case are absent at
 * first, then read-only, and writable last: each access may fault twice before it succeeds, and the
 * instruction must start again as if it had never begun. 32-bit paging: SDM vol. 3, "32-Bit
 * Paging"; error code: "Page-Fault Exceptions".
 */
final class DemandPaging {
  static final long DIRECTORY = 0x148000;

  private static final long TABLE = 0x149000;
  private static final int PAGES = 512;
  private static final int PAGE_SHIFT = 12;
  private static final int PRESENT = 1;
  private static final int WRITABLE = 1 << 1;
  private static final int USER = 1 << 2;
  private static final int ERROR_PRESENT = 1;
  private static final int ERROR_WRITE = 1 << 1;

  private final HostMemory memory;
  private final Processor processor;
  private long faults;

  DemandPaging(HostMemory memory, Processor processor) {
    this.memory = memory;
    this.processor = processor;
    memory.write(DIRECTORY, 4, TABLE | PRESENT | WRITABLE | USER);
  }

  /** Takes the pages of cases away. The kernel's own stay. */
  void begin() {
    for (long page = 0; page < PAGES; page++) {
      long address = page << PAGE_SHIFT;
      memory.write(entry(address), 4, address < CaseMemory.END ? 0 : address | PRESENT | WRITABLE);
    }
    processor.mmu().invalidateAll();
  }

  /** The address of a page's table entry. */
  private static long entry(long address) {
    return TABLE + 4 * (address >>> PAGE_SHIFT);
  }

  /**
   * Grants what the fault asked for; nothing more.
   *
   * @return false if the page is none of a case's, or the fault says what the entry does not
   */
  boolean repair(long address, int error) {
    if (Long.compareUnsigned(address, CaseMemory.END) >= 0) {
      return false;
    }
    long old = memory.read(entry(address), 4);
    boolean present = (old & PRESENT) != 0;
    if (present != ((error & ERROR_PRESENT) != 0) || (present && (error & ERROR_WRITE) == 0)) {
      return false;
    }
    long page = address >>> PAGE_SHIFT << PAGE_SHIFT;
    memory.write(entry(address), 4, present ? old | WRITABLE : page | PRESENT | USER);
    faults++;
    return true;
  }

  /** Number of faults repaired. */
  long faults() {
    return faults;
  }
}
