package vmm.engine.code;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JVM bytecode for a region: blocks of one mode that lead to each other, entered at the first.
 * Running it does what the interpreter would do with the same blocks one after the other.
 *
 * <p>Coherence: it is valid as long as all of its blocks are. A block that becomes invalid takes it
 * out of use, and raises the run's attention, so that a run within it ends at the next instruction
 * boundary.
 */
public abstract class CompiledCode {
  /** What {@link #run} returns if the dispatcher is to look everything up. */
  public static final int DISPATCH = -1;

  /** Numbers of exits in {@link #run}'s result: the two that links are for, and the others. */
  public static final int INDIRECT = 2;

  /** The block is left before one of its instructions. */
  public static final int BOUNDARY = 3;

  /** Bits of a result or place that hold the number of an instruction. */
  private static final int INSTRUCTION_BITS = 8;

  private static final int EXIT_BITS = 2;

  /** The blocks; the first is the entry. */
  protected final Block[] blocks;

  /** Number of bytes of bytecode. */
  public final int size;

  /** Whether one of its blocks leads back to itself within it. */
  public final boolean loops;

  /** What exits 0 and 1 of each block lead to. */
  private final @Nullable CompiledCode[] links;

  private @Nullable Owner owner;
  private boolean retired;

  /** Makes the code of {@code blocks}. */
  protected CompiledCode(Block[] blocks, boolean loops, int size) {
    this.blocks = blocks;
    this.loops = loops;
    this.size = size;
    links = new CompiledCode[2 * blocks.length];
  }

  /**
   * Runs from the entry on, whose cost the budget covers and which is not yet taken off.
   *
   * @return {@link #DISPATCH}, or where and how a block was left
   */
  public abstract int run();

  /** A place in the code: an instruction of a block, both by number. */
  public static int place(int block, int instruction) {
    return block << INSTRUCTION_BITS | instruction;
  }

  /** A result of {@link #run}: exit 0 or 1, {@link #INDIRECT} or {@link #BOUNDARY} of a place. */
  public static int exit(int place, int exit) {
    return place << EXIT_BITS | exit;
  }

  /** How a block was left. */
  public static int exitKind(int result) {
    return result & ((1 << EXIT_BITS) - 1);
  }

  /** The block that was left. */
  public final Block exitBlock(int result) {
    return block(result >>> EXIT_BITS);
  }

  /** The instruction before which it was left, for {@link #BOUNDARY}. */
  public static int exitInstruction(int result) {
    return instruction(result >>> EXIT_BITS);
  }

  /** What {@link #link} said a {@link #run} with that result leads to, while that is in use. */
  public final @Nullable CompiledCode linked(int result) {
    int kind = exitKind(result);
    CompiledCode next = kind < INDIRECT ? links[linkIndex(result, kind)] : null;
    return next == null || next.retired ? null : next;
  }

  /**
   * Notes what a {@link #run} with that result leads to, as long as both are in use.
   *
   * @param result exit 0 or 1 of a place
   */
  public final void link(int result, CompiledCode next) {
    links[linkIndex(result, exitKind(result))] = next;
  }

  private static int linkIndex(int result, int exit) {
    return result >>> EXIT_BITS + INSTRUCTION_BITS << 1 | exit;
  }

  /** The block of a place. */
  public final Block block(int place) {
    return blocks[place >>> INSTRUCTION_BITS];
  }

  /** The instruction of a place. */
  public static int instruction(int place) {
    return place & ((1 << INSTRUCTION_BITS) - 1);
  }

  /** The block at which it is entered. */
  public final Block entry() {
    return blocks[0];
  }

  /** Number of its blocks. */
  public final int blockCount() {
    return blocks.length;
  }

  /** Number of guest instructions of its blocks. */
  public final int instructions() {
    return Stream.of(blocks).mapToInt(block -> block.instructions).sum();
  }

  /** Whether the code that it was compiled from is as it was. */
  public final boolean valid() {
    return Stream.of(blocks).noneMatch(Block::invalid);
  }

  /** Installs it: its entry runs it from now on. */
  public final void install(Owner newOwner) {
    owner = newOwner;
    for (Block block : blocks) {
      block.joined(this);
    }
    entry().compiled = this;
  }

  /** One of its blocks became invalid. */
  final void invalidate() {
    if (owner != null) {
      owner.invalidated(this);
    }
  }

  /** Takes it out of use. No block refers to it any more. */
  public final void retire() {
    owner = null;
    retired = true;
    Arrays.fill(links, null);
    if (equals(entry().compiled)) {
      entry().compiled = null;
    }
    for (Block block : blocks) {
      block.left(this);
    }
  }

  /** Who keeps an account of compiled code. */
  public interface Owner {
    /** Code has become invalid and is to be retired. */
    void invalidated(CompiledCode code);
  }
}
