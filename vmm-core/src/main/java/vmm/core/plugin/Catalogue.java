package vmm.core.plugin;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.arch.CpuModel;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.memory.MemoryVirtualization;

/** What the plug-ins on the class path offer, by name. */
public final class Catalogue {
  private static final String ADD =
      "; name one of these, or add the jar of its plug-in to the class path";

  private final Map<String, Architecture> architectures;
  private final Map<String, MemoryVirtualization.Factory> strategies;

  /**
   * Makes a catalogue of what was contributed.
   *
   * @throws WiringException if two contributions of one kind have the same name
   */
  @Inject
  public Catalogue(Set<Architecture> architectures, Set<MemoryVirtualization.Factory> strategies) {
    this.architectures = index("architecture", architectures, Architecture::name);
    this.strategies = index("strategy", strategies, MemoryVirtualization.Factory::name);
  }

  private static <T> Map<String, T> index(String kind, Set<T> all, Function<T, String> name) {
    var byName = new TreeMap<String, T>();
    for (T one : all) {
      T other = byName.put(name.apply(one), one);
      if (other != null) {
        String classes =
            Stream.of(one, other)
                .map(o -> o.getClass().getName())
                .sorted()
                .collect(Collectors.joining(" and "));
        throw new WiringException(
            "%s `%s` is contributed twice, by %s; take one of their jars off the class path"
                .formatted(kind, name.apply(one), classes));
      }
    }
    return byName;
  }

  /** The architectures, by name. */
  public List<Architecture> architectures() {
    return List.copyOf(architectures.values());
  }

  /** The strategies, by name. */
  public List<MemoryVirtualization.Factory> strategies() {
    return List.copyOf(strategies.values());
  }

  /**
   * Fills the defaults of a spec in, and finds what it names.
   *
   * @throws ImageException if the spec leaves the architecture to the images and none knows them
   * @throws MachineSpecException if it names what there is not, or asks for what cannot be
   */
  public Choice choose(MachineSpec spec) throws ImageException, MachineSpecException {
    Architecture architecture = architecture(spec);
    Board board =
        spec.board().isEmpty()
            ? architecture.boards().getFirst()
            : part("board", architecture, architecture.boards(), Board::name, spec.board().get());
    String cpu = spec.cpu().orElse(board.defaultCpu());
    CpuModel model = part("CPU", architecture, architecture.cpuModels(), CpuModel::name, cpu);
    if (!board.accepts(model.name())) {
      throw new MachineSpecException(
          "CPU `%s` does not fit board %s (fit: %s)"
              .formatted(model.name(), board.name(), fitting(architecture, board)));
    }
    MemoryVirtualization.Factory strategy = find("strategy", strategies, spec.strategy());
    String why = strategy.unsupportedReason(architecture.mmuModel(model.name()));
    if (!why.isEmpty()) {
      throw new MachineSpecException(
          "strategy `%s` cannot serve architecture %s: %s"
              .formatted(strategy.name(), architecture.name(), why));
    }
    MemorySize.check(spec.memoryBytes(), board);
    MachineSpec filled =
        spec.withArchitecture(architecture.name()).withBoard(board.name()).withCpu(model.name());
    return new Choice(filled, architecture, board, strategy);
  }

  private Architecture architecture(MachineSpec spec) throws ImageException, MachineSpecException {
    if (spec.architecture().isPresent()) {
      return find("architecture", architectures, spec.architecture().get());
    }
    if (architectures.isEmpty()) {
      throw new MachineSpecException(
          "no architecture found: add the jar of a plug-in that contributes one to the class path");
    }
    Optional<Image> image = spec.images().kernel().or(spec.images()::firmware);
    if (image.isEmpty()) {
      throw new MachineSpecException(
          "nothing to start: give a kernel or firmware, or name the architecture (found: %s)"
              .formatted(names(architectures)));
    }
    List<Architecture> candidates =
        architectures.values().stream().filter(a -> a.recognizes(spec.images())).toList();
    return switch (candidates.size()) {
      case 0 -> throw unrecognized(image.get());
      case 1 -> candidates.getFirst();
      default ->
          throw new MachineSpecException(
              "%s could be for %s: name the architecture"
                  .formatted(
                      image.get().name(),
                      candidates.stream()
                          .map(Architecture::name)
                          .collect(Collectors.joining(" or "))));
    };
  }

  private ImageException unrecognized(Image image) {
    return new ImageException(
        "%s: no architecture recognizes it; name the one that it is for (found: %s)"
            .formatted(image.name(), names(architectures)));
  }

  private static <T> T find(String kind, Map<String, T> all, String name)
      throws MachineSpecException {
    T found = all.get(name);
    if (found == null) {
      throw new MachineSpecException(
          "unknown %s `%s` (found: %s)%s".formatted(kind, name, names(all), ADD));
    }
    return found;
  }

  private static String names(Map<String, ?> all) {
    return all.isEmpty() ? "none" : String.join(", ", all.keySet());
  }

  private static String fitting(Architecture architecture, Board board) {
    return architecture.cpuModels().stream()
        .map(CpuModel::name)
        .filter(board::accepts)
        .collect(Collectors.joining(", "));
  }

  private static <T> T part(
      String kind, Architecture architecture, List<T> all, Function<T, String> nameOf, String name)
      throws MachineSpecException {
    for (T one : all) {
      if (nameOf.apply(one).equals(name)) {
        return one;
      }
    }
    throw new MachineSpecException(
        "unknown %s `%s`: architecture %s has %s"
            .formatted(
                kind,
                name,
                architecture.name(),
                all.stream().map(nameOf).collect(Collectors.joining(", "))));
  }
}
