package vmm.x86.decode;

import java.util.HexFormat;
import vmm.api.cpu.CodeReader;

/** Code in an array; behind it stand NOPs. */
final class Bytes implements CodeReader {
  private static final int NOP = 0x90;

  private final byte[] bytes;
  private int taken;

  Bytes(String hex) {
    bytes = HexFormat.of().parseHex(hex);
  }

  @Override
  public int next8() {
    int at = taken++;
    return at < bytes.length ? bytes[at] & 0xFF : NOP;
  }

  @Override
  public int length() {
    return taken;
  }
}
