package vmm.tiny;

import vmm.api.arch.Board;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.device.BusTarget;
import vmm.api.device.Clock;
import vmm.api.device.Console;
import vmm.api.memory.Frame;

/** The only board: RAM from 0 on, a console and an alarm at the end of guest-physical space. */
final class TinyBoard implements Board {
  /** gpa of the console: a byte stored there is written, a load yields the next byte of input. */
  static final long CONSOLE_GPA = TinyRegisters.ADDRESS_MASK & ~Frame.OFFSET_MASK;

  /** gpa of the alarm: the power goes off so many nanoseconds from now as are stored there. */
  static final long ALARM_GPA = CONSOLE_GPA + Long.BYTES;

  @Override
  public String name() {
    return "breadboard";
  }

  @Override
  public String description() {
    return "RAM, a memory-mapped console and an alarm";
  }

  @Override
  public String defaultCpu() {
    return TinyArchitecture.CPU;
  }

  @Override
  public long minMemory() {
    return 256 << 10;
  }

  @Override
  public long maxMemory() {
    return 512 << 20;
  }

  @Override
  public void build(BoardHost host, BootImages images) throws ImageException {
    host.addRam(0, host.memoryBytes());
    host.memoryMapped().attach(CONSOLE_GPA, Long.BYTES, new ConsolePort(host.console()));
    host.memoryMapped().attach(ALARM_GPA, Long.BYTES, new Alarm(host));
    Image kernel =
        images
            .kernel()
            .orElseThrow(() -> new ImageException("nothing to start: a breadboard needs a kernel"));
    if (!TinyArchitecture.startsWithMagic(kernel.bytes())) {
      throw new ImageException(kernel.name() + ": no tiny image: it does not begin with TINYEXE");
    }
    host.load(0, kernel, 0, kernel.size());
    host.state().slots[TinyRegisters.PC] = TinyArchitecture.MAGIC.length;
  }

  private record ConsolePort(Console console) implements BusTarget {
    @Override
    public long read(long offset, int size) {
      return console.read(Console.SERIAL);
    }

    @Override
    public void write(long offset, int size, long value) {
      console.write(Console.SERIAL, (int) value & 0xFF);
    }
  }

  private static final class Alarm implements BusTarget {
    private final Clock clock;
    private final Clock.Timer timer;

    Alarm(BoardHost host) {
      clock = host.clock();
      timer = clock.newTimer(() -> host.powerOff("alarm"));
    }

    @Override
    public long read(long offset, int size) {
      return clock.nanos();
    }

    @Override
    public void write(long offset, int size, long value) {
      timer.arm(clock.nanos() + value);
    }
  }
}
