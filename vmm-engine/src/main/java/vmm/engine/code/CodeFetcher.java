package vmm.engine.code;

import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Core;
import vmm.api.cpu.GuestFault;
import vmm.api.memory.Frame;
import vmm.api.memory.HostMemory;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.CodeAddress;

/** Fetches the bytes of a block through the MMU. */
final class CodeFetcher implements CodeReader {
  /** Ends a block before an instruction that would run into the next page. */
  private static final class PageEnd extends GuestFault {
    private static final long serialVersionUID = 1L;

    PageEnd() {
      super("end of page");
    }
  }

  private final Core core;
  private final HostMemory memory;
  private final AccessPath path;
  private final GuestFault pageEnd = new PageEnd();
  private Block.Place place = new Block.Place(-1, 0, 0, 0, Frame.SIZE);
  private Privilege privilege = Privilege.SUPERVISOR;
  private long addressMask;
  private int begin;
  private int length;
  private long secondHpa;
  private boolean completed;

  /** Number of bytes from the block's first to the end of its page. */
  private int bytesInFirstPage;

  /** The first byte's hpa; -1 if it came from no memory. */
  private long firstHpa;

  /** The 8 bytes of the first page that were read last, and their hpa. */
  private long window;

  private long windowHpa;

  CodeFetcher(Core core, HostMemory memory, AccessPath path) {
    this.core = core;
    this.memory = memory;
    this.path = path;
  }

  void beginBlock(Block.Place newPlace, Privilege newPrivilege, long newAddressMask) {
    place = newPlace;
    privilege = newPrivilege;
    addressMask = newAddressMask;
    secondHpa = -1;
    completed = newPlace.hpa() < 0;
    bytesInFirstPage = newPlace.bytesInPage();
    firstHpa = completed ? -1 : CodeAddress.hpa(newPlace.hpa());
    windowHpa = -1;
  }

  void beginInstruction(int offset) {
    begin = offset;
    length = 0;
  }

  @Override
  public int next8() {
    int offset = begin + length;
    int value = (int) (offset < bytesInFirstPage ? first(offset) : second(offset));
    length++;
    return value & 0xFF;
  }

  int bytesInFirstPage() {
    return bytesInFirstPage;
  }

  private long first(int offset) {
    if (firstHpa < 0) {
      return trapped(offset);
    }
    long hpa = firstHpa + offset;
    if ((hpa & -8) != windowHpa) {
      windowHpa = hpa & -8;
      window = memory.read(windowHpa, 8);
    }
    return window >>> (8 * hpa);
  }

  private long second(int offset) {
    if (begin > 0) {
      throw pageEnd;
    }
    if (secondHpa < 0) {
      long hpa = path.translate(gva(offset), 1, AccessType.EXECUTE, privilege, 0, false);
      if (hpa == AccessPath.COMPLETED) {
        completed = true;
        return path.completed();
      }
      secondHpa = Frame.base(hpa);
    }
    return memory.read(CodeAddress.hpa(secondHpa) + (offset - bytesInFirstPage), 1);
  }

  private long trapped(int offset) {
    long hpa = path.translate(gva(offset), 1, AccessType.EXECUTE, privilege, 0, false);
    return hpa == AccessPath.COMPLETED ? path.completed() : memory.read(CodeAddress.hpa(hpa), 1);
  }

  private long gva(int offset) {
    return (place.gva() + offset) & addressMask;
  }

  @Override
  public boolean reversed() {
    return place.hpa() < 0
        ? core.reversesBytes(gva(begin), AccessType.EXECUTE)
        : CodeAddress.isReversed(place.hpa());
  }

  @Override
  public int length() {
    return length;
  }

  /** {@link CodeAddress} of the page into which the instruction ran over, or -1. */
  long secondHpa() {
    return secondHpa;
  }

  /** Whether a byte did not come from memory, so that it may be another one next time. */
  boolean completed() {
    return completed;
  }
}
