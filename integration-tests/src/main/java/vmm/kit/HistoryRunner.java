package vmm.kit;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;

/**
 * Runs a history on a machine and on the reference at once, and compares after each step: where
 * each access went, what it read, which fault it took; that the real view grants nothing that the
 * guest view and the PhysMap do not both grant; and that the guest's memory is what the reference
 * holds.
 */
public final class HistoryRunner implements AutoCloseable {
  private static final int FRAMES = 3072;
  private static final int STEPS_BETWEEN_FULL_CHECKS = 64;
  private static final long ROM_SEED = 7;

  private final HistorySetup setup;
  private final List<Long> gvas;
  private final ModelPhysMap physMap;
  private final ModelMachine machine;
  private final ReferenceGuest reference;
  private final Map<Long, List<Mapping>> legal = new HashMap<>();
  private final Set<FaultCause> causes = EnumSet.noneOf(FaultCause.class);
  private final Set<String> regimes = new HashSet<>();
  private long steps;

  /** A translation that the hardware may use for a page of gva. */
  private record Mapping(long gpaPage, int rights) {}

  /** Makes machine and reference, switched on. */
  public HistoryRunner(HistorySetup setup) {
    this.setup = setup;
    this.gvas = setup.gvas();
    ModelMemory memory = new ModelMemory(FRAMES);
    this.physMap = new ModelPhysMap(memory);
    this.reference = new ReferenceGuest(physMap::isMemory, physMap::isRam);
    fillRom();
    this.machine =
        new ModelMachine(setup.model(), setup.strategy(), memory, physMap, setup.walker());
    forgetStale();
  }

  /** Runs a whole history on a fresh machine and switches it off; throws what went wrong. */
  public static HistoryRunner run(HistorySetup setup, List<Op> history) {
    HistoryRunner runner = new HistoryRunner(setup);
    history.forEach(runner::step);
    runner.checkAll();
    runner.close();
    return runner;
  }

  /** The machine. */
  public ModelMachine machine() {
    return machine;
  }

  /** The causes of the faults that the guest got. */
  public Set<FaultCause> causes() {
    return causes;
  }

  /** Names of the regimes in which an access was made. */
  public Set<String> regimes() {
    return regimes;
  }

  /** Does one step and checks it. */
  public void step(Op op) {
    switch (op) {
      case Op.Access access -> access(access);
      case Op.Store store -> store(store);
      case Op.DeviceStore(long gpa, int size, long value) -> deviceStore(gpa, size, value);
      case Op.Load(int format, long rootGpa) -> load(setup.formats().get(format), rootGpa);
      case Op.Unpaged() -> load(ModelMachine.UNPAGED);
      case Op.Invalidate(Trap.Invalidation.Scope scope, long gva) -> invalidate(scope, gva);
      case Op.Share(long gpa) -> physMap.share(gpa);
      case Op.Move(long gpa) -> physMap.move(gpa);
    }
    steps++;
    for (int i = 0; i < 4; i++) {
      checkRealView(gvas.get((int) ((steps * 4 + i) * 7 % gvas.size())));
    }
    if (steps % STEPS_BETWEEN_FULL_CHECKS == 0) {
      checkAll();
    }
  }

  /** Checks the whole of memory and of the real view. */
  public void checkAll() {
    gvas.forEach(this::checkRealView);
    for (long page = 0; page < ModelPhysMap.ROM_PAGE + ModelPhysMap.ROM_PAGES; page++) {
      for (long gpa = page << Frame.SHIFT; gpa < (page + 1) << Frame.SHIFT; gpa += 8) {
        compare(gpa, 8, machine.read(gpa, 8), "at the check");
      }
    }
  }

  @Override
  public void close() {
    machine.close();
  }

  private void fillRom() {
    HistoryGenerator generator = new HistoryGenerator(setup, ROM_SEED);
    long first = (long) ModelPhysMap.ROM_PAGE << Frame.SHIFT;
    long last = first + ((long) ModelPhysMap.ROM_PAGES << Frame.SHIFT);
    for (long gpa = first; gpa < last; gpa += setup.entryBytes()) {
      long entry = generator.entry();
      physMap.fillRom(gpa, setup.entryBytes(), entry);
      reference.preset(gpa, setup.entryBytes(), entry);
    }
  }

  private void access(Op.Access op) {
    Translation now = reference.translate(op.gva(), op.type(), op.privilege());
    regimes.add(regimeName());
    MemoryAccess access =
        new MemoryAccess(op.gva(), op.size(), op.type(), op.privilege(), op.value(), false);
    Touch touch = machine.access(access);
    if (touch instanceof Touch.Faulted(Translation.Fault fault)) {
      require(fault.equals(now), op, "got " + fault + " instead of " + now);
      causes.add(fault.cause());
      return;
    }
    long gpa = whereTo(op, touch);
    if (now instanceof Translation.Mapped mapped && mapped.address() == gpa) {
      reference.setFlags(op.gva(), op.type());
    }
    switch (touch) {
      case Touch.Device _ ->
          require(!physMap.isMemory(gpa), op, "went to a device, and there is memory");
      case Touch.Direct(long _, long value) -> finish(op, gpa, value);
      case Touch.Memory(long _, long value) -> finish(op, gpa, value);
      case Touch.Faulted _, Touch.Promised _ -> throw new AssertionError("handled above");
    }
  }

  private void finish(Op.Access op, long gpa, long value) {
    if (op.type() == AccessType.WRITE) {
      require(physMap.isMemory(gpa), op, "went to memory, and there is none");
      referenceStore(gpa, op.size(), op.value());
    } else {
      compare(gpa, op.size(), value, op);
    }
  }

  /** The gpa which an access reached, having checked that some legal translation leads there. */
  private long whereTo(Op.Access op, Touch touch) {
    for (Mapping mapping : legal.getOrDefault(Frame.base(op.gva()), List.of())) {
      long gpa = mapping.gpaPage | (op.gva() & Frame.OFFSET_MASK);
      if (Rights.allow(mapping.rights, op.type(), op.privilege()) && leadsTo(touch, gpa)) {
        return gpa;
      }
    }
    throw new AssertionError(op + " went to " + touch + "; legal are " + legalText(op.gva()));
  }

  private boolean leadsTo(Touch touch, long gpa) {
    return switch (touch) {
      case Touch.Direct(long hpa, long _) ->
          Frame.base(hpa) == frameOf(gpa) && (hpa & 0xFFF) == (gpa & 0xFFF);
      case Touch.Memory(long at, long _) -> at == gpa;
      case Touch.Device(long at) -> at == gpa;
      case Touch.Faulted _, Touch.Promised _ -> false;
    };
  }

  private void store(Op.Store op) {
    for (long page : gvas) {
      long gva = page | (op.gpa() & Frame.OFFSET_MASK);
      if (reference.translate(gva, AccessType.WRITE, Privilege.SUPERVISOR)
              instanceof Translation.Mapped mapped
          && mapped.address() == op.gpa()) {
        access(new Op.Access(gva, op.size(), AccessType.WRITE, Privilege.SUPERVISOR, op.value()));
        return;
      }
    }
    deviceStore(op.gpa(), op.size(), op.value());
  }

  private void deviceStore(long gpa, int size, long value) {
    machine.write(gpa, size, value);
    referenceStore(gpa, size, value);
  }

  private void referenceStore(long gpa, int size, long value) {
    List<List<Long>> before = chains();
    reference.write(gpa, size, value);
    if (!setup.disciplined()) {
      noteStale();
      return;
    }
    List<List<Long>> after = chains();
    boolean changed =
        IntStream.range(0, before.size())
            .anyMatch(i -> !before.get(i).isEmpty() && !before.get(i).equals(after.get(i)));
    if (changed) {
      invalidate(Trap.Invalidation.Scope.ALL, 0);
    } else {
      forgetStale();
    }
  }

  private void load(PageTableFormat format, long rootGpa) {
    load(reference.tables(format, rootGpa));
  }

  private void load(TranslationRegime next) {
    boolean rootOnly =
        next instanceof TranslationRegime.Tables tables
            && reference.regime() instanceof TranslationRegime.Tables old
            && old.format().equals(tables.format());
    machine.load(next, rootOnly);
    reference.load(next);
    forgetStale();
  }

  private void invalidate(Trap.Invalidation.Scope scope, long gva) {
    machine.invalidate(scope, gva);
    if (scope == Trap.Invalidation.Scope.PAGE) {
      legal.put(Frame.base(gva), new ArrayList<>(current(Frame.base(gva))));
    } else {
      forgetStale();
    }
  }

  private List<List<Long>> chains() {
    return gvas.stream().map(reference::chain).toList();
  }

  /** From now on only present translations are legal. */
  private void forgetStale() {
    gvas.forEach(gva -> legal.put(gva, new ArrayList<>(current(gva))));
  }

  /** Present translations become legal beside those that were. */
  private void noteStale() {
    for (long gva : gvas) {
      List<Mapping> mappings = legal.computeIfAbsent(gva, _ -> new ArrayList<>());
      for (Mapping mapping : current(gva)) {
        if (!mappings.contains(mapping)) {
          mappings.add(mapping);
        }
      }
    }
  }

  private List<Mapping> current(long gva) {
    return reference
        .reach(gva)
        .map(page -> List.of(new Mapping(Frame.base(page.address()), page.rights())))
        .orElse(List.of());
  }

  private void checkRealView(long gva) {
    for (Privilege privilege : Privilege.values()) {
      for (AccessType type : AccessType.values()) {
        Translation real = machine.processor().observe(gva, type, privilege);
        if (real instanceof Translation.Mapped mapped
            && !granted(gva, Frame.base(mapped.address()), type, privilege)) {
          throw new AssertionError(
              "the real view lets %s %s at %x through to %x; legal are %s"
                  .formatted(privilege, type, gva, mapped.address(), legalText(gva)));
        }
        if (setup.disciplined()) {
          checkGuestView(gva, type, privilege);
        }
      }
    }
  }

  private void checkGuestView(long gva, AccessType type, Privilege privilege) {
    Translation view = machine.strategy().guestView(gva, type, privilege);
    Translation wanted = reference.translate(gva, type, privilege);
    if (!view.equals(wanted)) {
      throw new AssertionError("the guest view is %s instead of %s".formatted(view, wanted));
    }
  }

  private boolean granted(long gva, long frame, AccessType type, Privilege privilege) {
    for (Mapping mapping : legal.getOrDefault(gva, List.of())) {
      if (Rights.allow(mapping.rights, type, privilege)
          && frameOf(mapping.gpaPage) == frame
          && !machine.strategy().hidesPage(mapping.gpaPage)
          && (!type.writes() || writable(mapping.gpaPage))) {
        return true;
      }
    }
    return false;
  }

  private boolean writable(long gpa) {
    return physMap.peek(gpa) instanceof PageGrant.Backed backed && backed.writable();
  }

  private long frameOf(long gpa) {
    return switch (physMap.peek(gpa)) {
      case PageGrant.Backed backed -> backed.hpa();
      case PageGrant.ReadOnly readOnly -> readOnly.hpa();
      case PageGrant.Device() -> -1;
    };
  }

  private void compare(long gpa, int size, long value, Object what) {
    long mask = size == 8 ? -1L : (1L << (8 * size)) - 1;
    if (!setup.disciplined()) {
      mask &= ~flagsAt(gpa, size);
    }
    if ((value & mask) != (reference.read(gpa, size) & mask)) {
      throw new AssertionError(
          "%s: at gpa %x the guest finds %x instead of %x"
              .formatted(what, gpa, value, reference.read(gpa, size)));
    }
  }

  /** The bits of a value in memory that may be accessed or dirty flags. */
  private long flagsAt(long gpa, int size) {
    PageTableFormat format = setup.formats().getFirst();
    long flags = format.accessedMask(1) | format.dirtyMask(1);
    long result = 0;
    for (int i = 0; i < size; i++) {
      long shift = 8 * ((gpa + i) & (setup.entryBytes() - 1));
      result |= ((flags >>> shift) & 0xFF) << (8 * i);
    }
    return result;
  }

  private static void require(boolean condition, Op op, String otherwise) {
    if (!condition) {
      throw new AssertionError(op + ": " + otherwise);
    }
  }

  private String regimeName() {
    return reference.regime() instanceof TranslationRegime.Tables tables
        ? tables.format().name()
        : "unpaged";
  }

  private String legalText(long gva) {
    return legal.getOrDefault(Frame.base(gva), List.of()).toString();
  }
}
