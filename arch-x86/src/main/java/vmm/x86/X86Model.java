package vmm.x86;

import static vmm.x86.X86Feature.CMOV;
import static vmm.x86.X86Feature.CX8;
import static vmm.x86.X86Feature.DE;
import static vmm.x86.X86Feature.FPU;
import static vmm.x86.X86Feature.FXSR;
import static vmm.x86.X86Feature.MSR;
import static vmm.x86.X86Feature.PAE;
import static vmm.x86.X86Feature.PGE;
import static vmm.x86.X86Feature.PSE;
import static vmm.x86.X86Feature.PSE36;
import static vmm.x86.X86Feature.SEP;
import static vmm.x86.X86Feature.TSC;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import vmm.api.arch.CpuModel;

/**
 * The processor models: what each can do, as its CPUID tells (SDM vol. 2, "CPUID"). What is not
 * listed is neither shown nor there.
 */
public enum X86Model {
  /** Family 6, and execute-disable besides, so that PAE paging can be had whole. */
  PENTIUM2(
      "pentium2",
      "Pentium II: PAE (with NX), CMOV, SYSENTER, FXSAVE",
      0x652,
      EnumSet.of(FPU, DE, PSE, TSC, MSR, PAE, CX8, SEP, PGE, CMOV, PSE36, FXSR),
      true),

  /** Family 5. */
  PENTIUM(
      "pentium",
      "Pentium: 4-MByte pages, time-stamp counter, CMPXCHG8B",
      0x543,
      EnumSet.of(FPU, DE, PSE, TSC, MSR, CX8),
      false),

  /** Family 4, one of the late ones that have CPUID. */
  I486("486", "Intel486 with FPU, CPUID and 4-MByte pages", 0x480, EnumSet.of(FPU, PSE), false);

  private final String modelName;
  private final String description;
  private final int signature;
  private final int features;
  private final boolean noExecute;

  X86Model(
      String modelName,
      String description,
      int signature,
      Set<X86Feature> features,
      boolean noExecute) {
    this.modelName = modelName;
    this.description = description;
    this.signature = signature;
    this.features = features.stream().mapToInt(X86Feature::mask).reduce(0, (a, b) -> a | b);
    this.noExecute = noExecute;
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
  public static X86Model named(String name) {
    return Arrays.stream(values())
        .filter(m -> m.modelName.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no CPU model " + name));
  }

  /** The name on command lines. */
  public String modelName() {
    return modelName;
  }

  /** Family, model and stepping: EAX of CPUID leaf 1, and EDX after reset. */
  public int signature() {
    return signature;
  }

  /** EDX of CPUID leaf 1. */
  public int featureBits() {
    return features;
  }

  /** What it has. */
  public Set<X86Feature> features() {
    return Arrays.stream(X86Feature.values())
        .filter(this::has)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it has a feature. */
  public boolean has(X86Feature feature) {
    return (features & feature.mask()) != 0;
  }

  /** Whether PAE paging can disable execution: IA32_EFER.NXE. */
  public boolean hasNoExecute() {
    return noExecute;
  }

  /** Whether it is of the P6 family, which has RDPMC among others. */
  public boolean isP6() {
    return signature >>> 8 >= 6;
  }

  /** MAXPHYADDR. */
  public int addressBits() {
    return has(PAE) ? 36 : 32;
  }
}
