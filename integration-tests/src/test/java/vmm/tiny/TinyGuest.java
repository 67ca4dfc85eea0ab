package vmm.tiny;

import vmm.api.arch.Image;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;

/**
 * A guest that maps page A to page B, stores and reads back, looks at its own table, touches a page
 * that its fault handler maps, and leaves for user code, which prints a line by system calls and
 * ends with an instruction that it must not use. If it does not find what it stored it halts early.
 *
 * <p>Registers: r0 is 0; the handler uses r8 to r10.
 */
final class TinyGuest {
  private static final PageTableFormat FORMAT = TinyFormat.FORMAT;

  static final String LINE = "A is B\n";

  /** Page A, and the page B that the guest maps it to. */
  static final long A_GVA = 0x5000;

  static final long B_GPA = 0x8000;

  /** Where in the page the guest stores. */
  static final long OFFSET = 0x234;

  static final long VALUE = 0x1122_3344_5566_7788L;

  /** A page that is not mapped before the guest touches it. */
  static final long LATE_GVA = 0x7000;

  static final long LATE_GPA = 0x9000;

  /** The level-1 table, identity-mapped, and its entry of page A. */
  static final long TABLE_GPA = 0x11000;

  static final long A_ENTRY = entry(B_GPA, Rights.SR | Rights.SW);

  static final int STORES = 1000;

  /** Registers that hold, in the end, the number of pages mapped late, and why the guest ended. */
  static final String LATE_PAGES = "r15";

  static final String LAST_CAUSE = "r13";

  private static final long ROOT_GPA = 0x10000;
  private static final long CONSOLE_GVA = 0x6000;
  private static final int FAILURE = 0x600;
  private static final int HANDLER = 0x800;
  private static final int USER_CODE = 0x1000;

  private final TinyAssembler code = new TinyAssembler(USER_CODE + 0x1000);

  private TinyGuest() {}

  static Image image() {
    return new TinyGuest().assemble();
  }

  /** An entry as software writes it: neither accessed nor dirty. */
  private static long entry(long gpa, int rights) {
    long used = FORMAT.encodeLeaf(1, gpa, rights, Rights.SR);
    return used & ~(FORMAT.accessedMask(1) | FORMAT.dirtyMask(1));
  }

  private Image assemble() {
    mapMemory();
    switchTranslationOn();
    storeAndReadBack();
    readTableBack();
    touchUnmappedPage();
    enterUserCode();
    code.at(FAILURE).halt();
    handleFaults();
    printAsUser();
    return new Image("tiny guest", code.image());
  }

  private void mapMemory() {
    code.constant(2, HANDLER).toControl(2, TinyRegisters.VECTOR);
    writeEntry(ROOT_GPA, 0, FORMAT.encodeTable(2, TABLE_GPA, Rights.ALL));
    map(0, 0, Rights.SR | Rights.SX);
    map(USER_CODE, USER_CODE, Rights.UR | Rights.UX);
    map(A_GVA, B_GPA, Rights.SR | Rights.SW);
    map(CONSOLE_GVA, TinyBoard.CONSOLE_GPA, Rights.SR | Rights.SW);
    map(TABLE_GPA, TABLE_GPA, Rights.SR | Rights.SW);
  }

  private void map(long gva, long gpa, int rights) {
    writeEntry(TABLE_GPA, FORMAT.index(1, gva), entry(gpa, rights));
  }

  private void writeEntry(long table, int index, long raw) {
    code.constant(2, raw).constant(3, table).store(2, 3, index * FORMAT.entryBytes());
  }

  private void switchTranslationOn() {
    code.constant(2, ROOT_GPA | TinyRegisters.ROOT_ON).toControl(2, TinyRegisters.ROOT);
    code.fromControl(3, TinyRegisters.ROOT).branchNotEqual(3, 2, FAILURE);
  }

  private void storeAndReadBack() {
    code.constant(2, VALUE).constant(3, A_GVA + OFFSET).store(2, 3, 0);
    code.load(4, 3, 0).branchNotEqual(4, 2, FAILURE);
    code.set(5, 0).set(6, STORES).set(7, 1);
    int again = code.here();
    code.store(5, 3, Long.BYTES).add(5, 7).branchNotEqual(5, 6, again);
  }

  private void readTableBack() {
    code.constant(2, A_ENTRY | TinyFormat.ACCESSED | TinyFormat.DIRTY).constant(3, TABLE_GPA);
    code.load(4, 3, FORMAT.index(1, A_GVA) * FORMAT.entryBytes());
    code.branchNotEqual(4, 2, FAILURE);
  }

  private void touchUnmappedPage() {
    code.constant(3, LATE_GVA).store(2, 3, 0).load(4, 3, 0).branchNotEqual(4, 2, FAILURE);
  }

  private void enterUserCode() {
    code.set(2, 1).toControl(2, TinyRegisters.PREVIOUS);
    code.set(2, USER_CODE).toControl(2, TinyRegisters.EPC).returnFromFault();
  }

  private void handleFaults() {
    int notSyscall = HANDLER + 0x40;
    int neither = HANDLER + 0x80;
    code.at(HANDLER).fromControl(8, TinyRegisters.CAUSE);
    code.set(9, TinyFault.Cause.SYSCALL.code()).branchNotEqual(8, 9, notSyscall);
    code.set(9, (int) CONSOLE_GVA).storeByte(1, 9);
    code.fromControl(8, TinyRegisters.EPC).set(9, TinyInstruction.BYTES).add(8, 9);
    code.toControl(8, TinyRegisters.EPC).returnFromFault();

    code.at(notSyscall).set(9, TinyFault.Cause.NOT_PRESENT.code()).branchNotEqual(8, 9, neither);
    code.constant(9, entry(LATE_GPA, Rights.SR | Rights.SW)).constant(10, TABLE_GPA);
    code.store(9, 10, FORMAT.index(1, LATE_GVA) * FORMAT.entryBytes());
    code.fromControl(8, TinyRegisters.ADDRESS).invalidate(8);
    code.set(9, 1).add(15, 9).returnFromFault();

    code.at(neither).set(13, 0).add(13, 8).halt();
  }

  private void printAsUser() {
    code.at(USER_CODE);
    LINE.chars().forEach(character -> code.set(1, character).syscall());
    code.halt();
  }
}
