package vmm.devices;

import vmm.api.device.BusTarget;

/**
 * Lets the bus, whose values are little-endian, reach the 32-bit registers of a big-endian device.
 * A part of a register can be read, but only a whole one written.
 */
public final class BigEndianRegisters implements BusTarget {
  private static final int WORD = 4;

  private final Words words;

  /** The registers, as numbers. */
  public interface Words {
    /** Reads the register at a multiple of 4. */
    int read(int offset);

    /** Writes the register at a multiple of 4. */
    void write(int offset, int value);
  }

  /** Puts registers on a bus. */
  public BigEndianRegisters(Words words) {
    this.words = words;
  }

  @Override
  public long read(long offset, int size) {
    long value = 0;
    for (int done = 0; done < size; ) {
      int at = (int) offset + done;
      int skipped = at % WORD;
      int part = Math.min(WORD - skipped, size - done);
      long word = Integer.toUnsignedLong(Integer.reverseBytes(words.read(at - skipped)));
      value |= (word >>> (8 * skipped) & (1L << (8 * part)) - 1) << (8 * done);
      done += part;
    }
    return value;
  }

  @Override
  public void write(long offset, int size, long value) {
    if (offset % WORD != 0) {
      return;
    }
    for (int done = 0; done + WORD <= size; done += WORD) {
      words.write((int) offset + done, Integer.reverseBytes((int) (value >>> (8 * done))));
    }
  }
}
