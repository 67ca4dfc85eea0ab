package vmm.tiny;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes instructions into an image that is loaded at 0. Registers are given by number. */
final class TinyAssembler {
  private final ByteBuffer image;

  TinyAssembler(int bytes) {
    image = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    image.put(TinyArchitecture.MAGIC);
  }

  /** Goes on at an address, which must not hold instructions already. */
  TinyAssembler at(int address) {
    if (address < here()) {
      throw new IllegalArgumentException("code overlaps at 0x" + Integer.toHexString(address));
    }
    image.position(address);
    return this;
  }

  /** Address of the next instruction. */
  int here() {
    return image.position();
  }

  byte[] image() {
    return image.array();
  }

  TinyAssembler set(int d, int value) {
    return put(TinyOpcode.SET, d, 0, value);
  }

  /** d = any value: four instructions. */
  TinyAssembler constant(int d, long value) {
    set(d, (short) (value >>> 48));
    for (int shift = 32; shift >= 0; shift -= 16) {
      put(TinyOpcode.APPEND, d, 0, (short) (value >>> shift));
    }
    return this;
  }

  TinyAssembler add(int d, int s) {
    return put(TinyOpcode.ADD, d, s, 0);
  }

  TinyAssembler load(int d, int base, int displacement) {
    return put(TinyOpcode.LOAD, d, base, displacement);
  }

  TinyAssembler store(int d, int base, int displacement) {
    return put(TinyOpcode.STORE, d, base, displacement);
  }

  TinyAssembler storeByte(int d, int base) {
    return put(TinyOpcode.STORE_BYTE, d, base, 0);
  }

  TinyAssembler branchNotEqual(int d, int s, int target) {
    int distance = (target - here()) / TinyInstruction.BYTES - 1;
    return put(TinyOpcode.BRANCH_NOT_EQUAL, d, s, distance);
  }

  TinyAssembler syscall() {
    return put(TinyOpcode.SYSCALL, 0, 0, 0);
  }

  /** Writes the control register that {@code slot} of {@link TinyRegisters} names. */
  TinyAssembler toControl(int d, int slot) {
    return put(TinyOpcode.TO_CONTROL, d, 0, slot - TinyRegisters.ROOT);
  }

  TinyAssembler fromControl(int d, int slot) {
    return put(TinyOpcode.FROM_CONTROL, d, 0, slot - TinyRegisters.ROOT);
  }

  TinyAssembler invalidate(int d) {
    return put(TinyOpcode.INVALIDATE, d, 0, 0);
  }

  TinyAssembler returnFromFault() {
    return put(TinyOpcode.RETURN, 0, 0, 0);
  }

  TinyAssembler halt() {
    return put(TinyOpcode.HALT, 0, 0, 0);
  }

  private TinyAssembler put(TinyOpcode opcode, int d, int s, int immediate) {
    if (immediate != (short) immediate) {
      throw new IllegalArgumentException(opcode + ": immediate of more than 16 bits: " + immediate);
    }
    image.putInt(new TinyInstruction(opcode, d, s, immediate).encode());
    return this;
  }
}
