package vmm.benchmarks.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.stream.Stream;

/** What this JVM uses once its garbage is gone. */
final class Memory {
  private static final List<MemoryPoolMXBean> POOLS = ManagementFactory.getMemoryPoolMXBeans();

  private Memory() {}

  /** Collects garbage, and unloads the classes of regions that nobody refers to. */
  static void collect() {
    System.gc();
  }

  /** Bytes of the heap that were left by the last collection. */
  static long heap() {
    return POOLS.stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  /** Bytes of metaspace, the part for compressed class pointers included. */
  static long metaspace() {
    return pools("Metaspace", "Compressed Class Space");
  }

  /** Bytes of machine code that HotSpot has made. It has a limit of its own. */
  static long machineCode() {
    return pools("CodeHeap", "CodeCache");
  }

  private static long pools(String... names) {
    return POOLS.stream()
        .filter(pool -> Stream.of(names).anyMatch(pool.getName()::startsWith))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
  }
}
