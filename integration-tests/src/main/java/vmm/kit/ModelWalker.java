package vmm.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/** Walks tables of any declared format in machine memory, in one stage or two. */
public final class ModelWalker implements HardwareWalker {
  private final HostMemory memory;
  private final Supplier<TranslationRegime> regime;
  private List<Long> preloaded = List.of();

  /** One walk of the second stage that fails ends the walk of the first. */
  private static final class SecondStageMiss extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Translation.SecondStageFault fault;

    SecondStageMiss(Translation.SecondStageFault fault) {
      super("second stage", null, false, false);
      this.fault = fault;
    }
  }

  /** One walk of the first stage. */
  private record Request(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {}

  /**
   * Makes a walker.
   *
   * @param regime the guest's present regime
   */
  public ModelWalker(HostMemory memory, Supplier<TranslationRegime> regime) {
    this.memory = memory;
    this.regime = regime;
  }

  @Override
  public void programmed(RealView view) {
    if (view instanceof RealView.OneStage(PageTableFormat format, long rootHpa, int _)
        && format.rootPreloaded()) {
      List<Long> entries = new ArrayList<>();
      for (int index = 0; index < format.entries(format.levels()); index++) {
        entries.add(memory.read(rootHpa + (long) index * format.entryBytes(), format.entryBytes()));
      }
      preloaded = entries;
    }
  }

  @Override
  public Translation translate(
      RealView view, long gva, AccessType access, Privilege privilege, boolean quiet) {
    Request request = new Request(view, gva, access, privilege, quiet);
    try {
      return switch (view) {
        case RealView.OneStage one -> walk(request, one.format(), one.rootHpa(), preloaded);
        case RealView.Bare() -> guestStage(request);
        case RealView.TwoStage _ -> guestStage(request);
        case RealView.OneStageTlb _, RealView.TwoStageTlb _ ->
            throw new IllegalArgumentException("tables are walked here: " + view);
      };
    } catch (SecondStageMiss miss) {
      return miss.fault;
    }
  }

  private Translation guestStage(Request request) {
    return switch (regime.get()) {
      case TranslationRegime.Identity(long mask) -> {
        long gpa = request.gva & mask;
        yield new Translation.Mapped(address(request, gpa, request.access, false), Rights.ALL, 12);
      }
      case TranslationRegime.FilledTlb _ ->
          throw new IllegalArgumentException("tables are walked here: " + regime);
      case TranslationRegime.Tables tables ->
          walk(request, tables.format(), tables.rootGpa(), tables.preloaded());
    };
  }

  private Translation walk(
      Request request, PageTableFormat format, long root, List<Long> heldRoot) {
    List<Long> used = new ArrayList<>();
    List<Long> flags = new ArrayList<>();
    long table = root;
    int rights = Rights.ALL;
    for (int level = format.levels(); ; level--) {
      int index = format.index(level, request.gva);
      boolean held = level == format.levels() && format.rootPreloaded();
      long at = table + (long) index * format.entryBytes();
      long raw = held ? heldRoot.get(index) : read(request, at, format.entryBytes());
      switch (format.decode(level, raw)) {
        case TableEntry.Absent() -> {
          return fault(request, FaultCause.NOT_PRESENT, level);
        }
        case TableEntry.Malformed() -> {
          return fault(request, FaultCause.MALFORMED, level);
        }
        case TableEntry.Table next -> {
          rights &= next.rights();
          table = next.address();
          if (!held) {
            used.add(at);
            flags.add(format.accessedMask(level));
          }
        }
        case TableEntry.Leaf leaf -> {
          rights &= leaf.rights();
          if (!Rights.allow(rights, request.access, request.privilege)) {
            return fault(request, FaultCause.PROTECTION, level);
          }
          used.add(at);
          flags.add(
              format.accessedMask(level) | (request.access.writes() ? format.dirtyMask(level) : 0));
          setFlags(request, format, used, flags);
          long address = leaf.address() | (request.gva & ((1L << leaf.pageShift()) - 1));
          return new Translation.Mapped(
              address(request, address, request.access, false), rights, leaf.pageShift());
        }
      }
    }
  }

  private void setFlags(
      Request request, PageTableFormat format, List<Long> used, List<Long> flags) {
    for (int i = 0; !request.quiet && i < used.size(); i++) {
      long raw = read(request, used.get(i), format.entryBytes());
      if ((raw & flags.get(i)) != flags.get(i)) {
        long hpa = address(request, used.get(i), AccessType.WRITE, true);
        memory.write(hpa, format.entryBytes(), raw | flags.get(i));
      }
    }
  }

  private long read(Request request, long at, int bytes) {
    return memory.read(address(request, at, AccessType.READ, true), bytes);
  }

  /** From what the first stage says to machine memory. */
  private long address(Request request, long at, AccessType access, boolean tableAccess) {
    if (!(request.view instanceof RealView.TwoStage(PageTableFormat format, long root, int _))) {
      return at;
    }
    long table = root;
    int rights = Rights.ALL;
    for (int level = format.levels(); level > 0; level--) {
      long entry = table + (long) format.index(level, at) * format.entryBytes();
      TableEntry decoded = format.decode(level, memory.read(entry, format.entryBytes()));
      if (decoded instanceof TableEntry.Table next) {
        rights &= next.rights();
        table = next.address();
      } else if (decoded instanceof TableEntry.Leaf leaf) {
        rights &= leaf.rights();
        if (Rights.allow(rights, access, Privilege.SUPERVISOR)) {
          return leaf.address() | (at & ((1L << leaf.pageShift()) - 1));
        }
        break;
      } else {
        break;
      }
    }
    throw new SecondStageMiss(
        new Translation.SecondStageFault(
            request.gva, at, access, request.privilege, tableAccess, false, 0));
  }

  private static Translation fault(Request request, FaultCause cause, int level) {
    return new Translation.Fault(request.gva, request.access, request.privilege, cause, level);
  }
}
