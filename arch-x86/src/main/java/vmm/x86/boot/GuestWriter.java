package vmm.x86.boot;

import java.nio.charset.StandardCharsets;
import vmm.api.memory.GuestPhysical;

/** Writes structures into guest memory, one field after the other. */
final class GuestWriter {
  private final GuestPhysical memory;
  private long gpa;

  GuestWriter(GuestPhysical memory, long gpa) {
    this.memory = memory;
    this.gpa = gpa;
  }

  /** Where the next field goes. */
  long position() {
    return gpa;
  }

  GuestWriter word32(long value) {
    memory.write(gpa, 4, value);
    gpa += 4;
    return this;
  }

  GuestWriter word64(long value) {
    memory.write(gpa, 8, value);
    gpa += 8;
    return this;
  }

  /** Writes a string with its closing zero and returns where it stands. */
  long string(String text) {
    long at = gpa;
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
    memory.write(gpa, bytes, 0, bytes.length);
    gpa += bytes.length;
    return at;
  }

  GuestWriter align(int bytes) {
    gpa = (gpa + bytes - 1) & -bytes;
    return this;
  }
}
