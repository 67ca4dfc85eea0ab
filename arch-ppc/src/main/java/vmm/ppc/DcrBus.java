package vmm.ppc;

/**
 * The device control registers of a 440: a space of 1,024 words in which a chip's own devices
 * answer mfdcr and mtdcr.
 */
public interface DcrBus {
  /** Reads register {@code dcr}, 0 to 1023; 0 where there is none. */
  long read(int dcr);

  /** Writes 32 bits to register {@code dcr}. */
  void write(int dcr, long value);
}
