package vmm.devices;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import vmm.api.device.BusTarget;
import vmm.api.device.Clock;
import vmm.api.device.InterruptLine;

/**
 * The clock and battery-backed memory of a PC: an MC146818A (data sheet ADI-1102) behind an index
 * and a data port. The calendar follows {@link Clock#epochSeconds()}, in UTC.
 */
public final class Cmos implements BusTarget {
  private static final int SIZE = 128;
  private static final int REGISTER_A = 0x0A;
  private static final int REGISTER_B = 0x0B;
  private static final int REGISTER_C = 0x0C;
  private static final int REGISTER_D = 0x0D;
  private static final int CENTURY = 0x32;

  private static final int A_UPDATE_IN_PROGRESS = 0x80;
  private static final int B_24_HOURS = 0x02;
  private static final int B_BINARY = 0x04;
  private static final int B_UPDATE_INTERRUPT = 0x10;
  private static final int B_ALARM_INTERRUPT = 0x20;
  private static final int B_PERIODIC_INTERRUPT = 0x40;
  private static final int B_SET = 0x80;
  private static final int C_UPDATE = 0x10;
  private static final int C_ALARM = 0x20;
  private static final int C_PERIODIC = 0x40;
  private static final int C_REQUEST = 0x80;

  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long UPDATE_NANOS = 244_000; // UIP is high 244 us before the update

  private final Clock clock;
  private final InterruptLine interrupt;
  private final Clock.Timer periodic;
  private final Clock.Timer everySecond;
  private final byte[] ram = new byte[SIZE];
  private int index;
  private long offsetSeconds;

  /**
   * Makes the chip.
   *
   * @param interrupt the PC's interrupt 8
   */
  public Cmos(Clock clock, InterruptLine interrupt) {
    this.clock = clock;
    this.interrupt = interrupt;
    periodic = clock.newTimer(this::periodicTick);
    everySecond = clock.newTimer(this::secondTick);
    ram[REGISTER_A] = 0x26;
    ram[REGISTER_B] = B_24_HOURS;
    ram[REGISTER_D] = (byte) 0x80; // battery good
  }

  /** Sets a byte of the memory, as a set-up program would. */
  public void set(int address, int value) {
    ram[address] = (byte) value;
  }

  @Override
  public long read(long offset, int size) {
    return offset == 0 ? 0xFF : readRegister();
  }

  @Override
  public void write(long offset, int size, long value) {
    if (offset == 0) {
      index = (int) value & 0x7F; // bit 7 masks NMI, of which a PC without parity has none
    } else {
      writeRegister((int) value & 0xFF);
    }
  }

  private int readRegister() {
    return switch (index) {
      case 0, 2, 4, 6, 7, 8, 9, CENTURY -> calendar(index);
      case REGISTER_A -> (ram[REGISTER_A] & 0x7F) | (updating() ? A_UPDATE_IN_PROGRESS : 0);
      case REGISTER_C -> {
        int flags = ram[REGISTER_C] & 0xFF;
        ram[REGISTER_C] = 0;
        interrupt.set(false);
        yield flags;
      }
      default -> ram[index] & 0xFF;
    };
  }

  private void writeRegister(int data) {
    switch (index) {
      case 0, 2, 4, 6, 7, 8, 9, CENTURY -> setCalendar(index, data);
      case REGISTER_A -> {
        ram[REGISTER_A] = (byte) (data & 0x7F);
        armPeriodic();
      }
      case REGISTER_B -> {
        ram[REGISTER_B] = (byte) data;
        armPeriodic();
        armEverySecond();
      }
      case REGISTER_C, REGISTER_D -> {} // read-only
      default -> ram[index] = (byte) data;
    }
  }

  private boolean updating() {
    return (ram[REGISTER_B] & B_SET) == 0
        && NANOS_PER_SECOND - clock.nanos() % NANOS_PER_SECOND <= UPDATE_NANOS;
  }

  private LocalDateTime now() {
    return LocalDateTime.ofEpochSecond(clock.epochSeconds() + offsetSeconds, 0, ZoneOffset.UTC);
  }

  private int calendar(int register) {
    LocalDateTime now = now();
    return switch (register) {
      case 0 -> encode(now.getSecond());
      case 2 -> encode(now.getMinute());
      case 4 -> encodeHour(now.getHour());
      case 6 -> encode(now.getDayOfWeek().getValue() % 7 + 1);
      case 7 -> encode(now.getDayOfMonth());
      case 8 -> encode(now.getMonthValue());
      case 9 -> encode(now.getYear() % 100);
      default -> encode(now.getYear() / 100);
    };
  }

  private void setCalendar(int register, int data) {
    LocalDateTime now = now();
    int value = decode(data);
    LocalDateTime then;
    try {
      then =
          switch (register) {
            case 0 -> now.withSecond(value);
            case 2 -> now.withMinute(value);
            case 4 -> now.withHour(decodeHour(data));
            case 7 -> now.withDayOfMonth(value);
            case 8 -> now.withMonth(value);
            case 9 -> now.withYear(now.getYear() / 100 * 100 + value % 100);
            case CENTURY -> now.withYear(value * 100 + now.getYear() % 100);
            default -> now; // the day of the week follows from the date
          };
    } catch (java.time.DateTimeException e) {
      return; // no such date: the chip's behaviour is undefined, so nothing changes
    }
    offsetSeconds += then.toEpochSecond(ZoneOffset.UTC) - now.toEpochSecond(ZoneOffset.UTC);
  }

  private int encode(int value) {
    return (ram[REGISTER_B] & B_BINARY) != 0 ? value : ((value / 10) << 4) | (value % 10);
  }

  private int decode(int data) {
    return (ram[REGISTER_B] & B_BINARY) != 0 ? data : (data >> 4) * 10 + (data & 15);
  }

  private int encodeHour(int hour) {
    if ((ram[REGISTER_B] & B_24_HOURS) != 0) {
      return encode(hour);
    }
    return encode(hour % 12 == 0 ? 12 : hour % 12) | (hour >= 12 ? 0x80 : 0);
  }

  private int decodeHour(int data) {
    if ((ram[REGISTER_B] & B_24_HOURS) != 0) {
      return decode(data);
    }
    return (decode(data & 0x7F) % 12) + ((data & 0x80) != 0 ? 12 : 0);
  }

  private void raise(int flag, int enable) {
    ram[REGISTER_C] |= (byte) flag;
    if ((ram[REGISTER_B] & enable) != 0) {
      ram[REGISTER_C] |= (byte) C_REQUEST;
      interrupt.set(true);
    }
  }

  private void armPeriodic() {
    int rate = ram[REGISTER_A] & 0x0F;
    if (rate == 0 || (ram[REGISTER_B] & B_PERIODIC_INTERRUPT) == 0) {
      periodic.disarm();
      return;
    }
    long period = periodNanos(rate);
    periodic.arm((clock.nanos() / period + 1) * period);
  }

  /** Data sheet, table 5: rates 1 and 2 are 256 and 128 Hz, the others 32768 Hz >> (rate - 1). */
  private static long periodNanos(int rate) {
    int shift = rate <= 2 ? rate + 6 : rate - 1;
    return (NANOS_PER_SECOND << shift) / 32_768;
  }

  private void periodicTick() {
    raise(C_PERIODIC, B_PERIODIC_INTERRUPT);
    armPeriodic();
  }

  private void armEverySecond() {
    if ((ram[REGISTER_B] & (B_UPDATE_INTERRUPT | B_ALARM_INTERRUPT)) == 0) {
      everySecond.disarm();
      return;
    }
    everySecond.arm((clock.nanos() / NANOS_PER_SECOND + 1) * NANOS_PER_SECOND);
  }

  private void secondTick() {
    raise(C_UPDATE, B_UPDATE_INTERRUPT);
    if (alarmMatches(1, 0) && alarmMatches(3, 2) && alarmMatches(5, 4)) {
      raise(C_ALARM, B_ALARM_INTERRUPT);
    }
    armEverySecond();
  }

  private boolean alarmMatches(int alarm, int register) {
    int value = ram[alarm] & 0xFF;
    return value >= 0xC0 || value == calendar(register); // 0xC0 and up match anything
  }
}
