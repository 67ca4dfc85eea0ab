package vmm.api.memory;

import java.nio.ByteOrder;
import jdk.internal.misc.Unsafe;

/**
 * The JVM's own access to memory by address. Only {@link RawMemory} may use it, once it knows that
 * the JVM was started so that it may.
 */
final class JvmMemory {
  private static final Unsafe UNSAFE = Unsafe.getUnsafe();

  /** Whether values are laid out in this machine's memory as in a guest's, at any address. */
  static final boolean FITS =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN && UNSAFE.unalignedAccess();

  private JvmMemory() {}

  static byte getByte(long address) {
    return UNSAFE.getByte(address);
  }

  static short getShort(long address) {
    return UNSAFE.getShort(address);
  }

  static int getInt(long address) {
    return UNSAFE.getInt(address);
  }

  static long getLong(long address) {
    return UNSAFE.getLong(address);
  }

  static void putByte(long address, byte value) {
    UNSAFE.putByte(address, value);
  }

  static void putShort(long address, short value) {
    UNSAFE.putShort(address, value);
  }

  static void putInt(long address, int value) {
    UNSAFE.putInt(address, value);
  }

  static void putLong(long address, long value) {
    UNSAFE.putLong(address, value);
  }
}
