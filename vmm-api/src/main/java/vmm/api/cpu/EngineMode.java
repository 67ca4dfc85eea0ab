package vmm.api.cpu;

/** How guest code is run. What the guest does, and at which instruction count, is the same. */
public enum EngineMode {
  /** All of it interpreted. */
  INTERPRETER,
  /** All of it compiled before it runs, as far as it can be. Slow to start: for tests. */
  JIT,
  /** Hot code compiled in the background, the rest interpreted. */
  MIXED
}
