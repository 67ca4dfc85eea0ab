package vmm.engine;

import java.util.Optional;
import vmm.api.cpu.EngineMode;
import vmm.engine.jit.JitOptions;

/**
 * How a processor runs code.
 *
 * @param codeCapacity words of interpreted code, of 8 bytes, at which the code cache is emptied
 * @param jit how code is compiled; empty if none is
 * @param jitCapacity bytes of bytecode of compiled code that are kept
 */
public record EngineOptions(long codeCapacity, Optional<JitOptions> jit, long jitCapacity) {
  private static final long CODE_CAPACITY = 8L << 20;
  private static final long JIT_CAPACITY = 4L << 20;

  /** The usual options of a mode. */
  public static EngineOptions of(EngineMode mode) {
    return with(
        switch (mode) {
          case INTERPRETER -> Optional.empty();
          case JIT -> Optional.of(JitOptions.EVERYTHING);
          case MIXED -> Optional.of(JitOptions.HOT);
        });
  }

  /** The same with another capacity for compiled code. */
  public EngineOptions withJitCapacity(long bytes) {
    return new EngineOptions(codeCapacity, jit, bytes);
  }

  /** Usual capacities. */
  public static EngineOptions with(Optional<JitOptions> jit) {
    return new EngineOptions(CODE_CAPACITY, jit, JIT_CAPACITY);
  }
}
