package vmm.x86.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.CR2;
import static vmm.x86.X86Registers.CR3;
import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.PDPTE0;
import static vmm.x86.system.Faults.assertFault;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.FaultCause;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.x86.X86Fault;
import vmm.x86.X86Model;
import vmm.x86.mmu.LegacyPaging;
import vmm.x86.mmu.PaePaging;

/** MOV to control registers, and the regimes that they select (SDM vol. 3, "Control registers"). */
final class ControlRegistersTest {
  private static final long PAGED = 0x8000_0011L;
  private static final long IDENTITY = 0x2_0000;

  private final TestCpu cpu = new TestCpu();

  private void write(int register, long value) {
    ControlRegisters.write(cpu, register, value);
  }

  /** One 4-MByte page that maps the tests' memory onto itself. */
  private void pageWithLargePages() {
    cpu.machine.write(IDENTITY, 4, 0x83);
    write(4, ControlRegisters.CR4_PSE);
    write(3, IDENTITY);
    write(0, PAGED);
  }

  @Test
  void resetLeavesCachesOffAndPagingOff() {
    cpu.core.reset(cpu.slots);
    assertThat(cpu.slots[CR0]).isEqualTo(0x6000_0010L);
    assertThat(cpu.core.fetchAddress(cpu.slots)).isEqualTo(0xFFFF_FFF0L);
    assertThat(cpu.core.regime(cpu.slots)).isEqualTo(new TranslationRegime.Identity(0xFFFF_FFFFL));
  }

  @Test
  void combinationsThatMakeNoSenseFault() {
    assertFault(X86Fault.GP, 0, () -> write(0, 0x8000_0010L)); // PG without PE
    assertFault(X86Fault.GP, 0, () -> write(0, 0x2000_0011L)); // NW without CD
    assertFault(X86Fault.GP, 0, () -> write(4, 1 << 13));
    assertFault(X86Fault.UD, 0, () -> write(1, 0));
    assertFault(X86Fault.UD, 0, () -> ControlRegisters.read(cpu, 8));
    assertThat(cpu.flushes).isEmpty();
  }

  @Test
  void reservedBitsOfCr0ReadAsZeroAndEtAsOne() {
    write(0, 0x1FFF_FFC1L);
    assertThat(ControlRegisters.read(cpu, 0)).isEqualTo(0x0005_0011L);
  }

  @ParameterizedTest
  @CsvSource({"PENTIUM2, 0x3BC", "PENTIUM, 0x1C", "I486, 0x10"})
  void cr4HasWhatTheModelHas(X86Model model, String all) {
    TestCpu processor = new TestCpu(model);
    for (int bit = 0; bit < 32; bit++) {
      long value = 1L << bit;
      if ((Long.decode(all) & value) != 0) {
        ControlRegisters.write(processor, 4, value);
        assertThat(processor.slots[CR4]).isEqualTo(value);
      } else {
        assertFault(X86Fault.GP, 0, () -> ControlRegisters.write(processor, 4, value));
      }
    }
  }

  @Test
  void pagingStartsAndStopsWithAFlush() {
    pageWithLargePages();
    assertThat(cpu.core.regime(cpu.slots))
        .isEqualTo(
            new TranslationRegime.Tables(
                new LegacyPaging(true, 36, false, false), IDENTITY, List.of()));
    write(0, 0x11);
    assertThat(cpu.flushes).containsExactly("all", "all", "all");
  }

  @Test
  void aRootLoadKeepsGlobalPagesOnlyIfTheyAreEnabled() {
    pageWithLargePages();
    cpu.flushes.clear();
    write(3, IDENTITY | 0x18);
    write(4, ControlRegisters.CR4_PSE | ControlRegisters.CR4_PGE);
    write(3, IDENTITY);
    assertThat(cpu.flushes).containsExactly("all", "all", "non-global");
  }

  @Test
  void switchesThatChangeNothingOfPagingDoNotFlush() {
    pageWithLargePages();
    cpu.flushes.clear();
    write(0, PAGED | 8);
    SystemUnit.INSTANCE.clearTaskSwitched(cpu, 0, 0, 0);
    assertThat(cpu.slots[CR0]).isEqualTo(PAGED);
    assertThat(cpu.flushes).isEmpty();
  }

  @Test
  void theVmmIsToldBeforeTheStateChanges() {
    pageWithLargePages();
    cpu.flushes.clear();
    cpu.trapping.addAll(List.of(TrapKind.ROOT_WRITE, TrapKind.ROOT_READ, TrapKind.REGIME_CHANGE));
    LegacyPaging format = new LegacyPaging(true, 36, false, false);
    write(3, 0x3_0018);
    assertThat(ControlRegisters.read(cpu, 3)).isEqualTo(0x1234);
    LegacyPaging protect = new LegacyPaging(true, 36, true, false);
    write(0, PAGED | 1 << 16);
    assertThat(cpu.traps)
        .containsExactly(
            new Trap.RootWrite(new TranslationRegime.Tables(format, 0x3_0000, List.of())),
            new Trap.RootRead(0x3_0018),
            new Trap.RegimeChange(new TranslationRegime.Tables(protect, 0x3_0000, List.of())));
    assertThat(cpu.slots[CR3]).isEqualTo(0x3_0018);
    assertThat(cpu.flushes).isEmpty();
  }

  @Test
  void paePointersAreLoadedWithTheRootAndChecked() {
    write(4, ControlRegisters.CR4_PAE);
    write(3, 0x2_0020);
    for (int i = 0; i < 4; i++) {
      cpu.machine.write(0x2_0020 + 8L * i, 8, 0x2_1001 + 0x1000 * i);
    }
    write(0, PAGED);
    assertThat(cpu.slots[PDPTE0 + 3]).isEqualTo(0x2_4001);
    assertThat(cpu.core.regime(cpu.slots))
        .isEqualTo(
            new TranslationRegime.Tables(
                new PaePaging(false, 36, false, false),
                0x2_0020,
                List.of(0x2_1001L, 0x2_2001L, 0x2_3001L, 0x2_4001L)));
    cpu.machine.write(0x2_0028, 8, 0x21);
    assertFault(X86Fault.GP, 0, () -> write(3, 0x2_0020));
    assertThat(cpu.slots[PDPTE0 + 1]).isEqualTo(0x2_2001);
    cpu.machine.write(0x2_0028, 8, 0x20); // not present: nothing is reserved
    write(3, 0x2_0020);
    assertThat(cpu.slots[PDPTE0 + 1]).isEqualTo(0x20);
  }

  @Test
  void whileUnpagedARootIsJustStored() {
    cpu.trapping.add(TrapKind.ROOT_WRITE);
    write(3, 0x1234_5678);
    assertThat(cpu.slots[CR3]).isEqualTo(0x1234_5678);
    assertThat(cpu.traps).isEmpty();
  }

  @Test
  void lmswCanSetProtectionButNotClearIt() {
    ControlRegisters.loadMachineStatus(cpu, 0xFFFE);
    assertThat(cpu.slots[CR0] & 0xF).isEqualTo(0xF);
    ControlRegisters.loadMachineStatus(cpu, 0);
    assertThat(cpu.slots[CR0] & 0xF).isEqualTo(1);
  }

  @Test
  void invlpgDropsOnePageOrTraps() {
    ControlRegisters.invalidatePage(cpu, 0x1234);
    assertThat(cpu.flushes).containsExactly("page 1234");
    cpu.trapping.add(TrapKind.INVALIDATION);
    ControlRegisters.invalidatePage(cpu, 0x1234);
    assertThat(cpu.traps)
        .containsExactly(new Trap.Invalidation(Trap.Invalidation.Scope.PAGE, 0x1234));
  }

  @Test
  void cr2IsPlain() {
    write(2, 0xBAD);
    assertThat(cpu.slots[CR2]).isEqualTo(0xBAD);
    assertThat(ControlRegisters.read(cpu, 2)).isEqualTo(0xBAD);
  }

  /** "Page-fault exceptions": P, W, U, RSVD, I/D. */
  @ParameterizedTest
  @CsvSource({
    "READ, SUPERVISOR, NOT_PRESENT, 0",
    "WRITE, SUPERVISOR, NOT_PRESENT, 2",
    "UPDATE, USER, PROTECTION, 7",
    "READ, USER, MALFORMED, 13",
    "EXECUTE, USER, PROTECTION, 5",
  })
  void pageFaultCodes(AccessType access, Privilege privilege, FaultCause cause, int code) {
    X86Fault fault =
        (X86Fault) cpu.core.faultFor(new Translation.Fault(0x4321, access, privilege, cause, 1));
    assertThat(fault.errorCode()).isEqualTo(code);
    assertThat(fault.cr2()).isEqualTo(0x4321);
  }

  @Test
  void fetchesAreTellableOnlyWhereExecutionCanBeDisabled() {
    write(4, ControlRegisters.CR4_PAE);
    ControlRegisters.writeEfer(cpu, ControlRegisters.EFER_NXE);
    X86Fault fault =
        (X86Fault)
            cpu.core.faultFor(
                new Translation.Fault(
                    0, AccessType.EXECUTE, Privilege.USER, FaultCause.PROTECTION, 1));
    assertThat(fault.errorCode()).isEqualTo(0x15);
  }
}
