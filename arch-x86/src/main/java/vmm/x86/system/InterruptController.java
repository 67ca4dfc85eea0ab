package vmm.x86.system;

/** What answers the processor's interrupt-acknowledge cycle: the 8259 pair of a PC. */
@FunctionalInterface
public interface InterruptController {
  /** Acknowledges the interrupt that the INTR pin tells of. Returns its vector, 0 to 255. */
  int acknowledge();
}
