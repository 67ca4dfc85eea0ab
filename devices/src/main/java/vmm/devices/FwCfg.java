package vmm.devices;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import vmm.api.device.BusTarget;

/**
 * The firmware configuration device of emulators, without its DMA interface (QEMU's documentation,
 * specs/fw_cfg): a 16-bit selector at offset 0 and a byte-wide data register at offset 1.
 */
public final class FwCfg implements BusTarget {
  /** Key of the memory size in bytes, 64 bits. */
  public static final int RAM_SIZE = 0x03;

  /** Key of the number of processors, 16 bits. */
  public static final int CPU_COUNT = 0x05;

  /** Key of the largest number of processors, 16 bits. */
  public static final int MAX_CPUS = 0x0F;

  /** Key that tells whether there is no graphics, 16 bits. */
  public static final int NO_GRAPHIC = 0x04;

  /** Key that tells whether to show a boot menu, 16 bits. */
  public static final int BOOT_MENU = 0x0E;

  private static final int SIGNATURE = 0x00;
  private static final int ID = 0x01;
  private static final int FILE_DIRECTORY = 0x19;
  private static final int FIRST_FILE = 0x20;
  private static final int FILE_NAME_BYTES = 56;

  private final Map<Integer, byte[]> items = new TreeMap<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private byte[] selected = new byte[0];
  private int position;

  /** Makes a device that has a signature and nothing else. */
  public FwCfg() {
    items.put(SIGNATURE, "QEMU".getBytes(StandardCharsets.US_ASCII));
    items.put(ID, new byte[] {1, 0, 0, 0});
    items.put(FILE_DIRECTORY, new byte[4]);
  }

  /** Adds a 16-bit item. */
  public void add16(int key, int value) {
    items.put(key, new byte[] {(byte) value, (byte) (value >> 8)});
  }

  /** Adds a 64-bit item. */
  public void add64(int key, long value) {
    items.put(key, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }

  /**
   * Adds a file to the directory.
   *
   * @param name at most 55 ASCII characters
   */
  public void addFile(String name, byte[] contents) {
    if (name.length() >= FILE_NAME_BYTES) {
      throw new IllegalArgumentException("name too long: " + name);
    }
    files.put(name, contents);
    items.put(FIRST_FILE + files.size() - 1, contents);
    items.put(FILE_DIRECTORY, directory());
  }

  /** Big-endian: a count, then per file its size, key, two reserved bytes and name. */
  private byte[] directory() {
    ByteBuffer buffer = ByteBuffer.allocate(4 + files.size() * (8 + FILE_NAME_BYTES));
    buffer.putInt(files.size());
    int key = FIRST_FILE;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      int start = buffer.position();
      buffer.putInt(file.getValue().length).putShort((short) key++).putShort((short) 0);
      buffer.put(file.getKey().getBytes(StandardCharsets.US_ASCII));
      buffer.position(start + 8 + FILE_NAME_BYTES);
    }
    return buffer.array();
  }

  @Override
  public long read(long offset, int size) {
    if (offset == 0) {
      return 0;
    }
    return position < selected.length ? selected[position++] & 0xFF : 0;
  }

  @Override
  public void write(long offset, int size, long value) {
    if (offset == 0 && size == 2) {
      selected = items.getOrDefault((int) value & 0xFFFF, new byte[0]);
      position = 0;
    }
  }
}
