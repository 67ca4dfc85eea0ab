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
  /** End of what cases may touch. */
  static final int END = 0x130000;

  private static final int REAL_END = 0x110000;
  private static final int LOW_END = 0x10000;
  private static final int HIGH = 0x100000;

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

  /** What a run in this mode changed of the memory that its cases may use. */
  SortedMap<Long, Integer> changes(VectorMachine.Mode mode) {
    var changes = new TreeMap<Long, Integer>();
    if (mode == VectorMachine.Mode.REAL) {
      addChanges(0, REAL_END, changes);
    } else {
      addChanges(0, LOW_END, changes);
      addChanges(HIGH, END, changes);
    }
    return changes;
  }

  private void addChanges(long start, long end, SortedMap<Long, Integer> changes) {
    long from = start;
    while (from < end) {
      long same = MemorySegment.mismatch(memory.segment(), from, end, copy, from, end);
      if (same < 0) {
        return;
      }
      long address = from + same;
      changes.put(address, (int) memory.read(address, 1));
      dirtyPages.add((int) address / PAGE);
      from = address + 1;
    }
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
