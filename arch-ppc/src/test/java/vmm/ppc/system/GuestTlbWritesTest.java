package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.EPCR;
import static vmm.ppc.PpcRegisters.LPER;
import static vmm.ppc.PpcRegisters.LPIDR;
import static vmm.ppc.PpcRegisters.MAS0;
import static vmm.ppc.PpcRegisters.MSR;

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
  private static final long CONDITIONAL = 0x1000;
  private static final long GIVE_UP = 0x2000;
  private static final long VALID = 0x8000_0000L;
  private static final int LPID = 3;

  private final TestCpu cpu = new TestCpu(PpcModel.EHV);

  @BeforeEach
  void mapOneMegabyteOfThePartition() {
    long size = 10L << 7; // 2 to the 10 KiB
    write(ATSEL, VALID | size, 0x0020_0000, 0x0070_0000, LPID);
    cpu.set(MSR, Msr.GS).set(LPIDR, LPID);
  }

  private void write(long mas0, long mas1, long mas2, long mas3, long mas8) {
    cpu.set(MAS0, mas0).set(MAS0 + 1, mas1).set(MAS0 + 2, mas2).set(MAS0 + 3, mas3);
    cpu.set(MAS0 + 7, 0).set(MAS0 + 8, mas8);
    TestCpu.UNIT.tlbWrite(cpu, 0, 0, 0);
  }

  private InterruptType typeOf(Runnable instruction) {
    PpcFault fault = catchThrowableOfType(PpcFault.class, instruction::run);
    assertThat(fault).isNotNull();
    return fault.type();
  }

  @Test
  void theEntryGetsTheRealPageAndThePartition() {
    write(HES, VALID | 7 << 16 | 2 << 7, 0x1234_5000, 0x0023_403F, 0);
    TlbEntry entry = cpu.core.mmu().guest().entry(MasTlb.tlb0Slot(0x1234_5000, 0));
    assertThat(entry).isNotNull();
    assertThat(entry.address()).isEqualTo(0x0073_4000);
    assertThat(entry.space()).isEqualTo(2);
    assertThat(entry.id()).isEqualTo(Mas.id(7, LPID));
  }

  @Test
  void aConditionalWriteNeedsTheReservationOfASearch() {
    cpu.set(MSR, 0).set(MAS0 + 1, 7 << 16);
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
      write(HES, VALID | way + 1 << 16, 0x1234_5000, 0x0023_403F, 0);
    }
    for (int way = 0; way < MasTlb.WAYS; way++) {
      TlbEntry entry = cpu.core.mmu().guest().entry(MasTlb.tlb0Slot(0x1234_5000, way));
      assertThat(entry).isNotNull();
      assertThat(entry.id()).isEqualTo(Mas.id(way + 1, LPID));
    }
  }

  @Test
  void aLogicalPageWithoutTranslationIsAnLratError() {
    assertThat(typeOf(() -> write(HES, VALID, 0x1234_5000, 0x0030_003F, 0)))
        .isEqualTo(InterruptType.LRAT_ERROR);
    assertThat(cpu.get(LPER)).isEqualTo(0x0030_0000);
    assertThat(cpu.core.mmu().guest().entry(MasTlb.tlb0Slot(0x1234_5000, 0))).isNull();
  }

  @Test
  void theLratOfAnotherPartitionDoesNotCount() {
    cpu.set(LPIDR, LPID + 1);
    assertThat(typeOf(() -> write(HES, VALID, 0x1234_5000, 0x0023_403F, 0)))
        .isEqualTo(InterruptType.LRAT_ERROR);
  }

  @Test
  void whatIsTheHypervisorsRaisesItsInterrupt() {
    InterruptType expected = InterruptType.HYPERVISOR_PRIVILEGE;
    assertThat(typeOf(() -> write(0, VALID, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> write(HES | 1 << 28, VALID, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> write(ATSEL, VALID, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbRead(cpu, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbSearch(cpu, 0, 0, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> cpu.read(63))).isEqualTo(expected); // IVPR
    cpu.set(EPCR, 0x0080_0000L); // DGTMI
    assertThat(typeOf(() -> write(HES, VALID, 0, 0x0023_403F, 0))).isEqualTo(expected);
    assertThat(typeOf(() -> TestCpu.UNIT.tlbInvalidateLocal(cpu, 0, 0, 0))).isEqualTo(expected);
  }

  @Test
  void localInvalidationIsOfThePartitionThenOfAPidThenOfAPage() {
    write(HES, VALID | 7 << 16, 0x1234_5000, 0x0023_403F, 0);
    write(HES, VALID | 8 << 16, 0x1234_6000, 0x0023_403F, 0);
    cpu.set(MAS0 + 6, 8 << 16);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 3, 0x1234_5000, 0); // of another PID
    assertThat(valid()).isEqualTo(2);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 1, 0, 0);
    assertThat(valid()).isEqualTo(1);
    cpu.set(LPIDR, LPID + 1);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 0, 0, 0);
    assertThat(valid()).isEqualTo(1);
    cpu.set(LPIDR, LPID);
    TestCpu.UNIT.tlbInvalidateLocal(cpu, 0, 0, 0);
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
