package vmm.ppc;

/**
 * The device control registers of a system on a chip around a 440 core, which mfdcr and mtdcr reach
 * (PPC440x5 User's Manual, "Device Control Registers"). Numbers that nobody claims read as 0, and
 * writes to them are dropped.
 */
public interface DcrBus {
  /**
   * Reads a register.
   *
   * @param dcr its number
   * @return 32 bits, zero-extended
   */
  long read(int dcr);

  /**
   * Writes a register.
   *
   * @param dcr its number
   * @param value 32 bits, zero-extended
   */
  void write(int dcr, long value);
}
