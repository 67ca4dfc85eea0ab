package vmm.engine.code;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.cpu.GuestFault;
import vmm.api.cpu.Translator;
import vmm.api.memory.HostMemory;
import vmm.engine.ir.IrBlock;
import vmm.engine.ir.IrBuilder;
import vmm.engine.mmu.AccessPath;

/** Makes blocks out of guest code. */
public final class BlockTranslator {
  /** Number of guest instructions of the longest block. */
  public static final int MOST_INSTRUCTIONS = 64;

  /**
   * A block ends behind the instruction that takes it to so many bytes of bytecode, as estimated:
   * then it can be compiled.
   */
  private static final int MOST_BYTECODE = 4000;

  private static final int BYTECODE_OF_NODE = 6;
  private static final int BYTECODE_OF_OBSERVER = 70;

  private final Core core;
  private final Translator translator;
  private final IrBuilder builder;
  private final Lowering lowering;
  private final CodeFetcher code;
  private final CodeCache cache;
  private final ConstantPool pool;
  private final int firstHeat;
  private long translated;

  /** The block translated last, if nobody can find it again. */
  private @Nullable Block uncached;

  /**
   * Makes the translator of one processor.
   *
   * @param firstHeat the {@link Block#heat} of the blocks that it makes
   */
  public BlockTranslator(
      Core core,
      HostMemory memory,
      AccessPath path,
      CodeCache cache,
      ConstantPool pool,
      int firstHeat) {
    this.core = core;
    this.cache = cache;
    this.pool = pool;
    this.firstHeat = firstHeat;
    translator = core.newTranslator();
    builder = new IrBuilder(core.registers());
    lowering = new Lowering(pool, core.registers().slots());
    code = new CodeFetcher(core, memory, path);
  }

  /** Number of blocks translated. */
  public long translated() {
    return translated;
  }

  /**
   * Translates a block.
   *
   * @param single whether to stop behind its first instruction
   * @throws GuestFault if its first instruction cannot be fetched
   */
  public Block translate(Block.Place place, boolean single) {
    if (cache.full()) {
      cache.flush();
      pool.clear();
    }
    if (uncached != null) {
      cache.arena().takeBack(uncached);
      uncached = null;
    }
    int bytes = build(place, single);
    translated++;
    Block.Place origin = code.completed() ? place.withoutMemory() : place;
    var block =
        new Block(
            cache.arena(),
            origin,
            core.addressMask(place.mode()),
            bytes,
            code.secondHpa(),
            single,
            lowering.lower(builder));
    if (origin.hpa() >= 0) {
      cache.add(block);
      if (block.compilable()) {
        block.setHeat(firstHeat);
      }
    } else {
      uncached = block;
    }
    return block;
  }

  /**
   * The meaning of a block that is valid and lies in one page: what it was made from. Has no effect
   * on the guest.
   */
  public IrBlock meaning(Block block) {
    long gva = block.fetchBase + block.pc;
    build(new Block.Place(block.hpa, block.mode, block.pc, gva, block.pageBytes), false);
    return builder.finish();
  }

  /** Returns the number of bytes. */
  private int build(Block.Place place, boolean single) {
    code.beginBlock(place, core.privilege(place.mode()), core.addressMask(place.mode()));
    builder.begin();
    translator.begin(place.mode(), place.pc(), builder);
    int bytes = translateInstructions(single || place.hpa() < 0);
    if (!builder.ended()) {
      translator.end(bytes);
    }
    return bytes;
  }

  /** Returns the number of bytes. */
  private int translateInstructions(boolean single) {
    int bytes = 0;
    boolean more = true;
    for (int count = 0; more && count < (single ? 1 : MOST_INSTRUCTIONS); count++) {
      if (bytes >= code.bytesInFirstPage() || bytecode() >= MOST_BYTECODE) {
        break;
      }
      builder.beginInstruction(bytes);
      code.beginInstruction(bytes);
      try {
        more = translator.translate(code, bytes);
      } catch (GuestFault fault) {
        builder.cancelInstruction();
        if (bytes == 0) {
          throw fault;
        }
        break;
      }
      bytes += code.length();
    }
    return bytes;
  }

  private int bytecode() {
    return builder.size() * BYTECODE_OF_NODE + builder.observers() * BYTECODE_OF_OBSERVER;
  }
}
