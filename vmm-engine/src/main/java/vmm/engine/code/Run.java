package vmm.engine.code;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.Privilege;

/** How far a processor has come, and where in a block it is while it leaves the fast path. */
public final class Run {
  private static final VarHandle ATTENTION = attentionHandle();

  /** Slots, temporaries and constants. */
  public final long[] frame;

  private final int pcSlot;

  /** The number of retired instructions at which the budget is used up. */
  public long end;

  /** What is left of the budget, the whole of the running block taken off. */
  public long remaining;

  /** Someone wants the dispatcher to look around at the next instruction boundary. */
  public volatile boolean attention;

  /** The privilege of loads and stores. */
  public Privilege privilege = Privilege.SUPERVISOR;

  /** The block that runs, set wherever somebody may ask; null in the dispatcher. */
  public @Nullable Block block;

  /** Where in it: a point of its code, or the complement of an instruction's number. */
  public int point;

  /** Makes one for the registers in {@code frame}. */
  public Run(long[] frame, int pcSlot) {
    this.frame = frame;
    this.pcSlot = pcSlot;
  }

  private static VarHandle attentionHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Run.class, "attention", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The same as {@link #attention}, without ordering other memory accesses: for loops. */
  public boolean attentionSoon() {
    return (boolean) ATTENTION.getOpaque(this);
  }

  /** Notes where execution is, and brings all slots up to date. */
  public void enter(Block at, int newPoint) {
    block = at;
    point = newPoint;
    at.recover(newPoint, frame);
  }

  private int instruction(Block at) {
    return point < 0 ? ~point : at.instructionAt(point);
  }

  /** Number of instructions retired before the one that runs. */
  public long retired() {
    long counted = end - remaining;
    Block at = block;
    return at == null ? counted : counted - (at.instructions - instruction(at));
  }

  /** The pc of the instruction that runs. */
  public long pc() {
    Block at = block;
    return at == null ? frame[pcSlot] : at.pc(instruction(at));
  }

  /** Leaves the block before the instruction that runs, which has not been done. */
  public void abandon() {
    Block at = block;
    if (at != null) {
      leave(at, instruction(at));
    }
  }

  /** Leaves a block before {@code instruction}. */
  public void leave(Block at, int instruction) {
    frame[pcSlot] = at.pc(instruction);
    remaining += at.instructions - instruction;
    block = null;
  }
}
