package vmm.core.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.cpu.Processor;
import vmm.api.memory.MemoryVirtualization;
import vmm.api.memory.PageGrant;
import vmm.core.memory.ImageFrames;
import vmm.core.memory.MachinePhysMap;
import vmm.core.memory.SparseHostMemory;

class GuestPhysicalViewTest {
  private final SparseHostMemory memory = SparseHostMemory.reserve(16 << 20);
  private final MachinePhysMap map =
      new MachinePhysMap(memory, new ImageFrames(memory), memory.size() - 1, (hpa, bytes) -> {});
  private final Processor processor = mock(Processor.class);
  private final MemoryVirtualization strategy = mock(MemoryVirtualization.class);
  private final GuestPhysicalView view = new GuestPhysicalView(map, memory, processor);

  @BeforeEach
  void layOut() {
    map.addRam(0, 0x8000);
    map.addRom(0x8000, new byte[] {1, 2, 3, 4});
    view.setStrategy(strategy);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private long hpa(long gpa) {
    return ((PageGrant.Backed) map.peek(gpa)).hpa();
  }

  @Test
  void readsBackWhatWasWrittenAndTellsOfIt() {
    view.write(0x1234, 4, 0xCAFEBABEL);

    assertThat(view.read(0x1234, 4)).isEqualTo(0xCAFEBABEL);
    assertThat(memory.read(hpa(0x1000) + 0x234, 4)).isEqualTo(0xCAFEBABEL);
    verify(processor).memoryChanged(hpa(0x1000) + 0x234, 4);
    verify(strategy).guestMemoryWritten(0x1234, 4);
  }

  @Test
  void accessesMayCrossPages() {
    view.write(0x2FFD, 8, 0x1122334455667788L);
    assertThat(view.read(0x2FFD, 8)).isEqualTo(0x1122334455667788L);

    var bytes = new byte[0x2800];
    bytes[0] = 5;
    bytes[0x27FF] = 6;
    view.write(0x3C00, bytes, 0, bytes.length);
    var back = new byte[bytes.length];
    view.read(0x3C00, back, 0, back.length);
    assertThat(back).isEqualTo(bytes);
    verify(strategy).guestMemoryWritten(0x3C00, 0x400);
    verify(strategy).guestMemoryWritten(0x6000, 0x400);
  }

  @Test
  void romIsReadAndNotWritten() {
    view.write(0x8000, 2, 0xFFFF);
    view.write(0x8000, new byte[4], 0, 4);

    assertThat(view.read(0x8000, 4)).isEqualTo(0x04030201);
    var back = new byte[2];
    view.read(0x8001, back, 0, 2);
    assertThat(back).containsExactly(2, 3);
    verifyNoInteractions(processor);
    verify(strategy, never()).guestMemoryWritten(anyLong(), anyInt());
  }

  @Test
  void whereThereIsNoMemoryReadsAreOnes() {
    view.write(0x100000, 8, 0);

    assertThat(view.read(0x100000, 2)).isEqualTo(0xFFFF);
    assertThat(view.read(0x100000, 8)).isEqualTo(-1);
    var back = new byte[1];
    view.read(0x100000, back, 0, 1);
    assertThat(back).containsExactly(0xFF);
  }

  @Test
  void readingBacksNoPage() {
    long before = memory.frames().framesInUse();
    view.read(0x1000, 8);
    view.read(0, new byte[0x8000], 0, 0x8000);

    assertThat(memory.frames().framesInUse()).isEqualTo(before);
  }

  @Test
  void hiddenPagesGoThroughTheStrategy() {
    when(strategy.hidesPage(0x1010)).thenReturn(true);
    when(strategy.hidesPage(0x1011)).thenReturn(true);
    when(strategy.readGuestView(0x1010, 4)).thenReturn(77L);
    when(strategy.readGuestView(0x1011, 1)).thenReturn(78L);

    assertThat(view.read(0x1010, 4)).isEqualTo(77);
    view.write(0x1010, 4, 5);
    verify(strategy).writeGuestView(0x1010, 4, 5);
    verify(processor).memoryChanged(hpa(0x1000) + 0x10, 4);
    verify(strategy, never()).guestMemoryWritten(anyLong(), anyInt());

    var back = new byte[1];
    view.read(0x1011, back, 0, 1);
    assertThat(back).containsExactly(78);
    view.write(0x1011, new byte[] {(byte) 0x99}, 0, 1);
    verify(strategy).writeGuestView(0x1011, 1, 0x99);
  }

  @Test
  void gatedLinesAreGatedHereToo() {
    map.setAddressMask(~(1L << 20));
    view.write(0x101000, 1, 42);
    view.write(0x102000, new byte[] {43}, 0, 1);

    assertThat(view.read(0x1000, 1)).isEqualTo(42);
    assertThat(view.read(0x102000, 1)).isEqualTo(43);
    verify(strategy).guestMemoryWritten(0x1000, 1);
  }
}
