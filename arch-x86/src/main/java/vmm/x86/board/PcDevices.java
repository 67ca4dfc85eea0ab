package vmm.x86.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import vmm.api.arch.BoardHost;
import vmm.api.device.Bus;
import vmm.api.device.BusTarget;
import vmm.api.device.Console;
import vmm.api.device.InterruptLine;
import vmm.devices.Cmos;
import vmm.devices.DebugConsole;
import vmm.devices.FwCfg;
import vmm.devices.Keyboard8042;
import vmm.devices.Latch;
import vmm.devices.Pic8259Pair;
import vmm.devices.Pit8254;
import vmm.devices.SystemControlPortB;
import vmm.devices.Uart16550;
import vmm.x86.boot.PcMemory;
import vmm.x86.system.X86Core;

/** Attaches a PC's devices to its ports and interrupt lines. */
final class PcDevices {
  /** The first serial port. */
  static final int SERIAL_PORT = 0x3F8;

  private static final int TIMER_INTERRUPT = 0;
  private static final int KEYBOARD_INTERRUPT = 1;
  private static final int SERIAL_INTERRUPT = 4;
  private static final int CLOCK_INTERRUPT = 8;
  private static final int COPROCESSOR_INTERRUPT = 13;

  private static final long A20 = 1 << 20;
  private static final long KIB = 1 << 10;

  private PcDevices() {}

  static void attach(BoardHost host) {
    Bus ports = host.ports();
    X86Core core = (X86Core) host.core();
    Pic8259Pair pics = new Pic8259Pair(core.interruptPin());
    core.setInterruptController(pics::acknowledge);
    core.setNumericErrorPin(pics.line(COPROCESSOR_INTERRUPT));
    ports.attach(0x20, 2, pics.masterPorts());
    ports.attach(0xA0, 2, pics.slavePorts());
    ports.attach(0x4D0, 2, pics.edgeLevelPorts());

    Pit8254 pit = new Pit8254(host.clock(), pics.line(TIMER_INTERRUPT));
    ports.attach(0x40, 4, pit);
    ports.attach(0x61, 1, new SystemControlPortB(host.clock(), pit));
    ports.attach(0x70, 2, clock(host, pics));

    Keyboard8042 keyboard =
        new Keyboard8042(
            pics.line(KEYBOARD_INTERRUPT),
            open -> host.setAddressMask(open ? -1L : ~A20),
            () -> host.powerOff("reset by the keyboard controller"));
    ports.attach(0x60, 1, keyboard.dataPort());
    ports.attach(0x64, 1, keyboard.commandPort());
    ports.attach(0x92, 1, new SystemControlPortA(host, keyboard));

    Uart16550 uart =
        new Uart16550(host.console(), Console.SERIAL, pics.line(SERIAL_INTERRUPT), true);
    ports.attach(SERIAL_PORT, Uart16550.REGISTERS, uart);
    host.poll(uart::poll);

    ports.attach(0x80, 1, new Latch(1));
    ports.attach(0xE9, 1, new DebugConsole(host.console()));
    ports.attach(0x402, 1, new DebugConsole(host.console()));
    ports.attach(0xF0, 2, new CoprocessorPorts(core, pics.line(COPROCESSOR_INTERRUPT)));
    ports.attach(0xF4, 4, new ExitPort(host));
    ports.attach(0x510, 2, configuration(host));
  }

  /** The clock's memory, as a set-up program leaves it on a machine without drives. */
  private static Cmos clock(BoardHost host, Pic8259Pair pics) {
    Cmos cmos = new Cmos(host.clock(), pics.line(CLOCK_INTERRUPT));
    long extendedKib = (host.memoryBytes() - 1024 * KIB) / KIB;
    long above16Mib = Math.max(0, host.memoryBytes() - (16 << 20)) >> 16;
    cmos.set(0x14, 0x02); // equipment: a coprocessor
    setWord(cmos, 0x15, 640);
    setWord(cmos, 0x17, Math.min(extendedKib, 0xFFFF));
    setWord(cmos, 0x30, Math.min(extendedKib, 0xFFFF));
    setWord(cmos, 0x34, Math.min(above16Mib, 0xFFFF));
    return cmos;
  }

  private static void setWord(Cmos cmos, int address, long value) {
    cmos.set(address, (int) value & 0xFF);
    cmos.set(address + 1, (int) (value >> 8) & 0xFF);
  }

  private static FwCfg configuration(BoardHost host) {
    FwCfg config = new FwCfg();
    config.add64(FwCfg.RAM_SIZE, host.memoryBytes());
    config.add16(FwCfg.CPU_COUNT, 1);
    config.add16(FwCfg.MAX_CPUS, 1);
    config.add16(FwCfg.NO_GRAPHIC, 1);
    config.add16(FwCfg.BOOT_MENU, 0);
    config.addFile("etc/e820", memoryMap(host));
    return config;
  }

  /** One entry, little-endian: all RAM, the holes in it being the firmware's to know. */
  private static byte[] memoryMap(BoardHost host) {
    return ByteBuffer.allocate(20)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0)
        .putLong(host.memoryBytes())
        .putInt(PcMemory.Type.USABLE.code())
        .array();
  }

  /** Port 0x92: a second way to the A20 gate and to reset (PS/2 Technical Reference). */
  private record SystemControlPortA(BoardHost host, Keyboard8042 keyboard) implements BusTarget {
    @Override
    public long read(long offset, int size) {
      return keyboard.a20Open() ? 2 : 0;
    }

    @Override
    public void write(long offset, int size, long value) {
      keyboard.setA20((value & 2) != 0);
      if ((value & 1) != 0) {
        host.powerOff("reset by system control port A");
      }
    }
  }

  /**
   * Ports 0xF0 and 0xF1: clear the coprocessor's error interrupt and let the handler use the
   * coprocessor (SDM vol. 1, "MS-DOS Compatibility Sub-mode"); nothing to read.
   */
  private record CoprocessorPorts(X86Core core, InterruptLine interrupt) implements BusTarget {
    @Override
    public long read(long offset, int size) {
      return 0xFF;
    }

    @Override
    public void write(long offset, int size, long value) {
      interrupt.set(false);
      core.ignoreNumericError();
    }
  }

  /** Port 0xF4 of emulators: ends the machine with twice the value written, plus one. */
  private record ExitPort(BoardHost host) implements BusTarget {
    @Override
    public long read(long offset, int size) {
      return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
      host.exit((int) value << 1 | 1);
    }
  }
}
