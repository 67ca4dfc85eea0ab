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
 * @param codeCacheBytes bytes of JVM bytecode of compiled guest code that are kept, positive: when
 *     there are more, the oldest is given up. HotSpot needs several times as much for it
 * @param clock where time comes from
 */
public record MachineSpec(
    Optional<String> architecture,
    Optional<String> board,
    Optional<String> cpu,
    String strategy,
    long memoryBytes,
    EngineMode engine,
    long codeCacheBytes,
    ClockMode clock,
    BootImages images) {

  /** Memory of a machine unless asked otherwise: 64 MiB. */
  public static final long DEFAULT_MEMORY = 64L << 20;

  /** Bytes of bytecode that a machine keeps unless asked otherwise: 4 MiB. */
  public static final long DEFAULT_CODE_CACHE = 4L << 20;

  /** Strategy of a machine unless asked otherwise. */
  public static final String DEFAULT_STRATEGY = "shadow";

  /** Where time comes from. */
  public enum ClockMode {
    /** Retired instructions: the same inputs give the same trace. */
    VIRTUAL,
    /** The host's clock. */
    WALL
  }

  /**
   * Makes a specification.
   *
   * @throws IllegalArgumentException if the code cache has no size
   */
  public MachineSpec {
    if (codeCacheBytes <= 0) {
      throw new IllegalArgumentException("a code cache of " + codeCacheBytes + " bytes");
    }
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
        DEFAULT_CODE_CACHE,
        ClockMode.VIRTUAL,
        images);
  }

  /** The same with another architecture. */
  public MachineSpec withArchitecture(String name) {
    return new MachineSpec(
        Optional.of(name),
        board,
        cpu,
        strategy,
        memoryBytes,
        engine,
        codeCacheBytes,
        clock,
        images);
  }

  /** The same with another board. */
  public MachineSpec withBoard(String name) {
    return new MachineSpec(
        architecture,
        Optional.of(name),
        cpu,
        strategy,
        memoryBytes,
        engine,
        codeCacheBytes,
        clock,
        images);
  }

  /** The same with another processor model. */
  public MachineSpec withCpu(String name) {
    return new MachineSpec(
        architecture,
        board,
        Optional.of(name),
        strategy,
        memoryBytes,
        engine,
        codeCacheBytes,
        clock,
        images);
  }

  /** The same with another strategy. */
  public MachineSpec withStrategy(String name) {
    return new MachineSpec(
        architecture, board, cpu, name, memoryBytes, engine, codeCacheBytes, clock, images);
  }

  /** The same with other memory. */
  public MachineSpec withMemory(long bytes) {
    return new MachineSpec(
        architecture, board, cpu, strategy, bytes, engine, codeCacheBytes, clock, images);
  }

  /** The same, run another way. */
  public MachineSpec withEngine(EngineMode mode) {
    return new MachineSpec(
        architecture, board, cpu, strategy, memoryBytes, mode, codeCacheBytes, clock, images);
  }

  /** The same with another limit to its compiled code. */
  public MachineSpec withCodeCache(long bytes) {
    return new MachineSpec(
        architecture, board, cpu, strategy, memoryBytes, engine, bytes, clock, images);
  }

  /** The same with another clock. */
  public MachineSpec withClock(ClockMode mode) {
    return new MachineSpec(
        architecture, board, cpu, strategy, memoryBytes, engine, codeCacheBytes, mode, images);
  }
}
