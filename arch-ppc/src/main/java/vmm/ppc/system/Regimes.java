package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.PID0;
import static vmm.ppc.PpcRegisters.PID1;
import static vmm.ppc.PpcRegisters.PID2;

import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.Msr;
import vmm.ppc.PpcModel;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.PpcMmu;

/** Which translations count: what MSR, PIDs and LPIDR say, and how they change. */
final class Regimes {
  /** Bits of MSR whose change makes other translations count. */
  private static final long STATE_BITS = Msr.PR | Msr.IS | Msr.DS | Msr.GS;

  private final PpcModel model;
  private final PpcMmu mmu;
  private @Nullable ExternalPid external;
  private @Nullable Known last;
  private @Nullable Known beforeLast;

  /** All that a regime depends on. */
  private record Key(
      long msr, long pid0, long pid1, long pid2, long lpid, @Nullable ExternalPid external) {
    /** Whether it says the same as a state; making a key for that would take longer. */
    boolean is(long[] slots, long state, @Nullable ExternalPid now) {
      return msr == (state & STATE_BITS)
          && pid0 == slots[PID0]
          && pid1 == slots[PID1]
          && pid2 == slots[PID2]
          && lpid == slots[LPIDR]
          && Objects.equals(external, now);
    }
  }

  /** What was asked for: at every miss of a TLB, and to and fro at system calls. */
  private static final class Known {
    final Key key;
    final TranslationRegime.FilledTlb regime;

    /** What the hardware translates with in it, if a change to it is no trap. */
    @Nullable RealView view;

    Known(Key key, TranslationRegime.FilledTlb regime) {
      this.key = key;
      this.regime = regime;
    }
  }

  Regimes(PpcModel model, PpcMmu mmu) {
    this.model = model;
    this.mmu = mmu;
  }

  /** The present one. */
  TranslationRegime.FilledTlb of(long[] slots) {
    return known(slots, slots[MSR]).regime;
  }

  private Known known(long[] slots, long msr) {
    Known found = last;
    if (found == null || !found.key.is(slots, msr, external)) {
      found = beforeLast;
      if (found == null || !found.key.is(slots, msr, external)) {
        found = unknown(slots, msr);
      }
      beforeLast = last;
      last = found;
    }
    return found;
  }

  private Known unknown(long[] slots, long msr) {
    Key key =
        new Key(msr & STATE_BITS, slots[PID0], slots[PID1], slots[PID2], slots[LPIDR], external);
    return new Known(key, make(key));
  }

  /** Changes to a regime need no trap any more, as long as it is one of the last two. */
  void remember(TranslationRegime regime, RealView view) {
    if (last != null && last.regime.equals(regime)) {
      last.view = view;
    } else if (beforeLast != null && beforeLast.regime.equals(regime)) {
      beforeLast.view = view;
    }
  }

  /** Every change is a trap again. */
  void forget() {
    if (last != null) {
      last.view = null;
    }
    if (beforeLast != null) {
      beforeLast.view = null;
    }
  }

  private TranslationRegime.FilledTlb make(Key key) {
    List<Integer> ids = ids(key.pid0, (int) key.lpid, key.pid1, key.pid2);
    boolean guestState = (key.msr & Msr.GS) != 0;
    boolean user = (key.msr & Msr.PR) != 0;
    TlbSpace fetches = new TlbSpace(Mas.space((key.msr & Msr.IS) != 0, guestState), ids);
    TlbSpace data = new TlbSpace(Mas.space((key.msr & Msr.DS) != 0, guestState), ids);
    if (key.external != null) {
      user = key.external.user();
      data = space(key.external);
    }
    Privilege privilege = user ? Privilege.USER : Privilege.SUPERVISOR;
    return new TranslationRegime.FilledTlb(mmu.guest(), fetches, data, privilege);
  }

  private TlbSpace space(ExternalPid pid) {
    return new TlbSpace(
        Mas.space(pid.addressSpace(), pid.guestState()), ids(pid.pid(), pid.partition(), 0, 0));
  }

  /** The ids that match besides 0. */
  private List<Integer> ids(long pid, int lpid, long pid1, long pid2) {
    if (model.has(PpcModel.Feature.TLB_440)) {
      return List.of((int) pid);
    }
    return IntStream.of(Mas.id((int) pid, lpid), Mas.id(0, lpid), (int) pid, (int) pid1, (int) pid2)
        .filter(id -> id != 0)
        .distinct()
        .boxed()
        .toList();
  }

  /** What the data accesses of now go by, if not by MSR and PID. */
  @Nullable ExternalPid external() {
    return external;
  }

  /** Whether the address space of the data accesses of now is 1. */
  boolean dataSpace(long[] slots) {
    return external == null ? (slots[MSR] & Msr.DS) != 0 : external.addressSpace();
  }

  /**
   * Sets MSR, reserved bits included; the VMM sees a change of the regime before it happens, unless
   * it had it remembered.
   */
  void changeState(CpuContext cpu, long msr) {
    long[] slots = cpu.slots();
    if (((msr ^ slots[MSR]) & STATE_BITS) == 0) {
      slots[MSR] = msr;
      return;
    }
    Known next = known(slots, msr);
    announce(cpu, next);
    slots[MSR] = msr;
    mmu.select(next.regime);
  }

  /** Sets PID0 to PID2 or LPIDR, likewise. */
  void changeId(CpuContext cpu, int slot, long value) {
    long[] slots = cpu.slots();
    long old = slots[slot];
    if (old == value) {
      return;
    }
    slots[slot] = value;
    Known next = known(slots, slots[MSR]);
    slots[slot] = old;
    announce(cpu, next);
    slots[slot] = value;
    mmu.select(next.regime);
  }

  /** Does data accesses that go by an external PID. */
  long during(CpuContext cpu, ExternalPid pid, LongSupplier accesses) {
    changeExternal(cpu, pid);
    try {
      return accesses.getAsLong();
    } finally {
      changeExternal(cpu, null);
    }
  }

  private void changeExternal(CpuContext cpu, @Nullable ExternalPid pid) {
    ExternalPid old = external;
    external = pid;
    Known next = known(cpu.slots(), cpu.slots()[MSR]);
    external = old;
    announce(cpu, next);
    external = pid;
    mmu.select(next.regime);
  }

  private static void announce(CpuContext cpu, Known next) {
    if (next.view != null) {
      cpu.tlb().program(next.view);
    } else if (cpu.trapping(TrapKind.REGIME_CHANGE)) {
      cpu.trap(new Trap.RegimeChange(next.regime));
    }
  }
}
