package vmm.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vmm.api.arch.BootImages;
import vmm.api.cpu.EngineMode;
import vmm.api.device.Console;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.core.Vmm;

/** A guest that does not fit the code cache ends as it should all the same. */
class CodeCacheTest {
  private static final long SMALL = 1024;

  private final StringBuilder written = new StringBuilder();

  private long evicted(long codeCache) throws Exception {
    MachineSpec spec =
        MachineSpec.of(BootImages.ofKernel(Guest.image("demo/paging.elf"), ""))
            .withMemory(16L << 20)
            .withEngine(EngineMode.JIT)
            .withCodeCache(codeCache);
    try (Vmm vmm = Vmm.load();
        var machine = vmm.newMachine(spec, new Recorder())) {
      assertThat(machine.run(RunLimits.none())).isInstanceOf(RunOutcome.GuestEnded.class);
      var figures = machine.statistics().processor();
      if (codeCache == SMALL) {
        assertThat(figures.get("bytecode of regions")).isLessThan(SMALL + 6000);
      }
      return figures.get("regions evicted");
    }
  }

  @Test
  void aSmallOneEvicts() throws Exception {
    assertThat(evicted(SMALL)).isPositive();
    assertThat(written).hasToString("PSRLHT");
  }

  @Test
  void theUsualOneHoldsASmallGuest() throws Exception {
    assertThat(evicted(MachineSpec.DEFAULT_CODE_CACHE)).isZero();
    assertThat(written).hasToString("PSRLHT");
  }

  private final class Recorder implements Console {
    @Override
    public void write(String channel, int value) {
      written.append((char) value);
    }

    @Override
    public int read(String channel) {
      return -1;
    }
  }
}
