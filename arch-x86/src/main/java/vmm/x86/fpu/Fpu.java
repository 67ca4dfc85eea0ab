package vmm.x86.fpu;

import org.jspecify.annotations.Nullable;

/**
 * The floating-point unit of one processor: SDM vol. 1, "Programming with the x87 FPU". Its state
 * lies in the processor's slots; the object itself keeps nothing from one instruction to the next.
 *
 * <p>The unit knows neither CR0 nor the interrupt pins. Before it {@link #execute}s an instruction,
 * the processor checks CR0.EM and CR0.TS (#NM), and for those that wait whether an exception is
 * pending (#MF or FERR#).
 */
public final class Fpu {
  /** Number of slots that the state takes. */
  public static final int SLOTS = FpuState.SLOTS;

  /** Bit of the status word that is set while {@link #exceptionPending()}. */
  public static final int PENDING_BIT = 7;

  private final FpuState state;

  /**
   * Makes a unit.
   *
   * @param slots the processor's state
   * @param base index of the first of {@link #SLOTS} slots
   */
  public Fpu(long[] slots, int base) {
    state = new FpuState(slots, base);
  }

  /**
   * The escape instruction of these two bytes, or null if the encoding is reserved (#UD).
   *
   * @param escape the first byte, D8 to DF
   */
  public static @Nullable EscRow find(int escape, int modrm) {
    return EscTable.find(escape, modrm);
  }

  /** The state after power-up. */
  public void reset() {
    state.reset();
  }

  /** True if an exception that is not masked waits for the next waiting instruction. */
  public boolean exceptionPending() {
    return state.exceptionPending();
  }

  /** Runs an instruction that {@link #find} found. If the host throws, nothing has changed. */
  public void execute(EscRow row, int escape, int modrm, FpuHost host) {
    row.action().run(state, host, modrm & 7);
    if (row.group() == EscRow.Group.NUMERIC) {
      state.notePointers((escape & 7) << 8 | modrm, host.instructionOffset(), host.codeSelector());
      if (row.memoryOperand()) {
        state.noteData(host.dataOffset(), host.dataSelector());
      }
    }
  }

  /** FXSAVE. */
  public void saveExtended(FpuHost host) {
    FxsaveImage.store(state, host);
  }

  /** FXRSTOR. */
  public void restoreExtended(FpuHost host) {
    FxsaveImage.load(state, host);
  }
}
