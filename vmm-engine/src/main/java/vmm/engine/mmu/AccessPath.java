package vmm.engine.mmu;

import vmm.api.cpu.Core;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.RealView;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;
import vmm.api.trap.MemoryAccess;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.api.trap.TrapReply;

/**
 * The way of an access that the soft TLB does not answer: the walk of the real view, traps,
 * accesses that the VMM completes, accesses that cross pages, and stores to frames that hold code.
 */
public final class AccessPath {
  /** What {@link #translate} returns if the VMM answers the access; its data is then at hand. */
  public static final long COMPLETED = -1;

  /** So many repairs of one access in a row mean that the VMM does not repair it. */
  private static final int MOST_REPAIRS = 1000;

  private final Core core;
  private final HostMemory memory;
  private final SoftTlb tlb;
  private final TrapGate gate;
  private final CodeWatch code;

  /**
   * Size of the smallest page: an access within its bounds is within one page, whatever its size.
   */
  private final long pageBytes;

  private RealView view = new RealView.Bare();
  private long addressMask = -1L;
  private long completed;
  private long misses;

  /** Makes the path of one processor. */
  public AccessPath(Core core, HostMemory memory, SoftTlb tlb, TrapGate gate, CodeWatch code) {
    this.core = core;
    this.memory = memory;
    this.tlb = tlb;
    this.gate = gate;
    this.code = code;
    this.pageBytes = 1L << core.smallestPageShift();
  }

  /** Sets what is walked. */
  public void setView(RealView newView) {
    view = newView;
  }

  /** What is walked. */
  public RealView view() {
    return view;
  }

  /** Sets the bits of a gva that count. */
  public void setAddressMask(long mask) {
    addressMask = mask;
  }

  /** Number of accesses that the soft TLB did not answer and that led to a walk. */
  public long misses() {
    return misses;
  }

  /** The data of the last access that was {@link #COMPLETED}. */
  public long completed() {
    return completed;
  }

  /**
   * Translates for an access within a page, filling the soft TLB.
   *
   * @param value what is to be stored, else 0
   * @param probe whether only to ask
   * @return the hpa, at which there is memory (of code, its {@link CodeAddress}), or {@link
   *     #COMPLETED}
   */
  public long translate(
      long gva, int size, AccessType type, Privilege privilege, long value, boolean probe) {
    core.accessing(gva, size, type, value);
    return walk(gva, size, type, privilege, value, probe);
  }

  private long walk(
      long gva, int size, AccessType type, Privilege privilege, long value, boolean probe) {
    misses++;
    for (int repairs = 0; repairs < MOST_REPAIRS; repairs++) {
      Translation found = core.translate(view, gva, type, privilege, false);
      if (found instanceof Translation.Mapped mapped && holdsMemory(mapped.address())) {
        return type == AccessType.EXECUTE
            ? fillFetch(gva, privilege, mapped)
            : fill(gva, type, privilege, mapped);
      }
      if (probe && found instanceof Translation.Mapped) {
        return COMPLETED;
      }
      var access = new MemoryAccess(gva, size, type, privilege, value, probe);
      if (answered(trap(found, access))) {
        return COMPLETED;
      }
    }
    throw new IllegalStateException(
        "%s at gva 0x%x failed again after each of %d repairs".formatted(type, gva, MOST_REPAIRS));
  }

  /**
   * The trap of a translation that did not lead to memory; a fault that is the guest's is thrown.
   */
  private Trap trap(Translation found, MemoryAccess access) {
    return switch (found) {
      case Translation.Mapped(long hpa, _, _) -> new Trap.MemoryMappedAccess(hpa, access);
      case Translation.Fault fault -> {
        if (!gate.trapping(TrapKind.TRANSLATION_MISS)) {
          throw core.faultFor(fault);
        }
        yield new Trap.TranslationMiss(fault, access);
      }
      case Translation.SecondStageFault fault -> new Trap.SecondStageFault(fault, access);
    };
  }

  private boolean holdsMemory(long hpa) {
    return Long.compareUnsigned(hpa, memory.size()) < 0;
  }

  /** Raises the trap of an access; true if it is completed, false if it is to be tried again. */
  private boolean answered(Trap trap) {
    TrapReply reply = gate.raise(trap);
    if (reply instanceof TrapReply.Retry) {
      return false;
    }
    completed = gate.data(reply);
    return true;
  }

  private long fillFetch(long gva, Privilege privilege, Translation.Mapped mapped) {
    boolean reversed = core.reversesBytes(gva, AccessType.EXECUTE);
    long address = CodeAddress.of(mapped.address(), reversed);
    if (mapped.pageShift() >= Frame.SHIFT) {
      tlb.fillFetch(gva, address, mapped.pageShift(), privilege);
    }
    return address;
  }

  private long fill(long gva, AccessType type, Privilege privilege, Translation.Mapped mapped) {
    long hpa = mapped.address();
    int shift = mapped.pageShift();
    if (shift < Frame.SHIFT) {
      return hpa;
    }
    if (type.writes()) {
      tlb.fill(code.holdsCode(hpa) ? tlb.codeWrites : tlb.writes, gva, hpa, shift, privilege);
    }
    if (Rights.allow(mapped.rights(), AccessType.READ, privilege)) {
      tlb.fill(tlb.reads, gva, hpa, shift, privilege);
    }
    return hpa;
  }

  /** Loads 1, 2, 4 or 8 bytes; {@code type} is READ or UPDATE. */
  public long load(int size, long gva, AccessType type, Privilege privilege) {
    return inOrder(size, gva, type, loadBytes(size, gva, type, privilege));
  }

  /** Reverses a value's bytes where memory has them in reverse; the first byte's page counts. */
  private long inOrder(int size, long gva, AccessType type, long value) {
    return core.reversesBytes(gva, type) ? Long.reverseBytes(value) >>> (64 - 8 * size) : value;
  }

  private long loadBytes(int size, long gva, AccessType type, Privilege privilege) {
    int first = bytesInPage(gva, size);
    if (first < size) {
      return loadAcross(gva, first, size, type, privilege);
    }
    long hpa = type == AccessType.UPDATE ? findCodeWrite(gva, size, privilege) : -1;
    if (hpa < 0) {
      hpa = translate(gva, size, type, privilege, 0, false);
    }
    return hpa == COMPLETED ? truncate(completed, size) : memory.read(hpa, size);
  }

  /** Stores the low 1, 2, 4 or 8 bytes of {@code value}. */
  public void store(int size, long gva, long value, Privilege privilege) {
    storeBytes(size, gva, inOrder(size, gva, AccessType.WRITE, value), privilege);
  }

  private void storeBytes(int size, long gva, long value, Privilege privilege) {
    int first = bytesInPage(gva, size);
    if (first < size) {
      storeAcross(gva, first, size, value, privilege);
      return;
    }
    long hpa = findCodeWrite(gva, size, privilege);
    if (hpa < 0) {
      hpa = translate(gva, size, AccessType.WRITE, privilege, truncate(value, size), false);
    }
    if (hpa != COMPLETED) {
      memory.write(hpa, size, value);
      wrote(gva, hpa, size, privilege);
    }
  }

  private long findCodeWrite(long gva, int size, Privilege privilege) {
    return SoftTlb.find(tlb.codeWrites, gva, size, tlb.key(privilege));
  }

  private void wrote(long gva, long hpa, int size, Privilege privilege) {
    if (code.holdsCode(hpa)) {
      code.written(hpa, size);
    } else if (SoftTlb.find(tlb.codeWrites, gva, 1, tlb.key(privilege)) >= 0) {
      // Its code is gone: from now on stores need not come here.
      tlb.fill(tlb.writes, gva, hpa, Frame.SHIFT, privilege);
    }
  }

  /** Number of bytes of an access, at most {@code size}, in the page of its first. */
  private int bytesInPage(long gva, int size) {
    return (int) Math.min(size, pageBytes - (gva & (pageBytes - 1)));
  }

  private static long truncate(long value, int size) {
    return value & -1L >>> (64 - 8 * size);
  }

  private long nextPage(long gva) {
    return (gva + pageBytes) & -pageBytes & addressMask;
  }

  private long loadAcross(long gva, int first, int size, AccessType type, Privilege privilege) {
    long next = nextPage(gva);
    long hpa = translate(gva, first, type, privilege, 0, true);
    long nextHpa = translate(next, size - first, type, privilege, 0, true);
    long low = loadPart(gva, hpa, first, type, privilege);
    long high = loadPart(next, nextHpa, size - first, type, privilege);
    return low | high << (8 * first);
  }

  private long loadPart(long gva, long probed, int size, AccessType type, Privilege privilege) {
    long hpa = probed;
    if (hpa == COMPLETED) {
      hpa = translate(gva, size, type, privilege, 0, false);
    }
    if (hpa == COMPLETED) {
      return truncate(completed, size);
    }
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | memory.read(hpa + i, 1);
    }
    return value;
  }

  private void storeAcross(long gva, int first, int size, long value, Privilege privilege) {
    long next = nextPage(gva);
    long hpa = translate(gva, first, AccessType.WRITE, privilege, truncate(value, first), true);
    long rest = truncate(value >>> (8 * first), size - first);
    long nextHpa = translate(next, size - first, AccessType.WRITE, privilege, rest, true);
    storePart(gva, hpa, first, truncate(value, first), privilege);
    storePart(next, nextHpa, size - first, rest, privilege);
  }

  private void storePart(long gva, long probed, int size, long value, Privilege privilege) {
    long hpa = probed;
    if (hpa == COMPLETED) {
      hpa = translate(gva, size, AccessType.WRITE, privilege, value, false);
    }
    if (hpa == COMPLETED) {
      return;
    }
    for (int i = 0; i < size; i++) {
      memory.write(hpa + i, 1, value >>> (8 * i));
    }
    wrote(gva, hpa, size, privilege);
  }

  /** Asks for every page of a range whether an access would fault. */
  public void probe(long gva, int bytes, AccessType type, Privilege privilege) {
    long at = gva;
    for (int left = bytes; left > 0; ) {
      int inPage = bytesInPage(at, left);
      int size = Math.min(inPage, 8);
      core.accessing(at, size, type);
      walk(at, size, type, privilege, 0, true);
      left -= inPage;
      at = nextPage(at);
    }
  }
}
