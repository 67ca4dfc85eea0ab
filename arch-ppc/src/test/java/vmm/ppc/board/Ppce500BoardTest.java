package vmm.ppc.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.devices.fdt.FdtNode;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

class Ppce500BoardTest {
  private static final long MIB = 1 << 20;
  private static final long CCSR = 0xF_E000_0000L;
  private static final long SERIAL = CCSR + 0x4500;
  private static final long MPIC = CCSR + 0x4_0000;
  private static final long GPIO = CCSR + 0xF_F000;

  private static final BootImages KERNEL =
      BootImages.ofKernel(TestImages.Elf.kernel().image(), "console=ttyS0");
  private static final Image FIRMWARE = TestImages.Elf.at(0xF0_0000).image();

  private static TestHost build(long mib, BootImages images) throws Exception {
    TestHost host = new TestHost(mib * MIB, PpcModel.E500V2);
    new Ppce500Board().build(host, images);
    return host;
  }

  private static void checkEntry(TestHost host, long pc) {
    assertThat(host.register(PpcRegisters.PC)).isEqualTo(pc);
    assertThat(host.register(PpcRegisters.R0 + 3) % MIB).isZero();
    assertThat(host.register(PpcRegisters.R0 + 3)).isLessThan(64 * MIB);
    assertThat(host.register(PpcRegisters.R0 + 4)).isZero();
    assertThat(host.register(PpcRegisters.R0 + 5)).isZero();
    assertThat(host.register(PpcRegisters.R0 + 6)).isEqualTo(0x4550_4150);
    assertThat(host.register(PpcRegisters.R0 + 7)).isEqualTo(0x400_0000);
    verify(host.boardCore).presetTlb(0, 0, 0, 64 * MIB);
    verify(host.boardCore).setTimebaseHz(400_000_000, host.clock);
  }

  @Test
  void aKernelIsEnteredByItsPhysicalAddress() throws Exception {
    TestHost host = build(512, TestImages.withDisk(KERNEL.kernel().orElseThrow(), 100));
    checkEntry(host, 0);
    FdtNode root = host.tree().root();
    assertThat(root.text("compatible")).contains("fsl,qemu-e500");
    assertThat(root.child("memory").cell("reg", 3)).hasValue(512 << 20);
    int start = root.child("chosen").cell("linux,initrd-start", 0).orElseThrow();
    assertThat(start).isEqualTo((256 << 20) - 4096);
    assertThat(host.memory.read(start, 1)).isEqualTo('f');
  }

  @Test
  void theProcessorIsToldWhereNothingAnswers() throws Exception {
    TestHost host = build(64, KERNEL);
    assertThat(host.bus.read(CCSR + 0x6_0000, 4)).as("no unit of the chip").isZero();
    verify(host.boardCore, never()).busError(anyLong(), anyBoolean());
    assertThat(host.bus.read(0xC_0000_0000L, 1)).isEqualTo(0xFF);
    verify(host.boardCore).busError(0xC_0000_0000L, false);
  }

  @Test
  void memoryOfTwoGibibytesIsToldWhole() throws Exception {
    FdtNode memory = build(2048, KERNEL).tree().root().child("memory");
    assertThat(memory.cell("reg", 2)).hasValue(0);
    assertThat(memory.cell("reg", 3)).hasValue(1 << 31);
  }

  @Test
  void firmwareIsEnteredWithTheTreeBehindIt() throws Exception {
    TestHost host = build(64, BootImages.ofFirmware(FIRMWARE));
    checkEntry(host, 0xF0_0000);
    assertThat(host.register(PpcRegisters.R0 + 3)).isEqualTo(32 * MIB);
    assertThat(host.tree().root().child("chosen").properties())
        .doesNotContainKeys("qemu,boot-kernel", "linux,initrd-start");
  }

  @Test
  void firmwareFindsTheKernelAsItIsAndTheRamDisk() throws Exception {
    Image kernel = TestImages.uImage(7, 2, 0, 0);
    BootImages images =
        new BootImages(
            Optional.of(kernel),
            List.of(new BootImages.Module(new Image("disk", new byte[] {'d'}), "")),
            "console=ttyS0",
            Optional.of(FIRMWARE));
    TestHost host = build(64, images);
    FdtNode chosen = host.tree().root().child("chosen");
    int at = chosen.cell("qemu,boot-kernel", 1).orElseThrow();
    assertThat(chosen.cell("qemu,boot-kernel", 3)).hasValue(kernel.size());
    assertThat(host.memory.bytes(at, kernel.size())).isEqualTo(kernel.bytes());
    int disk = chosen.cell("linux,initrd-start", 0).orElseThrow();
    assertThat(disk).isGreaterThanOrEqualTo(at + kernel.size());
    assertThat(host.memory.read(disk, 1)).isEqualTo('d');
  }

  @Test
  void theSerialPortInterruptsThroughTheController() throws Exception {
    TestHost host = build(64, KERNEL);
    host.bus.write(SERIAL, 1, 'x');
    assertThat(host.written).hasToString("x");
    host.bus.setWord(MPIC + 0x1020, 1 << 29);
    host.bus.setWord(MPIC + 0x80, 0);
    host.bus.setWord(MPIC + 0x1_0000 + 42 * 32, 8 << 16 | 42);
    host.bus.write(SERIAL + 1, 1, 1);
    host.keys.add((int) 'k');
    host.poll();
    assertThat(host.external.asserted).isTrue();
    assertThat(host.bus.word(MPIC + 0xA0)).isEqualTo(42);
    assertThat(host.bus.read(SERIAL, 1)).isEqualTo('k');
    host.bus.setWord(MPIC + 0xB0, 0);
    assertThat(host.external.asserted).isFalse();
  }

  @Test
  void resetAndPowerOffEndTheMachine() throws Exception {
    TestHost host = build(64, KERNEL);
    host.bus.setWord(CCSR + 0xE_00B0, 1);
    assertThat(host.ends).isEmpty();
    host.bus.setWord(CCSR + 0xE_00B0, 2);
    host.resetListener().run();
    host.bus.setWord(GPIO + 8, 1 << 31);
    assertThat(host.ends).as("an input is not driven").hasSize(2);
    host.bus.setWord(GPIO, 1 << 31);
    assertThat(host.ends)
        .containsExactly("reset by the global utilities", "reset by the processor", "switched off");
  }

  @Test
  void inputsOfTheGpioReadAsZero() throws Exception {
    TestHost host = build(64, KERNEL);
    host.bus.setWord(GPIO, 0x00FF_0000);
    host.bus.setWord(GPIO + 8, 0x1234_5678);
    host.bus.setWord(GPIO + 0xC, -1);
    assertThat(host.bus.word(GPIO)).isEqualTo(0x00FF_0000);
    assertThat(host.bus.word(GPIO + 8)).isEqualTo(0x0034_0000);
    assertThat(host.bus.word(GPIO + 0xC)).isZero();
    assertThat(host.ends).isEmpty();
  }

  @Test
  void registersOfTheChipThatNobodyHasReadAsZero() throws Exception {
    TestHost host = build(64, KERNEL);
    assertThat(host.bus.word(CCSR + 0xE_00A0)).isEqualTo(0x8021_0030);
    host.bus.setWord(CCSR + 0x5008, -1);
    assertThat(host.bus.word(CCSR + 0x5008)).isZero();
    assertThat(host.bus.word(CCSR + 0xF_FFFC)).isZero();
  }

  @Test
  void onlyTheBridgeIsOnThePciBus() throws Exception {
    TestHost host = build(64, KERNEL);
    host.bus.setWord(CCSR + 0x8000, 0x8000_0000);
    assertThat(host.bus.read(CCSR + 0x8004, 4)).isEqualTo(0x0030_1957);
    host.bus.setWord(CCSR + 0x8000, 0x8000_0800);
    assertThat(host.bus.read(CCSR + 0x8004, 4)).isEqualTo(0xFFFF_FFFFL);
    host.bus.setWord(CCSR + 0x8C20, 0x000C_0000);
    assertThat(host.bus.word(CCSR + 0x8C20)).isEqualTo(0x000C_0000);
    assertThat(host.bus.word(CCSR + 0x8BF8)).isZero();
  }

  @Test
  void itTakesProcessorsWithTheMmuOfFreescale() {
    Ppce500Board board = new Ppce500Board();
    assertThat(board.accepts(board.defaultCpu())).isTrue();
    assertThat(board.accepts("ehv")).isTrue();
    assertThat(board.accepts("440ep")).isFalse();
  }
}
