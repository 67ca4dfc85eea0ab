package vmm.engine.mmu;

import java.util.List;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.GuestWalker;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapReply;

/** Reads guest-physical memory for the processor itself, as when it loads a root. */
public final class PhysicalReader {
  private final HostMemory memory;
  private final TrapGate gate;
  private final GuestWalker walker;

  /** Makes a reader. */
  public PhysicalReader(HostMemory memory, TrapGate gate) {
    this.memory = memory;
    this.gate = gate;
    walker = new GuestWalker(memory::read, memory::write);
  }

  /** Reads {@code size} bytes, aligned, at {@code gpa} under {@code view}. */
  public long read(RealView view, long gpa, int size) {
    return switch (view) {
      case RealView.Bare() -> readHost(gpa, size);
      case RealView.OneStage _, RealView.OneStageTlb _, RealView.TwoStageTlb _ ->
          gate.obey(new Trap.PhysicalRead(gpa, size));
      case RealView.TwoStage two -> readSecondStage(two, gpa, size);
    };
  }

  private long readHost(long hpa, int size) {
    // A bus at which nobody answers reads as ones.
    return Long.compareUnsigned(hpa, memory.size()) < 0
        ? memory.read(hpa, size)
        : -1L >>> (64 - 8 * size);
  }

  private long readSecondStage(RealView.TwoStage view, long gpa, int size) {
    var tables = new TranslationRegime.Tables(view.format(), view.rootHpa(), List.of());
    // Each repair fills one level at least.
    for (int repairs = 0; repairs <= view.format().levels(); repairs++) {
      switch (walker.access(tables, gpa, AccessType.READ, Privilege.SUPERVISOR).outcome()) {
        case Translation.Mapped mapped -> {
          return readHost(mapped.address(), size);
        }
        case Translation.Fault fault -> {
          switch (gate.raise(trap(gpa, size, fault))) {
            case TrapReply.Retry() -> {}
            case TrapReply.Completed(long value) -> {
              return value;
            }
            case TrapReply.TrueFault(var guestFault) -> throw gate.faultFor(guestFault);
            case TrapReply.Stop() -> throw new RunStopped();
          }
        }
        case Translation.SecondStageFault fault ->
            throw new IllegalStateException("there is no stage below the second: " + fault);
      }
    }
    throw new IllegalStateException("gpa 0x%x stays unmapped".formatted(gpa));
  }

  private static Trap trap(long gpa, int size, Translation.Fault fault) {
    var second =
        new Translation.SecondStageFault(
            gpa,
            gpa,
            AccessType.READ,
            Privilege.SUPERVISOR,
            true,
            fault.cause() == FaultCause.MALFORMED,
            0);
    var access = new MemoryAccess(gpa, size, AccessType.READ, Privilege.SUPERVISOR, 0, false);
    return new Trap.SecondStageFault(second, access);
  }
}
