package vmm.tiny;

import java.util.List;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.GuestWalker;
import vmm.api.mmu.GuestWalker.EntryReader;
import vmm.api.mmu.GuestWalker.EntryWriter;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/**
 * The processor's page walker. The walk itself is that of {@link GuestWalker}: what differs from
 * view to view is which tables are walked, and where an entry lies in machine memory.
 *
 * <p>Coherence: it caches nothing.
 */
final class TinyWalker {
  private final HostMemory memory;
  private long references;

  /** What is asked for. */
  private record Request(long gva, AccessType access, Privilege privilege, boolean quiet) {}

  /** A failure of the second stage ends the walk of the first. */
  private static final class SecondStageMiss extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Translation.SecondStageFault fault;

    SecondStageMiss(Translation.SecondStageFault fault) {
      super("second stage", null, false, false);
      this.fault = fault;
    }
  }

  TinyWalker(HostMemory memory) {
    this.memory = memory;
  }

  /** Number of references to tables, those of the second stage included. */
  long references() {
    return references;
  }

  /**
   * Walks a view.
   *
   * @param regime the guest's own regime, for views that leave the first stage to it
   * @param quiet true to set no flag and count nothing
   */
  Translation translate(
      RealView view,
      TranslationRegime regime,
      long gva,
      AccessType access,
      Privilege privilege,
      boolean quiet) {
    var request = new Request(gva, access, privilege, quiet);
    return switch (view) {
      case RealView.Bare() -> walk(regime, request, reader(quiet), this::write);
      case RealView.OneStage(PageTableFormat format, long rootHpa, _) ->
          walk(tables(format, rootHpa), request, reader(quiet), this::write);
      case RealView.TwoStage(PageTableFormat format, long rootHpa, _) ->
          walkTwice(tables(format, rootHpa), regime, request);
      case RealView.OneStageTlb _, RealView.TwoStageTlb _ ->
          throw new IllegalArgumentException("this processor walks tables: " + view);
    };
  }

  private static TranslationRegime.Tables tables(PageTableFormat format, long rootHpa) {
    return new TranslationRegime.Tables(format, rootHpa, List.of());
  }

  private static Translation walk(
      TranslationRegime regime, Request request, EntryReader reader, EntryWriter writer) {
    var walker = new GuestWalker(reader, writer);
    return (request.quiet
            ? walker.walk(regime, request.gva, request.access, request.privilege)
            : walker.access(regime, request.gva, request.access, request.privilege))
        .outcome();
  }

  /** Two dimensions: each entry of the guest's tables, and then the page, lies at a gpa. */
  private Translation walkTwice(
      TranslationRegime.Tables second, TranslationRegime guest, Request request) {
    EntryReader reader = reader(request.quiet);
    EntryReader guestReader =
        (gpa, bytes) -> reader.read(table(second, gpa, AccessType.READ, request).address(), bytes);
    EntryWriter guestWriter =
        (gpa, bytes, value) ->
            write(table(second, gpa, AccessType.WRITE, request).address(), bytes, value);
    try {
      Translation first = walk(guest, request, guestReader, guestWriter);
      if (!(first instanceof Translation.Mapped(long gpa, int rights, int pageShift))) {
        return first;
      }
      var page = hpa(second, gpa, request.access, request.privilege, false, request);
      return new Translation.Mapped(
          page.address(), rights & page.rights(), Math.min(pageShift, page.pageShift()));
    } catch (SecondStageMiss miss) {
      return miss.fault;
    }
  }

  /** Where an entry of the guest's tables lies. */
  private Translation.Mapped table(
      TranslationRegime.Tables second, long gpa, AccessType access, Request request) {
    return hpa(second, gpa, access, Privilege.SUPERVISOR, true, request);
  }

  private Translation.Mapped hpa(
      TranslationRegime.Tables second,
      long gpa,
      AccessType access,
      Privilege privilege,
      boolean tableAccess,
      Request request) {
    var inner = new Request(gpa, access, privilege, request.quiet);
    if (gpa <= second.format().maxInput()
        && walk(second, inner, reader(request.quiet), this::write)
            instanceof Translation.Mapped mapped) {
      return mapped;
    }
    throw new SecondStageMiss(
        new Translation.SecondStageFault(
            request.gva, gpa, access, privilege, tableAccess, false, 0));
  }

  private EntryReader reader(boolean quiet) {
    return quiet ? this::read : this::readCounted;
  }

  private long readCounted(long hpa, int bytes) {
    references++;
    return read(hpa, bytes);
  }

  /** Where no memory answers the bus reads as ones. */
  private long read(long hpa, int bytes) {
    return hpa <= memory.size() - bytes ? memory.read(hpa, bytes) : -1L;
  }

  private void write(long hpa, int bytes, long value) {
    if (hpa <= memory.size() - bytes) {
      memory.write(hpa, bytes, value);
    }
  }
}
