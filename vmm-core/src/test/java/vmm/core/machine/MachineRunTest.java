package vmm.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vmm.api.device.BusTarget;
import vmm.api.device.Clock;
import vmm.api.machine.MachineSpec.ClockMode;
import vmm.api.machine.RunLimits;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.trap.Trap;
import vmm.core.memory.SparseHostMemory;

@Timeout(30)
class MachineRunTest {
  private static final RunOutcome LIMIT = new RunOutcome.InstructionLimit();

  private final SparseHostMemory memory = SparseHostMemory.reserve(16 << 20);
  private final FakePlugIns plugIns = new FakePlugIns();
  private final List<Long> firedAt = new ArrayList<>();

  @AfterEach
  void close() {
    memory.close();
  }

  private VirtualMachine machine() throws Exception {
    return plugIns.machine(memory);
  }

  @Test
  void theEngineIsToldHowMuchCodeToKeep() throws Exception {
    try (var machine = plugIns.machine(memory, plugIns.spec().withCodeCache(5000))) {
      assertThat(machine.spec().codeCacheBytes()).isEqualTo(5000);
      assertThat(plugIns.codeCache).isEqualTo(5000);
    }
    assertThatThrownBy(() -> plugIns.spec().withCodeCache(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 bytes");
  }

  @Test
  void limitsOfInstructionsAreMetExactly() throws Exception {
    try (var machine = machine()) {
      assertThat(machine.step(1)).isEqualTo(LIMIT);
      assertThat(machine.statistics().instructions()).isEqualTo(1);
      assertThat(machine.run(RunLimits.instructions(12_345))).isEqualTo(LIMIT);
      assertThat(machine.statistics().instructions()).isEqualTo(12_346);
      assertThat(machine.step(0)).isEqualTo(LIMIT);
      assertThatThrownBy(() -> machine.step(-1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void timersFireAtTheExactInstruction() throws Exception {
    plugIns.build =
        host -> {
          host.clock().newTimer(() -> firedAt.add(plugIns.processor.retired())).arm(1000);
          host.clock().newTimer(() -> firedAt.add(plugIns.processor.retired())).arm(5001);
        };
    try (var machine = machine()) {
      machine.step(10_000);
    }
    assertThat(firedAt).containsExactly(100L, 501L);
  }

  @Test
  void aMachineThatRunsIsNotClosed() throws Exception {
    List<VirtualMachine> made = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    plugIns.build =
        host -> host.clock().newTimer(() -> refusals.add(refusalToClose(made.getFirst()))).arm(10);
    try (var machine = machine()) {
      made.add(machine);
      machine.step(100);
    }
    assertThat(refusals).containsExactly("a machine that runs cannot be closed");
  }

  private static String refusalToClose(VirtualMachine machine) {
    return catchThrowableOfType(IllegalStateException.class, machine::close).getMessage();
  }

  @Test
  void aTimerThatTheGuestArmsFiresInTime() throws Exception {
    plugIns.build =
        host -> {
          Clock.Timer timer = host.clock().newTimer(() -> firedAt.add(plugIns.processor.retired()));
          host.ports()
              .attach(
                  0x40,
                  1,
                  new BusTarget() {
                    @Override
                    public long read(long offset, int size) {
                      return 0;
                    }

                    @Override
                    public void write(long offset, int size, long value) {
                      timer.arm(host.clock().nanos() + value);
                    }
                  });
        };
    plugIns.guest =
        processor -> {
          if (processor.retired() == 70) {
            processor.trap(new Trap.PortAccess(0x40, 1, true, 100));
          }
        };
    try (var machine = machine()) {
      machine.step(10_000);
      assertThat(machine.statistics().traps()).containsEntry("port", 1L);
    }
    assertThat(firedAt).containsExactly(80L);
  }

  @Test
  void pollsComeAtExactIntervalsAndOnTheSameGridInEachRun() throws Exception {
    plugIns.build = host -> host.poll(() -> firedAt.add(plugIns.processor.retired()));
    try (var machine = machine()) {
      machine.step(150_000);
      machine.step(200_000);
    }
    assertThat(firedAt).containsExactly(100_000L, 200_000L, 300_000L);
  }

  @Test
  void anIdleGuestSkipsToTheNextTimer() throws Exception {
    plugIns.build =
        host -> host.clock().newTimer(() -> plugIns.interruptPending = true).arm(10_000_000);
    plugIns.guest =
        processor -> {
          if (processor.retired() == 5) {
            plugIns.halt();
          }
        };
    try (var machine = machine()) {
      assertThat(machine.step(2_000_000)).isEqualTo(LIMIT);
      // The halt was the sixth instruction, at 60 ns; the rest comes after the timer.
      assertThat(machine.statistics().virtualNanos()).isEqualTo(10_000_000 + 10 * (2_000_000 - 6));
    }
  }

  @Test
  void aWaitAsLongAsTheRestOfTheRunEndsIt() throws Exception {
    plugIns.build =
        host -> {
          var timer = new Clock.Timer[1];
          timer[0] = host.clock().newTimer(() -> timer[0].arm(host.clock().nanos() + 1_000_000));
          timer[0].arm(1);
        };
    plugIns.guest = processor -> plugIns.halt();
    try (var machine = machine()) {
      assertThat(machine.step(1_000_000)).isEqualTo(LIMIT);
      assertThat(machine.statistics().instructions()).isEqualTo(1);
      assertThat(machine.statistics().virtualNanos()).isBetween(10_000_000L, 12_000_000L);
    }
  }

  @Test
  void aGuestThatNoInterruptCanWakeHasEnded() throws Exception {
    plugIns.build = host -> host.poll(() -> {});
    plugIns.guest = processor -> plugIns.halt();
    plugIns.wakeable = false;
    try (var machine = machine()) {
      RunOutcome outcome = machine.run(RunLimits.none());
      assertThat(outcome)
          .isEqualTo(
              new RunOutcome.GuestEnded("halted for good: no interrupt can wake the processor"));
      assertThat(outcome.ended()).isTrue();
      assertThat(machine.statistics().traps()).containsEntry("idle", 1L);
      assertThat(machine.run(RunLimits.none())).isEqualTo(outcome);
    }
  }

  @Test
  void aGuestThatNoDeviceCanWakeHasEnded() throws Exception {
    plugIns.guest = processor -> plugIns.halt();
    try (var machine = machine()) {
      assertThat(machine.run(RunLimits.none()))
          .isEqualTo(
              new RunOutcome.GuestEnded("halted for good: no device can raise an interrupt"));
    }
  }

  @Test
  void aGuestThatWaitsForInputWaitsUntilItComes() throws Exception {
    long start = System.nanoTime();
    plugIns.build =
        host ->
            host.poll(
                () ->
                    plugIns.interruptPending =
                        System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(50));
    plugIns.guest =
        processor -> {
          if (processor.retired() == 0) {
            plugIns.halt();
          }
        };
    try (var machine = machine()) {
      assertThat(machine.run(RunLimits.none().withTimeout(Duration.ofMillis(500))))
          .isEqualTo(new RunOutcome.TimeLimit());
      assertThat(machine.statistics().instructions()).isGreaterThan(1);
    }
  }

  @Test
  void aStopRequestEndsARunOnAnotherThread() throws Exception {
    try (var machine = machine()) {
      var running = CompletableFuture.supplyAsync(() -> machine.run(RunLimits.none()));
      machine.requestStop();

      assertThat(running.get()).isEqualTo(new RunOutcome.Stopped());
      assertThat(machine.step(10)).isEqualTo(LIMIT);
    }
  }

  @Test
  void aTimeLimitEndsTheRunAndNotTheNextOne() throws Exception {
    try (var machine = machine()) {
      assertThat(machine.run(RunLimits.none().withTimeout(Duration.ofMillis(20))))
          .isEqualTo(new RunOutcome.TimeLimit());
      assertThat(machine.run(RunLimits.instructions(10).withTimeout(Duration.ofHours(1))))
          .isEqualTo(LIMIT);
    }
  }

  @Test
  void theGuestMayEndTheMachine() throws Exception {
    plugIns.build =
        host ->
            host.ports()
                .attach(
                    0xF4,
                    1,
                    new BusTarget() {
                      @Override
                      public long read(long offset, int size) {
                        host.powerOff("power-off");
                        return 0;
                      }

                      @Override
                      public void write(long offset, int size, long value) {
                        host.exit((int) value);
                      }
                    });
    plugIns.guest = processor -> processor.trap(new Trap.PortAccess(0xF4, 1, true, 7));
    try (var machine = machine()) {
      assertThat(machine.run(RunLimits.none())).isEqualTo(new RunOutcome.GuestExited(7));
      assertThat(machine.statistics().instructions()).isEqualTo(1);
    }
    plugIns.guest = processor -> processor.trap(new Trap.PortAccess(0xF4, 1, false, 0));
    try (var machine = machine()) {
      assertThat(machine.run(RunLimits.none())).isEqualTo(new RunOutcome.GuestEnded("power-off"));
    }
    plugIns.guest = processor -> processor.trap(new Trap.Shutdown("triple fault"));
    try (var machine = machine()) {
      assertThat(machine.run(RunLimits.none()))
          .isEqualTo(new RunOutcome.GuestEnded("triple fault"));
    }
  }

  @Test
  void inWallModeAnIdleGuestSleepsUntilItsTimer() throws Exception {
    plugIns.build = host -> host.clock().newTimer(() -> host.powerOff("done")).arm(30_000_000);
    plugIns.guest = processor -> plugIns.halt();
    long start = System.nanoTime();
    try (var machine = plugIns.machine(memory, plugIns.spec().withClock(ClockMode.WALL))) {
      assertThat(machine.run(RunLimits.none())).isEqualTo(new RunOutcome.GuestEnded("done"));
    }
    assertThat(System.nanoTime() - start).isGreaterThan(20_000_000);
  }

  @Test
  void inWallModeTimersInterruptARunningGuest() throws Exception {
    // Armed by the guest's first instruction, for however long the machine took to be made.
    Deque<Runnable> onFirst = new ArrayDeque<>();
    plugIns.build =
        host -> {
          Clock clock = host.clock();
          Clock.Timer timer = clock.newTimer(() -> host.powerOff("done"));
          onFirst.add(() -> timer.arm(clock.nanos() + 5_000_000));
        };
    plugIns.guest =
        processor -> {
          if (!onFirst.isEmpty()) {
            onFirst.pop().run();
          }
        };
    try (var machine = plugIns.machine(memory, plugIns.spec().withClock(ClockMode.WALL))) {
      assertThat(machine.run(RunLimits.none())).isEqualTo(new RunOutcome.GuestEnded("done"));
      assertThat(machine.statistics().instructions()).isPositive();
    }
  }
}
