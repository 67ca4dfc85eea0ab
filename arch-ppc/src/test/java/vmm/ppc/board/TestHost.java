package vmm.ppc.board;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import java.util.ArrayList;
import java.util.List;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;
import vmm.api.arch.BoardHost;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.cpu.Core;
import vmm.api.cpu.ProcessorState;
import vmm.api.device.Bus;
import vmm.api.device.Clock;
import vmm.api.device.Console;
import vmm.api.memory.GuestPhysical;
import vmm.devices.fdt.DeviceTree;
import vmm.fixtures.ManualClock;
import vmm.ppc.BoardCore;
import vmm.ppc.DcrBus;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/** What a board under test is built on: memory, a bus, and a processor that only remembers. */
final class TestHost implements BoardHost, Console {
  final Core core = mock(Core.class, withSettings().extraInterfaces(BoardCore.class));
  final BoardCore boardCore = (BoardCore) core;
  final SparseGuestMemory memory = new SparseGuestMemory();
  final TestBus bus = new TestBus();
  final ManualClock clock = new ManualClock();
  final Wire external = new Wire();
  final Wire critical = new Wire();
  final StringBuilder written = new StringBuilder();
  final List<Integer> keys = new ArrayList<>();
  final List<String> ends = new ArrayList<>();
  private final List<Runnable> polls = new ArrayList<>();
  private final ProcessorState state = new ProcessorState(PpcRegisters.file());
  private final long memoryBytes;
  private long ramBytes;

  TestHost(long memoryBytes, PpcModel model) {
    this.memoryBytes = memoryBytes;
    when(boardCore.externalPin()).thenReturn(external);
    when(boardCore.criticalPin()).thenReturn(critical);
    when(boardCore.model()).thenReturn(model);
  }

  long register(int slot) {
    return state.slots[slot];
  }

  /** The device tree to which r3 points. */
  DeviceTree tree() throws ImageException {
    long gpa = register(PpcRegisters.R0 + 3);
    int bytes = Integer.reverseBytes((int) memory.read(gpa + 4, 4));
    return DeviceTree.read(new Image("tree", memory.bytes(gpa, bytes)));
  }

  DcrBus dcrs() {
    ArgumentCaptor<DcrBus> captor = ArgumentCaptor.forClass(DcrBus.class);
    Mockito.verify(boardCore).setDcrBus(captor.capture());
    return captor.getValue();
  }

  Runnable resetListener() {
    ArgumentCaptor<Runnable> captor = ArgumentCaptor.forClass(Runnable.class);
    Mockito.verify(boardCore).setResetListener(captor.capture());
    return captor.getValue();
  }

  void poll() {
    polls.forEach(Runnable::run);
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public Core core() {
    return core;
  }

  @Override
  public ProcessorState state() {
    return state;
  }

  @Override
  public void addRam(long gpa, long bytes) {
    if (gpa != 0) {
      throw new IllegalArgumentException("RAM is expected from 0 on");
    }
    ramBytes = bytes;
  }

  @Override
  public void addRom(long gpa, byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load(long gpa, Image image, long offset, long length) throws ImageException {
    image.checkRange(offset, length);
    if (gpa < 0 || gpa + length > ramBytes) {
      throw new ImageException(image.name() + ": does not fit");
    }
    memory.write(gpa, image.bytes(), (int) offset, (int) length);
  }

  @Override
  public void setAddressMask(long mask) {
    throw new UnsupportedOperationException();
  }

  @Override
  public GuestPhysical physical() {
    return memory;
  }

  @Override
  public Bus ports() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Bus memoryMapped() {
    return bus;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Console console() {
    return this;
  }

  @Override
  public void poll(Runnable poll) {
    polls.add(poll);
  }

  @Override
  public void powerOff(String reason) {
    ends.add(reason);
  }

  @Override
  public void exit(int status) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void write(String channel, int value) {
    if (channel.equals(SERIAL)) {
      written.append((char) value);
    }
  }

  @Override
  public int read(String channel) {
    return channel.equals(SERIAL) && !keys.isEmpty() ? keys.removeFirst() : -1;
  }
}
