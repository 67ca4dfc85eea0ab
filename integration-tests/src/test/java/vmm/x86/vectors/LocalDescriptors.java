package vmm.x86.vectors;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The LDT of the segmented vectors: SDM vol. 3, "Segment Descriptors". */
public final class LocalDescriptors {
  private static final int TABLE_INDICATOR = 4;

  private final Map<Integer, Long> descriptors = new TreeMap<>();

  private LocalDescriptors() {}

  /** Reads the committed table. */
  public static LocalDescriptors read() {
    var table = new LocalDescriptors();
    new JsonMapper()
        .readTree(VectorSet.SEGMENTED.path().resolve("ldt.json"))
        .forEachEntry(
            (index, hex) ->
                table.descriptors.put(
                    Integer.valueOf(index), Long.parseUnsignedLong(hex.stringValue(), 16)));
    return table;
  }

  /** Descriptors by index. */
  public Map<Integer, Long> byIndex() {
    return Map.copyOf(descriptors);
  }

  /** The limit of the table in bytes: it ends with the last descriptor. */
  public int limit() {
    return 8 * (Collections.max(descriptors.keySet()) + 1) - 1;
  }

  /** The base that a selector leads to; 0 for selectors of the flat segments. */
  public long base(long selector) {
    if ((selector & TABLE_INDICATOR) == 0) {
      return 0;
    }
    long descriptor = descriptors.getOrDefault((int) selector >> 3, 0L);
    return ((descriptor >>> 16) & 0xFFFFFF) | (((descriptor >>> 56) & 0xFF) << 24);
  }
}
