package vmm.engine.code;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Helper;
import vmm.api.memory.Frame;
import vmm.engine.mmu.CodeAddress;

/**
 * A translated block of guest code. Fields are read by the interpreter for each block that it runs.
 */
public final class Block {
  /** The {@link #cost} of a block whose code has changed: no budget covers it. */
  public static final long INVALID = Long.MAX_VALUE;

  /** {@link CodeAddress} of the first byte; -1 if the bytes came from no memory. */
  public final long hpa;

  /**
   * {@link CodeAddress} of the page into which the last instruction runs over; -1 if it does not.
   */
  public final long secondHpa;

  /** The mode word. */
  public final long mode;

  /** The pc of the first instruction. */
  public final long pc;

  /** What to add to a pc to get the gva. */
  public final long fetchBase;

  /** Whether it is one instruction by order, not because the code is so. */
  public final boolean single;

  /** The bits of a gva that count. */
  public final long addressMask;

  /** Size of the page that held it when it was translated; see {@link Place}. */
  public final int pageBytes;

  /** Number of bytes of guest code. */
  public final int bytes;

  /** Number of guest instructions. */
  public final int instructions;

  /** Where it begins in the {@link CodeArena}. */
  public final int at;

  /** Helpers that its operations call. */
  public final Helper[] helpers;

  /** Number of targets that are kept of a block that ends indirectly. */
  private static final int MOST_TARGETS = 16;

  private static final int NOTED = 2000;
  private static final int SAMPLES = 31;

  /** Number of instructions that running the block takes out of the budget, or INVALID. */
  public long cost;

  /** What runs in place of its operations when the block is entered; null if nothing does. */
  public @Nullable CompiledCode compiled;

  private final List<CompiledCode> memberOf = new ArrayList<>(0);
  private final List<Block> targets = new ArrayList<>(0);
  private @Nullable Block lastTarget;
  private final CodeArena arena;
  private final Code details;

  /** The next block in the same bucket of the cache. */
  @Nullable Block nextInBucket;

  /** Makes a block out of its parts, its operations in {@code arena}. */
  public Block(
      CodeArena arena,
      Place place,
      long addressMask,
      int bytes,
      long secondHpa,
      boolean single,
      Code code) {
    this.hpa = place.hpa();
    this.mode = place.mode();
    this.pc = place.pc();
    this.fetchBase = place.gva() - place.pc();
    this.bytes = bytes;
    this.secondHpa = secondHpa;
    this.single = single;
    this.addressMask = addressMask;
    this.instructions = code.offsets().length;
    this.helpers = code.helpers();
    this.cost = instructions;
    this.details = code.withoutWords();
    this.pageBytes = place.pageBytes();
    this.arena = arena;
    this.at = arena.add(this, code.words());
  }

  /**
   * Where a block begins.
   *
   * @param hpa {@link CodeAddress} of the first byte; -1 if it came from no memory
   * @param pageBytes size of the page that holds it, at most that of a frame: what is behind its
   *     end may be mapped elsewhere
   */
  public record Place(long hpa, long mode, long pc, long gva, int pageBytes) {
    /** The same, but that the bytes came from no memory. */
    Place withoutMemory() {
      return new Place(-1, mode, pc, gva, pageBytes);
    }

    /** Number of bytes from the place to the end of its page. */
    int bytesInPage() {
      return (int) (pageBytes - (gva & (pageBytes - 1)));
    }
  }

  /** Whether its code has changed since it was translated. */
  public boolean invalid() {
    return cost == INVALID;
  }

  /** Its code has changed: it is not to be entered any more, nor is what was compiled from it. */
  void invalidate() {
    arena.forget(at);
    cost = INVALID;
    List.copyOf(memberOf).forEach(CompiledCode::invalidate);
  }

  void joined(CompiledCode region) {
    memberOf.add(region);
  }

  void left(CompiledCode region) {
    memberOf.remove(region);
  }

  /**
   * Whether it can be part of a region: it lies in one page, which is no smaller than a frame, and
   * is as long as the code says.
   */
  public boolean compilable() {
    return hpa >= 0 && secondHpa < 0 && pageBytes == Frame.SIZE && !single;
  }

  /**
   * Whether it is noted, by {@link #wentTo}, where a block with that {@link #heat}, which ends
   * indirectly, goes: always when it is soon to be compiled, now and then before, as it may be
   * compiled with another that leads to it.
   */
  public static boolean noted(int heat) {
    return heat < NOTED || (heat & SAMPLES) == 0;
  }

  /** Notes where the block, which ends indirectly, went, as long as there is room. */
  public void wentTo(Block target) {
    if (target == lastTarget) {
      return;
    }
    lastTarget = target;
    if (targets.size() < MOST_TARGETS && !targets.contains(target)) {
      targets.add(target);
    }
  }

  /** Where the block, which ends indirectly, has gone to. */
  public List<Block> targets() {
    targets.removeIf(Block::invalid);
    return targets;
  }

  /** Number of the instruction in which {@code point} lies. */
  public int instructionAt(int point) {
    return details.pointInstructions()[point];
  }

  /** The pc of an instruction. */
  public long pc(int instruction) {
    return pc + details.offsets()[instruction];
  }

  /** Writes what the guest's instructions so far have put into slots, and the code has not yet. */
  public void recover(int point, long[] frame) {
    details.recover(details.pointRecoveries()[point], frame);
  }

  /** Does so at the boundary before an instruction. */
  public void recoverBoundary(int instruction, long[] frame) {
    details.recover(details.boundaryRecoveries()[instruction], frame);
  }

  /** Where the operations of an instruction begin in the {@link CodeArena}. */
  public int at(int instruction) {
    return at + CodeArena.HEADER + details.boundaries()[instruction];
  }

  /**
   * The successor in the same page behind an exit, by number; null if it is not known or elsewhere.
   */
  public @Nullable Block link(int exit) {
    return arena.link(at, exit);
  }

  /** Sets what {@link #link} tells, for the interpreter to go there by itself. */
  public void link(int exit, @Nullable Block target) {
    arena.setLink(at, exit, target == null ? 0 : target.at);
  }

  /** How many more times it may be entered before somebody looks at it; below 0: look now. */
  public int heat() {
    return arena.heat(at);
  }

  /** Sets its {@link #heat}, unless it is invalid. */
  public void setHeat(int heat) {
    if (!invalid()) {
      arena.setHeat(at, heat);
    }
  }

  /** {@link CodeAddress} of the target of an exit if it is in the block's page, else -1. */
  public long linkTarget(int exit) {
    long target = hpa + details.linkOffsets()[exit];
    return hpa >= 0 && ((target ^ hpa) & -pageBytes) == 0 ? target : -1;
  }

  /** Whether the block's bytes are among those of a range of memory. */
  boolean overlaps(long fromHpa, long length) {
    int inFirst = secondHpa < 0 ? bytes : (int) (Frame.SIZE - (hpa & Frame.OFFSET_MASK));
    return overlap(hpa, inFirst, fromHpa, length)
        || (secondHpa >= 0 && overlap(secondHpa, bytes - inFirst, fromHpa, length));
  }

  private static boolean overlap(long code, long codeLength, long from, long length) {
    long hpa = CodeAddress.hpa(code);
    return hpa < from + length && from < hpa + codeLength;
  }
}
