package vmm.ppc.translate;

import vmm.api.cpu.Value;

/**
 * A result of signal processing.
 *
 * @param overflow 1 if it does not hold what was computed, else 0
 */
record SpeResult(Value value, Value overflow) {
  /** A result that cannot overflow. */
  static SpeResult exact(Block b, Value value) {
    return new SpeResult(value, b.e.constant(0));
  }
}
