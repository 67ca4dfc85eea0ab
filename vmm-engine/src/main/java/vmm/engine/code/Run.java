package vmm.engine.code;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.Privilege;

/** How far a processor has come, and where in a block it is while it leaves the fast path. */
public final class Run {
  /**
   * Number of instructions after which the dispatcher looks around although nothing has asked for
   * it: so long may another thread's {@link #attention} have to wait, some milliseconds, as loops
   * of compiled code do not look at it.
   */
  private static final long SLICE = 1 << 20;

  /** More than any block costs. */
  private static final long LOW = 1 << 10;

  /** The {@link #attention} that is wanted. */
  public static final long WANTED = -1;

  private static final VarHandle ATTENTION;

  static {
    try {
      ATTENTION = MethodHandles.lookup().findVarHandle(Run.class, "attention", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Slots, temporaries and constants. */
  public final long[] frame;

  private final int pcSlot;

  /** What is left of the slice of the budget, the whole of the running block taken off. */
  public long remaining;

  /** The number of retired instructions at which the slice is used up. */
  private long end;

  /** What is left of the budget beyond the slice. */
  private long reserve;

  /**
   * Whether someone wants the dispatcher to look around at the next instruction boundary: {@link
   * #WANTED}, else 0. A number, for who asks several questions at a time.
   */
  public volatile long attention;

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

  /** Asks the dispatcher to look around, from the processor's own thread: costs no fence. */
  public void attend() {
    ATTENTION.setRelease(this, WANTED);
  }

  /** Whether someone wants the dispatcher to look around. */
  public boolean wanted() {
    return attention < 0;
  }

  /**
   * The dispatcher looks around now. Without a fence, what another thread asks for at this moment
   * may go unseen, but only up to the end of the slice.
   */
  public void attended() {
    ATTENTION.setRelease(this, 0L);
  }

  /** Notes where execution is, and brings all slots up to date. */
  public void enter(Block at, int newPoint) {
    block = at;
    point = newPoint;
    at.recover(newPoint, frame);
  }

  /** Begins with a budget of instructions; what is left of the one before is gone. */
  public void begin(long budget) {
    end = retired();
    remaining = 0;
    reserve = budget;
  }

  /** Whether any of the budget is left. Makes the slice longer than any block if it can. */
  public boolean budgetLeft() {
    if (remaining < LOW && reserve > 0) {
      long more = Math.min(reserve, SLICE);
      reserve -= more;
      remaining += more;
      end += more;
    }
    return remaining > 0;
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
