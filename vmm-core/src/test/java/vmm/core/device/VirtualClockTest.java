package vmm.core.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private final AtomicLong retired = new AtomicLong();
  private final VirtualClock clock = new VirtualClock(retired::get);
  private final List<String> fired = new ArrayList<>();

  @Test
  void advancesWithRetiredInstructions() {
    retired.set(123);

    assertThat(clock.nanos()).isEqualTo(1230);
    assertThat(clock.instructionsIn(1230)).isEqualTo(123);
    retired.set(200_000_000);
    assertThat(clock.epochSeconds()).isEqualTo(VirtualClock.EPOCH_SECONDS + 2);
  }

  @Test
  void givesTheBudgetUpToTheNextDeadline() {
    assertThat(clock.budget()).isEqualTo(Long.MAX_VALUE);
    clock.newTimer(() -> {}).arm(101);
    assertThat(clock.budget()).isEqualTo(11);
    retired.set(11);
    assertThat(clock.budget()).isEqualTo(1);
  }

  @Test
  void firesWhatIsDueInOrderOfDeadlineThenOfArming() {
    clock.newTimer(() -> fired.add("late")).arm(200);
    clock.newTimer(() -> fired.add("first")).arm(100);
    clock.newTimer(() -> fired.add("second")).arm(100);
    clock.fireDue();
    assertThat(fired).isEmpty();

    retired.set(10);
    clock.fireDue();
    assertThat(fired).containsExactly("first", "second");
    clock.fireDue();
    assertThat(fired).hasSize(2);
  }

  @Test
  void armingReplacesAndDisarmingForgets() {
    var timer = clock.newTimer(() -> fired.add("x"));
    timer.arm(10);
    timer.arm(1000);
    retired.set(50);
    clock.fireDue();
    assertThat(fired).isEmpty();
    assertThat(clock.deviceTimerArmed()).isTrue();

    timer.disarm();
    timer.disarm();
    assertThat(clock.deviceTimerArmed()).isFalse();
    retired.set(500);
    clock.fireDue();
    assertThat(fired).isEmpty();
  }

  @Test
  void anActionMayArmItsTimerAgain() {
    var timer = new vmm.api.device.Clock.Timer[1];
    timer[0] =
        clock.newTimer(
            () -> {
              fired.add("tick");
              timer[0].arm(clock.nanos() + 50);
            });
    timer[0].arm(50);
    for (int i = 0; i < 20; i++) {
      retired.incrementAndGet();
      clock.fireDue();
    }

    assertThat(fired).hasSize(4);
  }

  @Test
  void idlingJumpsToTheNextDeadline() {
    clock.newTimer(() -> fired.add("x")).arm(5_000_000);
    clock.idle();

    assertThat(clock.nanos()).isEqualTo(5_000_000);
    clock.fireDue();
    assertThat(fired).hasSize(1);
    clock.idle();
    assertThat(clock.nanos()).isEqualTo(5_000_000);
  }

  @Test
  void anEarlierDeadlineEndsTheRunThatItDoesNotFit() {
    Runnable interrupt = mock(Runnable.class);
    clock.onEarlierDeadline(interrupt);
    clock.newTimer(() -> {}).arm(1000);
    verify(interrupt).run();
    clock.budget();
    clock.newTimer(() -> {}).arm(2000);
    verify(interrupt).run();
    clock.newTimer(() -> {}).arm(500);
    verify(interrupt, org.mockito.Mockito.times(2)).run();
  }

  @Test
  void pollTimersKeepNobodyAlive() {
    Runnable poll = mock(Runnable.class);
    clock.newPollTimer(poll).arm(10);

    assertThat(clock.deviceTimerArmed()).isFalse();
    clock.fireDue();
    verify(poll, never()).run();
    clock.idle();
    clock.fireDue();
    verify(poll).run();
  }
}
