package vmm.x86.vectors;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import vmm.api.cpu.Processor;
import vmm.api.memory.HostMemory;

/**
 * The memory of cases: set byte by byte, compared with a copy after the run, then as it was before
 * again.
 */
final class CaseMemory {
  /** End of what cases may touch: real mode reaches 10FFEFh, protected mode 12FFFFh. */
  static final int END = 0x130000;

  private static final int PAGE = 0x1000;

  private final HostMemory memory;
  private final Processor processor;
  private final byte[] before = new byte[END];
  private final MemorySegment copy = MemorySegment.ofArray(before);
  private final TreeSet<Integer> dirtyPages = new TreeSet<>();

  CaseMemory(HostMemory memory, Processor processor) {
    this.memory = memory;
    this.processor = processor;
    IntStream.range(0, END / PAGE).forEach(dirtyPages::add);
    clear();
  }

  void set(long address, int value) {
    memory.write(address, 1, value);
    before[Math.toIntExact(address)] = (byte) value;
    dirtyPages.add((int) address / PAGE);
  }

  /** To be called when all is set: code there is translated anew. */
  void ready() {
    dirtyPages.forEach(page -> processor.memoryChanged((long) page * PAGE, PAGE));
  }

  SortedMap<Long, Integer> changes() {
    var changes = new TreeMap<Long, Integer>();
    for (int start = 0; start < END; start += PAGE) {
      long from = start;
      while (from < start + PAGE) {
        long same =
            MemorySegment.mismatch(memory.segment(), from, start + PAGE, copy, from, start + PAGE);
        if (same < 0) {
          break;
        }
        long address = from + same;
        changes.put(address, (int) memory.read(address, 1));
        dirtyPages.add(start / PAGE);
        from = address + 1;
      }
    }
    return changes;
  }

  void clear() {
    for (int page : dirtyPages) {
      int start = page * PAGE;
      Arrays.fill(before, start, start + PAGE, (byte) VectorMachine.filler(start));
      memory.write(start, before, start, PAGE);
    }
    ready();
    dirtyPages.clear();
  }
}
