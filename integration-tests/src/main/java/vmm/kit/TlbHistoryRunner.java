package vmm.kit;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vmm.api.memory.Frame;
import vmm.api.memory.PageGrant;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.NestedTlb;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealTlb;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.SoftwareTlb;
import vmm.api.mmu.TlbEntry;
import vmm.api.mmu.TlbSpace;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime.FilledTlb;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;

/**
 * Runs a TLB history on a machine and on the reference at once, and compares after each step: where
 * each access went, what it read, which fault it took, what the guest reads back from its TLB; that
 * the real view grants nothing that the guest view and the PhysMap do not both grant; and that no
 * real entry, of whatever context, leads to a frame that is not the guest's.
 */
public final class TlbHistoryRunner implements AutoCloseable {
  private static final int FRAMES = 3072;
  private static final int STEPS_BETWEEN_FULL_CHECKS = 64;
  private static final int CHECKS_PER_STEP = 4;

  private final List<Long> gvas;
  private final ModelPhysMap physMap;
  private final TlbModelMachine machine;
  private final TlbReference reference;
  private final Map<Integer, Integer> places = new HashMap<>();
  private final Set<FaultCause> causes = EnumSet.noneOf(FaultCause.class);
  private final Set<Integer> sizes = new HashSet<>();
  private long displaced;
  private long steps;

  /** Makes machine and reference, switched on. */
  public TlbHistoryRunner(TlbSetup setup) {
    this.gvas = setup.gvas();
    ModelMemory memory = new ModelMemory(FRAMES);
    this.physMap = new ModelPhysMap(memory);
    this.machine = new TlbModelMachine(setup, memory, physMap);
    FilledTlb regime = machine.hardware().regime();
    this.reference =
        new TlbReference(
            regime.tlb().slots(), new ReferenceGuest(physMap::isMemory, physMap::isRam));
    reference.select(regime.fetches(), regime.data(), regime.privilege());
    for (int slot = 0; slot < regime.tlb().slots(); slot++) {
      reference.set(slot, regime.tlb().entry(slot));
    }
  }

  /** Runs a whole history on a fresh machine and switches it off; throws what went wrong. */
  public static TlbHistoryRunner run(TlbSetup setup, List<TlbOp> history) {
    TlbHistoryRunner runner = new TlbHistoryRunner(setup);
    history.forEach(runner::step);
    runner.checkAll();
    runner.close();
    return runner;
  }

  /** The machine. */
  public TlbModelMachine machine() {
    return machine;
  }

  /** The causes of the faults that the guest got. */
  public Set<FaultCause> causes() {
    return causes;
  }

  /** How many entries were displaced by one whose slot the hardware selected. */
  public long displaced() {
    return displaced;
  }

  /** log2 of the sizes in bytes of the guest's pages that an access went to. */
  public Set<Integer> sizes() {
    return sizes;
  }

  /** Does one step and checks it. */
  public void step(TlbOp op) {
    switch (op) {
      case TlbOp.Write(int number, TlbEntry entry) -> {
        int slot = machine.hardware().slotFor(number, entry);
        places.put(number, slot);
        write(slot, Optional.of(entry));
      }
      case TlbOp.WriteSelected(int number, TlbEntry entry) -> writeSelected(number, entry);
      case TlbOp.Clear(int number) -> write(place(number), Optional.empty());
      case TlbOp.Read(int number) -> read(place(number));
      case TlbOp.Search(long gva) ->
          require(
              machine.hardware().search(gva) == reference.find(gva, AccessType.READ),
              () -> op + ": another slot than " + reference.find(gva, AccessType.READ));
      case TlbOp.Invalidate(Trap.Invalidation.Scope scope, long gva) -> invalidate(scope, gva);
      case TlbOp.Select select -> select(select);
      case TlbOp.Access access -> access(access);
      case TlbOp.DeviceStore(long gpa, int size, long value) -> {
        machine.write(gpa, size, value);
        reference.memory().write(gpa, size, value);
      }
      case TlbOp.Share(long gpa) -> physMap.share(gpa);
      case TlbOp.Move(long gpa) -> physMap.move(gpa);
      case TlbOp.Discard(long gpa) -> discard(gpa);
    }
    steps++;
    for (int i = 0; i < CHECKS_PER_STEP; i++) {
      checkViews(gvas.get((int) ((steps * CHECKS_PER_STEP + i) * 7 % gvas.size())));
    }
    if (steps % STEPS_BETWEEN_FULL_CHECKS == 0) {
      checkAll();
    }
  }

  /** Checks the whole of the TLB, of the real view and of memory. */
  public void checkAll() {
    gvas.forEach(this::checkViews);
    checkGuestTlb();
    checkFrames();
    for (long page = 0; page < ModelPhysMap.ROM_PAGE + ModelPhysMap.ROM_PAGES; page++) {
      for (long gpa = page << Frame.SHIFT; gpa < (page + 1) << Frame.SHIFT; gpa += 64) {
        compare(gpa, 8, machine.read(gpa, 8), "at the check");
      }
    }
  }

  @Override
  public void close() {
    machine.close();
  }

  /** The slot that the hardware had for the last entry written under a number. */
  private int place(int number) {
    return places.getOrDefault(number, number);
  }

  private void write(int slot, Optional<TlbEntry> entry) {
    machine.hardware().write(slot, entry);
    reference.set(slot, entry.orElse(null));
    checkSlot(slot);
  }

  /** Whichever slot the hardware takes, every other one keeps what it holds. */
  private void writeSelected(int number, TlbEntry entry) {
    TlbHardware hardware = machine.hardware();
    List<Integer> selectable = hardware.selectable(entry);
    if (selectable.isEmpty()) {
      step(new TlbOp.Write(number, entry));
      return;
    }
    int slot = hardware.writeSelected(entry);
    require(selectable.contains(slot), () -> "slot %d for %s".formatted(slot, entry));
    displaced += reference.entry(slot) == null ? 0 : 1;
    places.put(number, slot);
    reference.set(slot, entry);
    checkGuestTlb();
  }

  private void read(int slot) {
    @Nullable TlbEntry seen = machine.hardware().read(slot).orElse(null);
    require(
        Objects.equals(seen, reference.entry(slot)),
        () -> "slot %d reads as %s instead of %s".formatted(slot, seen, reference.entry(slot)));
  }

  private void invalidate(Trap.Invalidation.Scope scope, long gva) {
    TlbHardware hardware = machine.hardware();
    hardware.invalidate(scope, gva);
    reference.invalidate((slot, entry) -> hardware.invalidates(scope, gva, slot, entry));
    checkGuestTlb();
  }

  private void select(TlbOp.Select op) {
    TlbSpace fetches = new TlbSpace(op.fetches(), op.ids());
    TlbSpace data = new TlbSpace(op.data(), op.ids());
    machine.hardware().select(fetches, data, op.privilege());
    reference.select(fetches, data, op.privilege());
  }

  private void discard(long gpa) {
    physMap.discard(gpa);
    if (physMap.isRam(gpa)) {
      for (long at = Frame.base(gpa); at <= (gpa | Frame.OFFSET_MASK); at += 8) {
        reference.memory().write(at, 8, 0);
      }
    }
  }

  private void access(TlbOp.Access op) {
    Translation wanted = reference.translate(op.gva(), op.type(), op.privilege());
    Touch touch =
        machine.access(
            new MemoryAccess(
                op.gva(), op.size(), op.type(), op.privilege(), op.value(), op.probe()));
    if (!(wanted instanceof Translation.Mapped mapped)) {
      require(touch.equals(new Touch.Faulted((Translation.Fault) wanted)), () -> op + ": " + touch);
      causes.add(((Translation.Fault) wanted).cause());
      return;
    }
    long gpa = mapped.address();
    sizes.add(mapped.pageShift());
    switch (touch) {
      case Touch.Faulted(Translation.Fault fault) ->
          throw new AssertionError("%s got %s instead of gpa %x".formatted(op, fault, gpa));
      case Touch.Promised() -> {}
      case Touch.Device(long at) ->
          require(at == gpa && !physMap.isMemory(gpa), () -> op + " went to the device at " + at);
      case Touch.Memory(long at, long value) -> {
        require(at == gpa && physMap.isMemory(gpa), () -> op + " went to memory at " + at);
        finish(op, gpa, value);
      }
      case Touch.Direct(long hpa, long value) -> {
        require(
            leadsTo(hpa, gpa), () -> "%s went to hpa %x instead of gpa %x".formatted(op, hpa, gpa));
        finish(op, gpa, value);
      }
    }
  }

  private void finish(TlbOp.Access op, long gpa, long value) {
    if (op.probe()) {
      return;
    }
    if (op.type() == AccessType.WRITE) {
      reference.memory().write(gpa, op.size(), op.value());
    } else {
      compare(gpa, op.size(), value, op);
    }
  }

  private void checkViews(long gva) {
    for (Privilege privilege : Privilege.values()) {
      for (AccessType type : AccessType.values()) {
        Translation wanted = reference.translate(gva, type, privilege);
        Translation view = machine.strategy().guestView(gva, type, privilege);
        require(
            view.equals(wanted),
            () -> "the guest view is %s instead of %s".formatted(view, wanted));
        if (machine.processor().observe(gva, type, privilege) instanceof Translation.Mapped real) {
          require(
              wanted instanceof Translation.Mapped mapped
                  && leadsTo(real.address(), mapped.address())
                  && (!type.writes() || writable(mapped.address())),
              () ->
                  "the real view lets %s %s at %x through to %x; the guest view is %s"
                      .formatted(privilege, type, gva, real.address(), wanted));
        }
      }
    }
  }

  private void checkGuestTlb() {
    for (int slot = 0; slot < machine.hardware().regime().tlb().slots(); slot++) {
      checkSlot(slot);
    }
  }

  private void checkSlot(int slot) {
    @Nullable TlbEntry seen = machine.hardware().regime().tlb().entry(slot);
    require(
        Objects.equals(seen, reference.entry(slot)),
        () -> "slot %d holds %s instead of %s".formatted(slot, seen, reference.entry(slot)));
  }

  private void checkFrames() {
    Map<Long, Boolean> frames = physMap.frames();
    switch (machine.processor().realView()) {
      case RealView.OneStageTlb _ -> {
        RealTlb tlb = machine.hardware().realTlb();
        for (int slot = 0; slot < tlb.slots(); slot++) {
          checkFrames(tlb.read(slot), frames);
        }
      }
      case RealView.TwoStageTlb _ -> {
        NestedTlb tlb = machine.hardware().nestedTlb();
        SoftwareTlb guest = machine.hardware().regime().tlb();
        for (int slot = 0; slot < guest.slots(); slot++) {
          checkFrames(tlb.real(slot), frames);
        }
        for (int piece = 0; piece < tlb.pieces(); piece++) {
          checkFrames(tlb.piece(piece), frames);
        }
      }
      case RealView view -> throw new AssertionError("not a view of such hardware: " + view);
    }
  }

  private static void checkFrames(@Nullable TlbEntry real, Map<Long, Boolean> frames) {
    if (real == null) {
      return;
    }
    long last = real.address() + (1L << real.pageShift()) - 1;
    for (long at = Frame.base(real.address()); at <= last; at += Frame.SIZE) {
      long hpa = at;
      Boolean writable = frames.get(hpa >>> Frame.SHIFT);
      require(
          writable != null, () -> "%s leads to %x, which is not the guest's".formatted(real, hpa));
      require(
          Boolean.TRUE.equals(writable) || (real.rights() & Rights.WRITE) == 0,
          () -> real + " is writable, and its frame is not the guest's alone");
    }
  }

  private boolean leadsTo(long hpa, long gpa) {
    long offset = Frame.OFFSET_MASK;
    return switch (physMap.peek(gpa)) {
      case PageGrant.Backed backed -> hpa == (backed.hpa() | (gpa & offset));
      case PageGrant.ReadOnly readOnly -> hpa == (readOnly.hpa() | (gpa & offset));
      case PageGrant.Device() -> false;
    };
  }

  private boolean writable(long gpa) {
    return physMap.peek(gpa) instanceof PageGrant.Backed backed && backed.writable();
  }

  private void compare(long gpa, int size, long value, Object what) {
    long wanted = reference.memory().read(gpa, size);
    require(
        value == wanted,
        () -> "%s: at gpa %x the guest finds %x instead of %x".formatted(what, gpa, value, wanted));
  }

  private static void require(boolean condition, Supplier<String> otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise.get());
    }
  }
}
