package vmm.engine.toy;

import java.util.Optional;
import vmm.engine.EngineOptions;
import vmm.engine.jit.JitOptions;

/** The ways in which code can run. What cannot be compiled is an error. */
public enum Engine {
  INTERPRETER,
  /** Each block as soon as it is entered, with what is known of those behind it. */
  EVERYTHING,
  /** After some rounds, so that loops are known. */
  LOOPS,
  /** The same, whenever it is ready. */
  BACKGROUND;

  public EngineOptions options() {
    return EngineOptions.with(jit());
  }

  public EngineOptions withCapacities(long code, long jit) {
    return new EngineOptions(code, jit(), jit);
  }

  private Optional<JitOptions> jit() {
    return switch (this) {
      case INTERPRETER -> Optional.empty();
      case EVERYTHING -> Optional.of(JitOptions.EVERYTHING.strictly());
      case LOOPS -> Optional.of(new JitOptions(2, 2, 8, false, true));
      case BACKGROUND -> Optional.of(new JitOptions(2, 1, 8, true, true));
    };
  }
}
