package vmm.cli;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import vmm.api.machine.MachineStatistics;

/** Statistics as rows for people, or as one JSON object. */
final class StatisticsFormat {
  private StatisticsFormat() {}

  /** Every figure by its name, in the order in which people want to read them. */
  static Map<String, Long> rows(MachineStatistics statistics, long wallNanos) {
    Map<String, Long> rows = new LinkedHashMap<>();
    rows.put("instructions", statistics.instructions());
    statistics.traps().forEach((kind, count) -> rows.put("trap " + kind, count));
    rows.put("hidden faults", statistics.hiddenFaults());
    rows.put("true faults", statistics.trueFaults());
    rows.putAll(statistics.strategy());
    rows.put("walk references", statistics.walkReferences());
    rows.putAll(statistics.processor());
    rows.put("frames in use", statistics.framesInUse());
    rows.put("virtual time, us", statistics.virtualNanos() / 1000);
    rows.put("wall time, us", wallNanos / 1000);
    return rows;
  }

  /** One row a figure, numbers aligned. */
  static String text(MachineStatistics statistics, long wallNanos) {
    StringBuilder text = new StringBuilder();
    rows(statistics, wallNanos)
        .forEach((name, value) -> text.append(String.format("%-32s %,18d%n", name, value)));
    return text.toString();
  }

  /** One object on one line. */
  static String json(MachineStatistics statistics, long wallNanos) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("instructions", statistics.instructions());
      json.writeNumberProperty("virtualNanos", statistics.virtualNanos());
      json.writeNumberProperty("wallNanos", wallNanos);
      json.writeNumberProperty("hiddenFaults", statistics.hiddenFaults());
      json.writeNumberProperty("trueFaults", statistics.trueFaults());
      json.writeNumberProperty("walkReferences", statistics.walkReferences());
      json.writeNumberProperty("framesInUse", statistics.framesInUse());
      object(json, "traps", statistics.traps());
      object(json, "processor", statistics.processor());
      object(json, "strategy", statistics.strategy());
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void object(JsonGenerator json, String name, Map<String, Long> figures) {
    json.writeObjectPropertyStart(name);
    figures.forEach(json::writeNumberProperty);
    json.writeEndObject();
  }
}
