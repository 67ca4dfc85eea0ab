package vmm.ppc.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.devices.fdt.DeviceTree;
import vmm.devices.fdt.FdtNode;
import vmm.ppc.DcrBus;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

class BambooBoardTest {
  private static final long MIB = 1 << 20;
  private static final long SERIAL = 0xEF60_0300L;
  private static final long PAGE = 256 * MIB;

  private static final BootImages KERNEL =
      BootImages.ofKernel(TestImages.Elf.kernel().image(), "console=ttyS0");

  private static TestHost build(long mib, BootImages images) throws Exception {
    TestHost host = new TestHost(mib * MIB, PpcModel.P440EP);
    new BambooBoard().build(host, images);
    return host;
  }

  @Test
  void aKernelIsEnteredAsFirmwareWould() throws Exception {
    TestHost host = build(64, KERNEL);
    assertThat(host.memory.bytes(0, TestImages.CODE.length)).isEqualTo(TestImages.CODE);
    assertThat(host.register(PpcRegisters.PC)).isZero();
    for (int r = 0; r < 32; r++) {
      if (r == 1) {
        assertThat(host.register(PpcRegisters.R0 + r)).isEqualTo(0xFF_FFF8);
      } else if (r != 3) {
        assertThat(host.register(PpcRegisters.R0 + r)).isZero();
      }
    }
    verify(host.boardCore).setTimebaseHz(400_000_000, host.clock);
  }

  @Test
  void memoryAndDevicesAreMappedToThemselves() throws Exception {
    TestHost host = build(300, KERNEL);
    verify(host.boardCore, times(10)).presetTlb(anyInt(), anyLong(), anyLong(), anyLong());
    verify(host.boardCore).presetTlb(0, 0, 0, PAGE);
    verify(host.boardCore).presetTlb(1, PAGE, PAGE, PAGE);
    verify(host.boardCore).presetTlb(2, 0x8000_0000L, 0x8000_0000L, PAGE);
    verify(host.boardCore).presetTlb(9, 0xF000_0000L, 0xF000_0000L, PAGE);
  }

  @Test
  void theProcessorIsToldWhereNothingAnswers() throws Exception {
    TestHost host = build(64, KERNEL);
    assertThat(host.bus.read(0x7000_0000L, 1)).isEqualTo(0xFF);
    verify(host.boardCore).busError(0x7000_0000L, false);
    host.bus.write(SERIAL + 8, 1, 0);
    verify(host.boardCore).busError(SERIAL + 8, true);
  }

  @Test
  void anEmptyPciBusKeepsSilent() throws Exception {
    TestHost host = build(64, KERNEL);
    for (long address : new long[] {0xA000_0000L, 0xBFFF_FFFFL, 0xE800_0000L, 0xE800_FFFFL}) {
      assertThat(host.bus.read(address, 1)).isEqualTo(0xFF);
      host.bus.write(address, 1, 0);
    }
    verify(host.boardCore, never()).busError(anyLong(), anyBoolean());
  }

  @Test
  void theDeviceTreeSaysWhatLinuxAsksFor() throws Exception {
    DeviceTree tree = build(64, KERNEL).tree();
    FdtNode root = tree.root();
    assertThat(root.text("compatible")).contains("amcc,bamboo");
    assertThat(root.find("memory").orElseThrow().cell("reg", 2)).hasValue(64 << 20);
    FdtNode cpu = root.child("cpus").child("cpu@0");
    assertThat(cpu.cell("timebase-frequency", 0)).hasValue(400_000_000);
    assertThat(root.child("chosen").text("bootargs")).contains("console=ttyS0");
    assertThat(root.child("chosen").properties()).doesNotContainKey("linux,initrd-start");
    FdtNode plb = root.child("plb");
    assertThat(plb.child("opb").child("serial@ef600300").cell("reg", 0)).hasValue((int) SERIAL);
    assertThat(plb.find("pci").orElseThrow().cell("ranges", 1)).hasValue(0);
  }

  @Test
  void theRamDiskLiesAboveTheKernelAndBelowTheEndOfMemory() throws Exception {
    TestHost host = build(24, TestImages.withDisk(KERNEL.kernel().orElseThrow(), 5001));
    FdtNode chosen = host.tree().root().child("chosen");
    int start = chosen.cell("linux,initrd-start", 0).orElseThrow();
    int end = chosen.cell("linux,initrd-end", 0).orElseThrow();
    assertThat(end - start).as("rounded up to a cell").isEqualTo(5004);
    assertThat(start % 4096).isZero();
    assertThat(end).as("the largest power of two").isLessThanOrEqualTo(16 << 20);
    assertThat(host.memory.read(start, 1)).isEqualTo('f');
    assertThat(host.memory.read(start + 5000, 1)).isEqualTo('l');
    assertThat(host.register(PpcRegisters.R0 + 3)).isLessThan(start);
  }

  @Test
  void severalRamDisksFollowEachOther() throws Exception {
    BootImages one = TestImages.withDisk(KERNEL.kernel().orElseThrow(), 6);
    Image wrapped = TestImages.uImage(7, 3, 0, 0);
    BootImages images =
        new BootImages(
            one.kernel(),
            List.of(one.modules().getFirst(), new BootImages.Module(wrapped, "")),
            "",
            Optional.empty());
    TestHost host = build(64, images);
    int start = host.tree().root().child("chosen").cell("linux,initrd-start", 0).orElseThrow();
    assertThat(host.memory.bytes(start + 8, TestImages.CODE.length)).isEqualTo(TestImages.CODE);
  }

  @Test
  void aUImageIsExpandedAndEntered() throws Exception {
    Image kernel = TestImages.uImage(7, 2, 0x40_0000, 0x40_0004);
    TestHost host = build(64, BootImages.ofKernel(kernel, ""));
    assertThat(host.memory.bytes(0x40_0000, TestImages.CODE.length)).isEqualTo(TestImages.CODE);
    assertThat(host.register(PpcRegisters.PC)).isEqualTo(0x40_0004);
  }

  @Test
  void theUsersTreeIsCompleted() throws Exception {
    DeviceTree own = new DeviceTree();
    own.root().cells("#address-cells", 1).cells("#size-cells", 2).text("model", "mine");
    own.root().child("memory@0").cells("reg", 1, 2, 3).flag("kept");
    own.root().child("cpus").child("PowerPC,440EP@0").text("device_type", "cpu");
    own.root().child("cpus").child("cache").text("device_type", "cache");
    own.root().child("chosen").text("bootargs", "from the tree");
    Image file = new Image("own.dtb", own.flatten());
    TestHost host =
        build(64, BootImages.ofKernel(TestImages.Elf.kernel().image(), "").withDeviceTree(file));
    FdtNode root = host.tree().root();
    assertThat(root.text("model")).contains("mine");
    assertThat(root.child("memory@0").properties().get("reg"))
        .isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0});
    assertThat(root.child("memory@0").properties()).containsKey("kept");
    FdtNode cpus = root.child("cpus");
    assertThat(cpus.child("PowerPC,440EP@0").cell("clock-frequency", 0)).hasValue(400_000_000);
    assertThat(cpus.child("cache").properties()).doesNotContainKey("clock-frequency");
    assertThat(root.child("chosen").text("bootargs")).contains("from the tree");
    TestHost other = build(64, KERNEL.withDeviceTree(file));
    assertThat(other.tree().root().child("chosen").text("bootargs")).contains("console=ttyS0");
  }

  @Test
  void theSerialPortTalksAndInterrupts() throws Exception {
    TestHost host = build(64, KERNEL);
    DcrBus dcrs = host.dcrs();
    host.bus.write(SERIAL, 1, 'x');
    assertThat(host.written).hasToString("x");
    dcrs.write(0xC2, 0x8000_0000L);
    host.bus.write(SERIAL + 1, 1, 1);
    host.keys.add((int) 'k');
    host.poll();
    assertThat(dcrs.read(0xC6)).isEqualTo(0x8000_0000L);
    assertThat(host.external.asserted).isTrue();
    assertThat(host.bus.read(SERIAL, 1)).isEqualTo('k');
    dcrs.write(0xC0, 0x8000_0000L);
    assertThat(host.external.asserted).isFalse();
  }

  @Test
  void theSecondControllerInterruptsThroughTheFirst() throws Exception {
    TestHost host = build(64, KERNEL);
    DcrBus dcrs = host.dcrs();
    dcrs.write(0xC2, 3);
    dcrs.write(0xC3, 1);
    dcrs.write(0xD2, 0xC000_0000L);
    dcrs.write(0xD3, 0x4000_0000L);
    dcrs.write(0xD1, 0x8000_0000L);
    assertThat(dcrs.read(0xC0)).isEqualTo(2);
    assertThat(host.external.asserted).isTrue();
    assertThat(host.critical.asserted).isFalse();
    dcrs.write(0xD1, 0x4000_0000L);
    assertThat(host.critical.asserted).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"64, 64", "16, 16", "300, 300", "512, 512", "1024, 1024", "252, 240", "1000, 896"})
  void theMemoryControllerTellsFourBanks(long mib, long told) throws Exception {
    DcrBus dcrs = build(mib, KERNEL).dcrs();
    long total = 0;
    for (int bank = 0; bank < 4; bank++) {
      dcrs.write(0x10, 0x40 + 4 * bank);
      long value = dcrs.read(0x11);
      if ((value & 1) != 0) {
        assertThat(value & 0xFF80_0000L).as("base").isEqualTo(total * MIB & 0xFF80_0000L);
        total += 4L << (value >> 17 & 7);
      }
    }
    assertThat(total).isEqualTo(told);
  }

  @Test
  void indirectRegistersAreKeptAndOthersReadAsZero() throws Exception {
    DcrBus dcrs = build(64, KERNEL).dcrs();
    dcrs.write(0x0E, 0x4100);
    dcrs.write(0x0F, 0xDEAD_BEEFL);
    assertThat(dcrs.read(0x0E)).isEqualTo(0x4100);
    assertThat(dcrs.read(0x0F)).isEqualTo(0xDEAD_BEEFL);
    dcrs.write(0x0E, 0xFFFF_FFFFL);
    dcrs.write(0x0F, 1);
    assertThat(dcrs.read(0x0F)).isZero();
    dcrs.write(0x3FF, 1);
    assertThat(dcrs.read(0x3FF)).isZero();
    assertThat(dcrs.read(1024)).isZero();
  }

  @Test
  void onlyTheBridgeIsOnThePciBus() throws Exception {
    TestHost host = build(64, KERNEL);
    host.bus.write(0xEEC0_0000L, 4, 0x8000_0000L);
    assertThat(host.bus.read(0xEEC0_0004L, 4)).isEqualTo(0x027F_1014L);
    host.bus.write(0xEEC0_0000L, 4, 0x8000_0800L);
    assertThat(host.bus.read(0xEEC0_0004L, 4)).isEqualTo(0xFFFF_FFFFL);
    host.bus.write(0xEF40_0004L, 4, 0x1234_5678);
    assertThat(host.bus.read(0xEF40_0004L, 4)).isEqualTo(0x1234_5678);
  }

  @Test
  void theProcessorsResetEndsTheMachine() throws Exception {
    TestHost host = build(64, KERNEL);
    host.resetListener().run();
    assertThat(host.ends).containsExactly("reset by the processor");
  }

  @Test
  void itTakesProcessorsOfThe440Family() {
    BambooBoard board = new BambooBoard();
    assertThat(board.accepts(board.defaultCpu())).isTrue();
    assertThat(board.accepts("440x5")).isTrue();
    assertThat(board.accepts("e500v2")).isFalse();
  }
}
