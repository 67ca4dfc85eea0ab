package vmm.engine.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.cpu.Core;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

class TrapGateTest {
  private static final Trap OUTER = new Trap.Idle(true);
  private static final Trap INNER = new Trap.PhysicalRead(0x1000, 4);

  private final Core core = mock(Core.class);
  private final long[] slots = {1, 7};
  private final List<Long> seen = new ArrayList<>();
  private TrapGate gate;

  /** Settling multiplies slot 0 by ten. */
  @BeforeEach
  void makeGate() {
    when(core.settledSlots()).thenReturn(new int[] {0});
    doAnswer(
            _ -> {
              slots[0] *= 10;
              return null;
            })
        .when(core)
        .settle(any());
    gate = new TrapGate(core, slots);
  }

  @Test
  void whoLooksSeesSettledStateAndTheRunningCodeItsOwn() {
    gate.setHandler(this::look);

    assertThat(gate.raise(OUTER)).isEqualTo(TrapReply.DONE);

    assertThat(seen).containsExactly(10L);
    assertThat(slots).containsExactly(1, 7);
  }

  @Test
  void theCoreIsToldBeforeTheVmmIs() {
    gate.setHandler(
        trap -> {
          verify(core).leavingGuest();
          return note(trap);
        });

    gate.raise(OUTER);

    assertThat(seen).hasSize(1);
  }

  @Test
  void nothingIsSettledUnlessSomebodyLooks() {
    gate.setHandler(this::note);

    gate.raise(OUTER);

    assertThat(seen).containsExactly(1L);
    verify(core, never()).settle(any());
  }

  @Test
  void whatTheHandlerChangesStays() {
    gate.setHandler(
        trap -> {
          look(trap);
          slots[0] = 5;
          return TrapReply.DONE;
        });

    gate.raise(OUTER);

    assertThat(slots).containsExactly(5, 7);
  }

  @Test
  void aTrapWithinATrapLeavesItsStateAsItWas() {
    gate.setHandler(
        trap -> {
          if (trap.equals(OUTER)) {
            gate.raise(INNER);
            return note(trap);
          }
          return look(trap);
        });

    gate.raise(OUTER);

    assertThat(seen).containsExactly(10L, 1L);
    assertThat(slots).containsExactly(1, 7);
  }

  @Test
  void stateThatIsSettledAlreadyStaysSoInATrapWithin() {
    gate.setHandler(
        trap -> {
          look(trap);
          if (trap.equals(OUTER)) {
            gate.raise(INNER);
            note(trap);
          }
          return TrapReply.DONE;
        });

    gate.raise(OUTER);

    assertThat(seen).containsExactly(10L, 10L, 10L);
    assertThat(slots).containsExactly(1, 7);
  }

  @Test
  void aTrapThatEndsWithAnExceptionLeavesTheRunningCodeItsState() {
    gate.setHandler(
        trap -> {
          look(trap);
          throw new RunStopped();
        });

    assertThatThrownBy(() -> gate.raise(OUTER)).isInstanceOf(RunStopped.class);

    assertThat(slots).containsExactly(1, 7);
  }

  @Test
  void betweenTrapsSettledStateStays() {
    gate.settle();

    assertThat(slots).containsExactly(10, 7);
  }

  private TrapReply look(Trap trap) {
    gate.settle();
    return note(trap);
  }

  private TrapReply note(Trap trap) {
    seen.add(slots[0]);
    return TrapReply.DONE;
  }
}
