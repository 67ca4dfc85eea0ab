package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.DEAR;
import static vmm.ppc.PpcRegisters.EPCR;
import static vmm.ppc.PpcRegisters.ESR;
import static vmm.ppc.PpcRegisters.LPER;
import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.SRR1;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.TlbEntry;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.mmu.Mas;
import vmm.ppc.mmu.MasTlb;

/** A partition of the embedded hypervisor: its tlbwe goes through the LRAT. */
class GuestTlbWritesTest {
  private static final long ATSEL = 0x8000_0000L;
  private static final long HES = 0x4000;
  private static final long TLB1 = 0x1000_0000L;
  private static final long CONDITIONAL = 0x1000;
  private static final long GIVE_UP = 0x2000;
  private static final long VALID = 0x8000_0000L;
  private static final long PROTECTED = 0x4000_0000L;
  private static final long GUEST = 0x8000_0000L;
  private static final long UNTOUCHED = 0x5555_5000L;
  private static final int LPID = 3;

  private final TestCpu cpu = new TestCpu(PpcModel.EHV);

  @BeforeEach
  void mapOneMegabyteOfThePartition() {
    long size = 10L << 7; // 2 to the 10 KiB
    write(ATSEL, VALID | size, 0x0020_0000, 0x0070_0000, LPID);
    enter(LPID);
  }

  /** What a hypervisor does before it lets a partition run. */
  private void enter(int lpid) {
    cpu.set(MSR, Msr.GS).set(LPIDR, lpid);
    cpu.set(MAS0 + 5, GUEST | lpid).set(MAS0 + 8, GUEST | lpid);
  }

  private void write(long mas0, long mas1, long mas2, long mas3, long mas8) {
    cpu.set(MAS0 + 8, mas8);
    write(mas0, mas1, mas2, mas3);
  }

  private void write(long mas0, long mas1, long mas2, long mas3) {
    cpu.set(MAS0, mas0).set(MAS0 + 1, mas1).set(MAS0 + 2, mas2).set(MAS0 + 3, mas3);
    cpu.set(MAS0 + 7, 0);
    TestCpu.UNIT.tlbWrite(cpu, 0, 0, 0);
  }

  private @Nullable TlbEntry entry(int way) {
    return cpu.core.mmu().guest().entry(MasTlb.tlb0Slot(0x1234_5000, way));
  }

  private InterruptType typeOf(Runnable instruction) {
    PpcFault fault = catchThrowableOfType(PpcFault.class, instruction::run);
    assertThat(fault).isNotNull();
    return fault.type();
  }

  @Test
  void theEntryGetsTheRealPageAndThePartition() {
    write(HES, VALID | 7 << 16 | 2 << 7, 0x1234_5000, 0x0023_403F);
    TlbEntry entry = entry(0);
    assertThat(entry).isNotNull();
    assertThat(entry.address()).isEqualTo(0x0073_4000);
    assertThat(entry.space()).isEqualTo(2);
    assertThat(entry.id()).isEqualTo(Mas.id(7, LPID));
  }

  @Test
  void aConditionalWriteNeedsTheReservationOfASearch() {
    cpu.set(MSR, 0).set(MAS0 + 1, 7 << 16).set(MAS0 + 5, 0);
    assertThat(TestCpu.UNIT.tlbSearchAndReserve(cpu, 0x1234_5678, 0, 0)).isZero();
    write(CONDITIONAL, VALID | 7 << 16, 0x1234_5000, 0x0023_403F, 0);
    assertThat(slot()).isNotNull();
    assertThat(TestCpu.UNIT.tlbSearchAndReserve(cpu, 0x1234_5678, 0, 0)).isEqualTo(1);
    cpu.set(MAS0 + 1, 8 << 16);
    assertThat(TestCpu.UNIT.tlbSearchAndReserve(cpu, 0x1234_5678, 0, 0)).isZero();
    write(GIVE_UP, 0, 0x1234_5000, 0, 0);
    write(CONDITIONAL, 0, 0x1234_5000, 0, 0);
    assertThat(slot()).isNotNull();
    TestCpu.UNIT.tlbSearchAndReserve(cpu, 0, 0, 0);
    TestCpu.UNIT.tlbInvalidateAddress(cpu, 0, 0, 0);
    write(CONDITIONAL, 0, 0x1234_5000, 0, 0);
    assertThat(slot()).isNotNull();
    write(0, 0, 0x1234_5000, 0, 0);
    assertThat(slot()).isNull();
  }

  private @Nullable TlbEntry slot() {
    return cpu.core.mmu().guest().entry(MasTlb.tlb0Slot(0x1234_5000, 0));
  }

  @Test
  void aWriteThatIsInterruptedKeepsItsReservation() {
    TestCpu.UNIT.tlbSearchAndReserve(cpu, 0x1234_5678, 0, 0);
    long mas0 = HES | CONDITIONAL;
    assertThat(typeOf(() -> write(mas0, VALID, 0x1234_5000, 0x0030_003F)))
        .isEqualTo(InterruptType.LRAT_ERROR);
    write(mas0, VALID, 0x1234_5000, 0x0023_403F);
    assertThat(entry(0)).isNotNull();
    write(mas0, VALID, 0x1234_5000, 0x0023_503F);
    assertThat(entry(1)).isNull();
  }

  @Test
  void whoMayManageMayReserve() {
    assertThat(TestCpu.UNIT.tlbSearchAndReserve(cpu, 0x1234_5678, 0, 0)).isZero();
    cpu.set(EPCR, 0x0080_0000L);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbSearchAndReserve(cpu, 0, 0, 0)))
        .isEqualTo(InterruptType.HYPERVISOR_PRIVILEGE);
    assertThat(typeOf(() -> write(CONDITIONAL, 0, 0, 0, 0)))
        .isEqualTo(InterruptType.HYPERVISOR_PRIVILEGE);
  }

  @Test
  void theWayThatComesNextIsTakenEachTime() {
    for (int way = 0; way < MasTlb.WAYS; way++) {
      write(HES, VALID | way + 1 << 16, 0x1234_5000, 0x0023_403F);
    }
    for (int way = 0; way < MasTlb.WAYS; way++) {
      TlbEntry entry = entry(way);
      assertThat(entry).isNotNull();
      assertThat(entry.id()).isEqualTo(Mas.id(way + 1, LPID));
    }
  }

  @Test
  void guestStateHasNoLratToSelect() {
    write(ATSEL | HES, VALID, 0x1234_5000, 0x0023_403F);
    assertThat(entry(0)).isNotNull();
  }

  @Test
  void anInvalidEntryNeedsNoTranslation() {
    write(HES, VALID, 0x1234_5000, 0x0023_403F);
    write(HES, 0, 0x1234_5000, 0x0030_003F);
    assertThat(entry(0)).isNotNull();
    assertThat(entry(1)).isNull();
  }

  @Test
  void aLogicalPageWithoutTranslationIsAnLratErrorThatSaysNothingElse() {
    PpcFault fault =
        catchThrowableOfType(
            PpcFault.class,
            () -> {
              cpu.set(LPER, UNTOUCHED).set(DEAR, UNTOUCHED);
              write(HES, VALID, 0x1234_5000, 0x0030_003F);
            });
    assertThat(fault).isNotNull();
    assertThat(fault.type()).isEqualTo(InterruptType.LRAT_ERROR);
    assertThat(entry(0)).isNull();
    cpu.core.deliver(fault);
    // ESR has bits, and LPER the page, only of a translation by a page table.
    assertThat(cpu.get(ESR)).isZero();
    assertThat(cpu.get(LPER)).isEqualTo(UNTOUCHED);
    assertThat(cpu.get(DEAR)).isEqualTo(UNTOUCHED);
    assertThat(cpu.get(SRR1)).isEqualTo(Msr.GS);
    // The hypervisor finds the page where the guest put it, and tries again with the same way.
    assertThat(cpu.get(MAS0 + 3)).isEqualTo(0x0030_003F);
    enter(LPID);
    write(HES, VALID, 0x1234_5000, 0x0023_403F);
    assertThat(entry(0)).isNotNull();
  }

  @Test
  void theLratOfAnotherPartitionDoesNotCount() {
    enter(LPID + 1);
    assertThat(typeOf(() -> write(HES, VALID, 0x1234_5000, 0x0023_403F)))
        .isEqualTo(InterruptType.LRAT_ERROR);
  }

  @Test
  void anLratEntryOfNoPartitionCountsForAll() {
    cpu.set(MSR, 0);
    write(ATSEL | 1 << 16, VALID | 10 << 7, 0x0020_0000, 0x0080_0000, 0);
    enter(LPID + 1);
    write(HES, VALID, 0x1234_5000, 0x0023_403F);
    TlbEntry entry = entry(0);
    assertThat(entry).isNotNull();
    assertThat(entry.address()).isEqualTo(0x0083_4000);
  }

  @Test
  void anEntryOfTheLratIsReadBack() {
    cpu.set(MSR, 0);
    write(ATSEL | 7 << 16, VALID | 12 << 7, 0x0040_0000, 0x8000_0000L, 5);
    for (int n = 1; n < 9; n++) {
      cpu.set(MAS0 + n, 0xFFFF_FFFFL);
    }
    cpu.set(MAS0, ATSEL | 7 << 16);
    TestCpu.UNIT.tlbRead(cpu, 0, 0, 0);
    assertThat(cpu.get(MAS0)).isEqualTo(ATSEL | 7 << 16);
    assertThat(cpu.get(MAS0 + 1)).isEqualTo(VALID | 12 << 7);
    assertThat(cpu.get(MAS0 + 2)).isEqualTo(0x0040_0000);
    assertThat(cpu.get(MAS0 + 3)).isEqualTo(0x8000_0000L);
    assertThat(cpu.get(MAS0 + 7)).isZero();
    assertThat(cpu.get(MAS0 + 8)).isEqualTo(5);
  }

  @Test
  void hardwareSelectsEntriesForTheHypervisorTooButNotOfTlb1() {
    cpu.set(MSR, 0);
    write(HES, VALID | 2 << 7, 0x1234_5000, 0x0023_403F, 0);
    TlbEntry entry = entry(0);
    assertThat(entry).isNotNull();
    assertThat(entry.address()).isEqualTo(0x0023_4000);
    write(HES | TLB1 | 9 << 16, VALID | 2 << 7, 0x1234_5000, 0x0023_503F, 0);
    assertThat(entry(1)).isNull();
    assertThat(cpu.core.mmu().guest().entry(MasTlb.tlb1Slot(9))).isNotNull();
  }

  @Test
  void whatIsTheHypervisorsRaisesItsInterrupt() {
    InterruptType expected = InterruptType.HYPERVISOR_PRIVILEGE;
    assertThat(typeOf(() -> write(0, VALID, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> write(HES | TLB1, VALID, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> write(HES, VALID | PROTECTED, 0, 0x0023_403F))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbRead(cpu, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbSearch(cpu, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbInvalidateAddress(cpu, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbSynchronize(cpu, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> cpu.read(63))).isEqualTo(expected); // IVPR
    cpu.set(EPCR, 0x0080_0000L); // DGTMI
    assertThat(typeOf(() -> write(HES, VALID, 0, 0x0023_403F))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbInvalidateLocal(cpu, 0, 0, 0))).isEqualTo(expected);
  }

  @Test
  void localInvalidationIsOfThePartitionThenOfAPidThenOfAPage() {
    write(HES, VALID | 7 << 16, 0x1234_5000, 0x0023_403F);
    write(HES, VALID | 8 << 16, 0x1234_6000, 0x0023_403F);
    cpu.set(MAS0 + 6, 8 << 16 | 2 << 7);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 3, 0x1234_5000, 0); // of another PID
    assertThat(valid()).isEqualTo(2);
    cpu.set(MAS0 + 6, 7 << 16 | 2 << 7 | 1);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 3, 0x1234_5000, 0); // of another space
    assertThat(valid()).isEqualTo(2);
    cpu.set(MAS0 + 6, 8 << 16);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 1, 0, 0);
    assertThat(valid()).isEqualTo(1);
    cpu.set(MAS0 + 5, GUEST | LPID + 1);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 0, 0, 0);
    assertThat(valid()).isEqualTo(1);
    cpu.set(MAS0 + 5, LPID).set(MAS0 + 6, 7 << 16 | 2 << 7);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 3, 0x1234_5000, 0); // of the hypervisor
    assertThat(valid()).isEqualTo(1);
    cpu.set(MAS0 + 5, GUEST | LPID);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 3, 0x1234_5000, 0);
    assertThat(valid()).isZero();
  }

  @Test
  void whichPartitionIsInvalidatedIsNotWhichRuns() {
    write(HES, VALID, 0x1234_5000, 0x0023_403F);
    cpu.set(LPIDR, LPID + 1).set(MSR, 0).set(MAS0 + 5, LPID);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 0, 0, 0);
    assertThat(valid()).isZero();
  }

  @Test
  void thereIsNoSecondTypeOfLocalInvalidation() {
    assertThat(typeOf(() -> TestCpu.UNIT.tlbInvalidateLocal(cpu, 2, 0, 0)))
        .isEqualTo(InterruptType.PROGRAM);
  }

  @Test
  void invalidationByAddressIsOfOneSpaceAndSize() {
    write(HES, VALID | 7 << 16, 0x1234_5000, 0x0023_403F);
    cpu.set(MSR, 0).set(MAS0 + 6, 7 << 16 | 3 << 7);
    TestCpu.UNIT.tlbInvalidateAddress(cpu, 0x1234_5000, 0, 0); // of another size
    assertThat(valid()).isEqualTo(1);
    cpu.set(MAS0 + 6, 7 << 16 | 2 << 7).set(MAS0 + 5, LPID);
    TestCpu.UNIT.tlbInvalidateAddress(cpu, 0x1234_5000, 0, 0);
    assertThat(valid()).isEqualTo(1);
    cpu.set(MAS0 + 5, GUEST | LPID);
    // What selects arrays on an e500 is part of the page's offset here.
    TestCpu.UNIT.tlbInvalidateAddress(cpu, 0x1234_500C, 0, 0);
    assertThat(valid()).isZero();
  }

  private int valid() {
    int count = 0;
    for (int slot = 0; slot < MasTlb.TLB0_ENTRIES; slot++) {
      count += cpu.core.mmu().guest().entry(slot) != null ? 1 : 0;
    }
    return count;
  }
}
