package vmm.api.machine;

import java.util.Optional;
import vmm.api.arch.BootImages;
import vmm.api.cpu.EngineMode;

/**
 * What a virtual machine is made of. Empty names mean the default: the architecture that recognizes
 * the images, its first board, that board's processor.
 *
 * @param strategy {@code brute-force}, {@code shadow}, {@code nested}, whatever plug-ins add, or
 *     {@code none} for the bare processor without virtualization of memory
 * @param memoryBytes guest memory, a multiple of the page size
 * @param engine how guest code is run
 * @param clock where time comes from
 */
public record MachineSpec(
    Optional<String> architecture,
    Optional<String> board,
    Optional<String> cpu,
    String strategy,
    long memoryBytes,
    EngineMode engine,
    ClockMode clock,
    BootImages images) {

  /** Memory of a machine unless asked otherwise: 64 MiB. */
  public static final long DEFAULT_MEMORY = 64L << 20;

  /** Strategy of a machine unless asked otherwise. */
  public static final String DEFAULT_STRATEGY = "shadow";

  /** Where time comes from. */
  public enum ClockMode {
    /** Retired instructions: the same inputs give the same trace. */
    VIRTUAL,
    /** The host's clock. */
    WALL
  }

  /** A machine with all defaults that is started from {@code images}. */
  public static MachineSpec of(BootImages images) {
    return new MachineSpec(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        DEFAULT_STRATEGY,
        DEFAULT_MEMORY,
        EngineMode.MIXED,
        ClockMode.VIRTUAL,
        images);
  }

  /** The same with another architecture. */
  public MachineSpec withArchitecture(String name) {
    return new MachineSpec(
        Optional.of(name), board, cpu, strategy, memoryBytes, engine, clock, images);
  }

  /** The same with another board. */
  public MachineSpec withBoard(String name) {
    return new MachineSpec(
        architecture, Optional.of(name), cpu, strategy, memoryBytes, engine, clock, images);
  }

  /** The same with another processor model. */
  public MachineSpec withCpu(String name) {
    return new MachineSpec(
        architecture, board, Optional.of(name), strategy, memoryBytes, engine, clock, images);
  }

  /** The same with another strategy. */
  public MachineSpec withStrategy(String name) {
    return new MachineSpec(architecture, board, cpu, name, memoryBytes, engine, clock, images);
  }

  /** The same with other memory. */
  public MachineSpec withMemory(long bytes) {
    return new MachineSpec(architecture, board, cpu, strategy, bytes, engine, clock, images);
  }

  /** The same, run another way. */
  public MachineSpec withEngine(EngineMode mode) {
    return new MachineSpec(architecture, board, cpu, strategy, memoryBytes, mode, clock, images);
  }

  /** The same with another clock. */
  public MachineSpec withClock(ClockMode mode) {
    return new MachineSpec(architecture, board, cpu, strategy, memoryBytes, engine, mode, images);
  }
}
