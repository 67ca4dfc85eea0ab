package vmm.x86.vectors;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vmm.x86.vectors.VectorCase.Fpu;
import vmm.x86.vectors.VectorCase.Raised;
import vmm.x86.vectors.VectorCase.State;

/** Reads vectors: one JSON object a line, in the shapes that the READMEs beside them describe. */
public final class VectorReader {
  private static final JsonMapper JSON = new JsonMapper();

  private final VectorSet set;
  private final Map<String, Long> undefinedByFamily;
  private final LocalDescriptors segments = LocalDescriptors.read();

  /** Makes a reader of one set. */
  public VectorReader(VectorSet set) {
    this.set = set;
    this.undefinedByFamily = readIndex(set.path().resolve("index.json"));
  }

  /** All cases of a family. */
  public List<VectorCase> read(String family) {
    var cases = new ArrayList<VectorCase>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(set.file(family)), 1 << 16),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        cases.add(parse(family, line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(set.file(family).toString(), e);
    }
    return cases;
  }

  VectorCase parse(String family, String line) {
    JsonNode json = JSON.readTree(line);
    String bytes = json.required("bytes").stringValue();
    State before = state(json.required("initial"));
    Long eip = before.registers().get("eip");
    if (eip != null) {
      long base = segments.base(before.registers().getOrDefault("cs", 0L));
      addCode(before.memory(), base + eip, bytes);
    }
    return new VectorCase(
        family,
        json.required("name").stringValue(),
        json.required("idx").intValue(),
        bytes,
        before,
        state(json.required("final")),
        Optional.ofNullable(json.get("exception")).map(VectorReader::raised),
        json.has("undefined_flags")
            ? json.get("undefined_flags").longValue()
            : undefinedByFamily.getOrDefault(family, 0L),
        json.path("undefined_sw").asInt(0));
  }

  /** The sets of protected mode do not repeat the instruction in their memory. */
  private static void addCode(SortedMap<Long, Integer> memory, long address, String bytes) {
    byte[] code = HexFormat.of().parseHex(bytes);
    for (int i = 0; i < code.length; i++) {
      memory.put(address + i, Byte.toUnsignedInt(code[i]));
    }
  }

  private static State state(JsonNode json) {
    var registers = new LinkedHashMap<String, Long>();
    json.required("regs").forEachEntry((name, value) -> registers.put(name, value.longValue()));
    var memory = new TreeMap<Long, Integer>();
    for (JsonNode pair : json.required("ram")) {
      memory.put(pair.required(0).longValue(), pair.required(1).intValue());
    }
    return new State(
        registers, memory, Optional.ofNullable(json.get("fpu")).map(VectorReader::fpu));
  }

  private static Fpu fpu(JsonNode json) {
    var registers = new HashMap<Integer, String>();
    json.required("r")
        .forEachEntry((number, hex) -> registers.put(Integer.valueOf(number), hex.stringValue()));
    return new Fpu(
        json.required("cw").intValue(),
        json.required("sw").intValue(),
        json.required("tw").intValue(),
        registers);
  }

  private static Raised raised(JsonNode json) {
    return new Raised(
        json.required("number").intValue(),
        json.has("error") ? OptionalInt.of(json.get("error").intValue()) : OptionalInt.empty(),
        json.has("flags_at")
            ? OptionalLong.of(json.get("flags_at").longValue())
            : OptionalLong.empty());
  }

  /** The masks that the real-mode set keeps per opcode; the other sets have none. */
  private static Map<String, Long> readIndex(Path file) {
    var masks = new HashMap<String, Long>();
    if (Files.exists(file)) {
      JSON.readTree(file)
          .required("opcodes")
          .forEachEntry(
              (op, entry) -> masks.put(op, entry.required("undefined_flags").longValue()));
    }
    return masks;
  }
}
