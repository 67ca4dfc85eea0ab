package vmm.x86.fpu;

import java.util.Arrays;

/** A host whose memory operand is an array. */
final class TestHost implements FpuHost {
  final byte[] memory = new byte[FxsaveImage.BYTES];
  int flags;
  int ax;
  boolean wide = true;
  boolean real;
  int codeSelector;
  long instructionOffset;
  int dataSelector;
  long dataOffset;

  /** The first byte that cannot be accessed. */
  private int limit = memory.length;

  /** Thrown by accesses beyond the limit. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  void faultFrom(int firstByte) {
    limit = firstByte;
  }

  void fill(int value) {
    Arrays.fill(memory, (byte) value);
  }

  @Override
  public long read(int displacement, int bytes) {
    checkWritable(displacement + bytes);
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (memory[displacement + i] & 0xFF);
    }
    return value;
  }

  @Override
  public void write(int displacement, int bytes, long value) {
    checkWritable(displacement + bytes);
    for (int i = 0; i < bytes; i++) {
      memory[displacement + i] = (byte) (value >>> (8 * i));
    }
  }

  @Override
  public void checkWritable(int bytes) {
    if (bytes > limit) {
      throw new Fault();
    }
  }

  @Override
  public int flags() {
    return flags;
  }

  @Override
  public void setFlags(int zeroParityCarry) {
    flags = zeroParityCarry;
  }

  @Override
  public void setAx(int value) {
    ax = value;
  }

  @Override
  public int codeSelector() {
    return codeSelector;
  }

  @Override
  public long instructionOffset() {
    return instructionOffset;
  }

  @Override
  public int dataSelector() {
    return dataSelector;
  }

  @Override
  public long dataOffset() {
    return dataOffset;
  }

  @Override
  public boolean wideOperands() {
    return wide;
  }

  @Override
  public boolean realAddresses() {
    return real;
  }
}
