package vmm.ppc;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import vmm.api.arch.CpuModel;

/** The processor models: what each can do. What is not listed is not there. */
public enum PpcModel {
  /** PPC440EP revision B, with a floating-point unit. */
  P440EP(
      "440ep",
      "PowerPC 440EP: 64-entry TLB, FPU",
      0x4222_18D3,
      EnumSet.of(Feature.TLB_440, Feature.FPU, Feature.STRING, Feature.MAC)),

  /** PPC440x5 core, without one. */
  P440X5(
      "440x5",
      "PowerPC 440x5 core: 64-entry TLB, no FPU",
      0x7FF2_1910,
      EnumSet.of(Feature.TLB_440, Feature.STRING, Feature.MAC)),

  /** e500v2. */
  E500V2(
      "e500v2",
      "e500v2: two TLB arrays, 36-bit physical addresses, SPE and embedded floating point",
      0x8021_0030,
      EnumSet.of(Feature.MAS, Feature.SPE, Feature.ISEL)),

  /** A 32-bit core with the embedded-hypervisor category and LRAT, as e6500 has them. */
  EHV(
      "ehv",
      "embedded-hypervisor core: e500mc-like, with LRAT",
      0x8023_0020,
      EnumSet.of(Feature.MAS, Feature.FPU, Feature.ISEL, Feature.EHV));

  private final String modelName;
  private final String description;
  private final int version;
  private final int features;

  PpcModel(String modelName, String description, int version, Set<Feature> features) {
    this.modelName = modelName;
    this.description = description;
    this.version = version;
    this.features = features.stream().mapToInt(Feature::mask).reduce(0, (a, b) -> a | b);
  }

  /** What a model may have. */
  public enum Feature {
    /** The 440's TLB: tlbwe and tlbre by words, MMUCR, DCRs, and its caches' instructions. */
    TLB_440(0),
    /** The MMU of Freescale: TLB0 and TLB1 behind the MAS registers. */
    MAS(1),
    /** Floating-point registers and instructions. */
    FPU(2),
    /** Signal-processing and embedded floating-point instructions on 64-bit general registers. */
    SPE(3),
    /** isel. */
    ISEL(4),
    /** The embedded hypervisor: guest state, LPID, LRAT. */
    EHV(5),
    /** Load and store string instructions. */
    STRING(6),
    /** The 440's multiply-accumulate instructions on halfwords, and dlmzb. */
    MAC(7);

    private final int bit;

    Feature(int bit) {
      this.bit = bit;
    }

    private int mask() {
      return 1 << bit;
    }
  }

  /** The models as command lines name them, the most usual first. */
  public static List<CpuModel> declarations() {
    return Arrays.stream(values()).map(m -> new CpuModel(m.modelName, m.description)).toList();
  }

  /**
   * The model of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static PpcModel named(String name) {
    return Arrays.stream(values())
        .filter(m -> m.modelName.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no CPU model " + name));
  }

  /** The name on command lines. */
  public String modelName() {
    return modelName;
  }

  /** PVR. */
  public int version() {
    return version;
  }

  /** Number of bytes of a cache line: what dcbz clears. */
  public int cacheLine() {
    return has(Feature.EHV) ? 64 : 32;
  }

  /** Whether it has a feature. */
  public boolean has(Feature feature) {
    return (features & feature.mask()) != 0;
  }
}
