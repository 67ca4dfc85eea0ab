package vmm.core.machine;

import vmm.api.arch.BoardHost;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.cpu.Core;
import vmm.api.cpu.Processor;
import vmm.api.cpu.ProcessorState;
import vmm.api.device.Bus;
import vmm.api.device.Clock;
import vmm.api.device.Console;
import vmm.api.machine.RunOutcome;
import vmm.api.memory.Frame;
import vmm.api.memory.GuestPhysical;
import vmm.core.device.MachineClock;
import vmm.core.memory.MachineMemory;
import vmm.core.plugin.MemorySize;
import vmm.core.trap.MachineEnd;
import vmm.core.trap.TrapLoop;

/** What a board builds on: the parts of one machine. */
final class MachineBoardHost implements BoardHost {
  private final long memoryBytes;
  private final Processor processor;
  private final MachineMemory map;
  private final TrapLoop.Spaces spaces;
  private final MachineClock clock;
  private final InputPoll inputPoll;
  private final Console console;
  private final MachineEnd end;

  MachineBoardHost(
      long memoryBytes,
      Processor processor,
      MachineMemory map,
      TrapLoop.Spaces spaces,
      MachineClock clock,
      InputPoll inputPoll,
      Console console,
      MachineEnd end) {
    this.memoryBytes = memoryBytes;
    this.processor = processor;
    this.map = map;
    this.spaces = spaces;
    this.clock = clock;
    this.inputPoll = inputPoll;
    this.console = console;
    this.end = end;
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public Core core() {
    return processor.core();
  }

  @Override
  public ProcessorState state() {
    return processor.state();
  }

  @Override
  public void addRam(long gpa, long bytes) {
    map.addRam(gpa, bytes);
  }

  @Override
  public void addRom(long gpa, byte[] bytes) {
    map.addRom(gpa, bytes);
  }

  @Override
  public void load(long gpa, Image image, long offset, long length) throws ImageException {
    image.checkRange(offset, length);
    if (!map.isRam(gpa, length)) {
      throw new ImageException(
          "%s: does not fit: wants %d bytes of memory at 0x%x, in a machine of %s"
              .formatted(image.name(), length, gpa, MemorySize.format(memoryBytes)));
    }
    for (long done = 0; done < length; ) {
      long at = gpa + done;
      int part = (int) Math.min(length - done, Frame.SIZE - (at & Frame.OFFSET_MASK));
      if (part == Frame.SIZE) {
        map.putImagePage(at, image, offset + done);
      } else {
        physical().write(at, image.bytes(), (int) (offset + done), part);
      }
      done += part;
    }
  }

  @Override
  public void setAddressMask(long mask) {
    map.setAddressMask(mask);
  }

  @Override
  public GuestPhysical physical() {
    return spaces.physical();
  }

  @Override
  public Bus ports() {
    return spaces.ports();
  }

  @Override
  public Bus memoryMapped() {
    return spaces.memoryMapped();
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Console console() {
    return console;
  }

  @Override
  public void poll(Runnable poll) {
    inputPoll.add(poll);
  }

  @Override
  public void powerOff(String reason) {
    end.end(new RunOutcome.GuestEnded(reason));
  }

  @Override
  public void exit(int status) {
    end.end(new RunOutcome.GuestExited(status));
  }
}
