package vmm.engine.jit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Core;
import vmm.api.memory.Frame;
import vmm.engine.code.Block;
import vmm.engine.code.BlockTranslator;
import vmm.engine.code.CodeCache;
import vmm.engine.code.CodeContext;
import vmm.engine.code.CompiledCode;
import vmm.engine.code.Promoter;
import vmm.engine.jit.RegionRetiredEvent.Reason;

/** Decides what of one processor's code is compiled, and how long it stays. */
public final class Jit implements Promoter, CompiledCode.Owner {
  /** Regions that may wait for the background. */
  private static final int MOST_ORDERED = 64;

  private final JitOptions options;
  private final RegionFormer former;
  private final Generator generator;
  private final long capacity;
  private final Set<Block> ordered = new HashSet<>();
  private final Set<CompiledCode> installed = new LinkedHashSet<>();
  private final Map<Long, Integer> invalidations = new HashMap<>();
  private long bytes;
  private long compiled;
  private long evicted;
  private long invalidated;
  private long refused;

  /**
   * Makes the compiler of one processor.
   *
   * @param capacity bytes of bytecode that it keeps at most
   */
  public Jit(
      JitOptions options,
      long capacity,
      Core core,
      CodeCache cache,
      CodeContext context,
      BlockTranslator translator) {
    this.options = options;
    this.capacity = capacity;
    former = new RegionFormer(core, cache, context.tlb(), translator, options.heat());
    generator =
        options.background() ? Generator.inBackground(context) : Generator.immediate(context);
  }

  @Override
  public void hot(Block block) {
    block.setHeat(options.retryHeat());
    install();
    if (block.compiled == null && mayCompile(block)) {
      ordered.add(block);
      generator.order(former.form(block));
      install();
    }
  }

  private boolean mayCompile(Block block) {
    return ordered.size() < MOST_ORDERED && !ordered.contains(block) && !rewritten(block);
  }

  private boolean rewritten(Block block) {
    return invalidations.getOrDefault(Frame.base(block.hpa), 0) >= options.rewrites();
  }

  /** Takes what the generator has made. */
  private void install() {
    for (var result = generator.poll(); result != null; result = generator.poll()) {
      Block entry = result.plan().members().getFirst().block();
      ordered.remove(entry);
      CompiledCode code = result.code();
      if (code == null) {
        refuse(entry, result.failure());
      } else if (code.valid()) {
        install(code);
      }
    }
  }

  private void refuse(Block entry, @Nullable RuntimeException failure) {
    if (options.strict()) {
      throw new IllegalStateException(
          "the code at pc 0x%x cannot be compiled".formatted(entry.pc), failure);
    }
    refused++;
    entry.setHeat(Integer.MAX_VALUE);
  }

  private void install(CompiledCode code) {
    code.install(this);
    code.entry().setHeat(0);
    installed.add(code);
    compiled++;
    bytes += code.size;
    if (bytes > capacity) {
      evict();
    }
  }

  /** Makes room: drops the oldest until a quarter is free. What is hot still comes back. */
  private void evict() {
    invalidations.clear();
    for (Iterator<CompiledCode> all = installed.iterator();
        bytes > capacity - capacity / 4 && installed.size() > 1; ) {
      CompiledCode oldest = all.next();
      all.remove();
      evicted++;
      forget(oldest, Reason.EVICTED);
    }
  }

  private void forget(CompiledCode code, Reason why) {
    RegionRetiredEvent.emit(code, why);
    code.retire();
    code.entry().setHeat(options.heat());
    bytes -= code.size;
  }

  @Override
  public void invalidated(CompiledCode code) {
    if (installed.remove(code)) {
      invalidated++;
      invalidations.merge(Frame.base(code.entry().hpa), 1, Integer::sum);
      forget(code, Reason.INVALIDATED);
    }
  }

  /** Adds figures for statistics. */
  public void addFigures(Map<String, Long> figures) {
    figures.put("regions compiled", compiled);
    figures.put("regions invalidated", invalidated);
    figures.put("regions evicted", evicted);
    figures.put("regions refused", refused);
    figures.put("bytecode of regions", bytes);
    figures.put("generation time, us", generator.nanos() / 1000);
  }
}
