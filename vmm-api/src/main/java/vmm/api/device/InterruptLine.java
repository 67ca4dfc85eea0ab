package vmm.api.device;

/** A level-triggered wire. Edge-triggered inputs watch its transitions. */
@FunctionalInterface
public interface InterruptLine {
  /** Drives the wire: {@code true} asserts it. Repeating a level changes nothing. */
  void set(boolean asserted);
}
