package vmm.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/** Where a PC finds raw firmware: below 4 GiB, and its end also below 1 MiB. */
@ParameterizedClass
@EnumSource(names = {"INTERPRETER", "JIT"})
class FirmwareTest {
  private static final int KIB = 1 << 10;
  private static final int RESET_VECTOR = 16;
  private static final RunLimits PATIENCE =
      RunLimits.instructions(1_000_000).withTimeout(Duration.ofMinutes(1));

  /** MOV AL, 3; OUT F4h, AL. */
  private static final byte[] EXIT_3 = {(byte) 0xB0, 3, (byte) 0xE6, (byte) 0xF4};

  private final EngineMode engine;

  FirmwareTest(EngineMode engine) {
    this.engine = engine;
  }

  /** The reset vector jumps to code in the copy below 1 MiB, which is at most 256 KiB long. */
  @ParameterizedTest
  @CsvSource({"64, 0xF000, 0", "128, 0xE000, 0", "256, 0xC000, 0", "512, 0xC000, 256"})
  void itsEndIsFoundBelowOneMebibyte(int kibibytes, int segment, int codeAtKibibyte)
      throws Exception {
    byte[] rom = new byte[kibibytes * KIB];
    System.arraycopy(EXIT_3, 0, rom, codeAtKibibyte * KIB, EXIT_3.length);
    int vector = rom.length - RESET_VECTOR;
    rom[vector] = (byte) 0xEA; // JMP segment:0
    rom[vector + 3] = (byte) segment;
    rom[vector + 4] = (byte) (segment >> 8);
    MachineSpec spec =
        MachineSpec.of(BootImages.ofFirmware(new Image("rom", rom))).withEngine(engine);
    try (Vmm vmm = Vmm.load();
        VirtualMachine machine = vmm.newMachine(spec, new Silence())) {
      assertThat(machine.run(PATIENCE)).isEqualTo(new RunOutcome.GuestExited(7));
    }
  }

  private static final class Silence implements Console {
    @Override
    public void write(String channel, int value) {}

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
