package vmm.ppc.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vmm.api.device.Bus;
import vmm.api.device.BusTarget;

/** A bus whose accesses lie within one device, or nowhere. */
final class TestBus implements Bus {
  private BusTarget elsewhere = new EmptySlots();
  private final List<Range> ranges = new ArrayList<>();

  private record Range(long base, long length, BusTarget target) {
    boolean holds(long address) {
      return address >= base && address < base + length;
    }
  }

  private Optional<Range> find(long address) {
    return ranges.stream().filter(r -> r.holds(address)).findFirst();
  }

  /** Reads the 32-bit register of a big-endian device. */
  int word(long address) {
    return Integer.reverseBytes((int) read(address, 4));
  }

  /** Writes the 32-bit register of a big-endian device. */
  void setWord(long address, int value) {
    write(address, 4, Integer.toUnsignedLong(Integer.reverseBytes(value)));
  }

  @Override
  public void attach(long base, long length, BusTarget target) {
    ranges.add(new Range(base, length, target));
  }

  @Override
  public void attachElsewhere(BusTarget target) {
    elsewhere = target;
  }

  @Override
  public long read(long address, int size) {
    long value =
        find(address)
            .map(r -> r.target.read(address - r.base, size))
            .orElseGet(() -> elsewhere.read(address, size));
    return value & -1L >>> (Long.SIZE - 8 * size);
  }

  @Override
  public void write(long address, int size, long value) {
    find(address)
        .ifPresentOrElse(
            r -> r.target.write(address - r.base, size, value),
            () -> elsewhere.write(address, size, value));
  }

  @Override
  public boolean claims(long address) {
    return find(address).isPresent();
  }
}
