package vmm.ppc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.PpcRegisters.MMUCR;
import static vmm.ppc.PpcRegisters.MSR;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbEntry;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.SystemInstructions;

class WordTlbUnitTest {
  private static final int SLOT = 40;

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);

  private void write(int ws, long value) {
    TestCpu.UNIT.tlbWriteWord(cpu, SLOT, ws, value);
  }

  private long read(int ws) {
    return TestCpu.UNIT.tlbReadWord(cpu, SLOT, ws, 0);
  }

  private long search(long address) {
    return TestCpu.UNIT.tlbSearchEntry(cpu, address, 0, 0);
  }

  @Test
  void readsBackTheBitsThatExist() {
    for (int ws = 0; ws < 3; ws++) {
      write(ws, 0xFFFF_FFFFL);
    }
    assertThat(read(0)).isEqualTo(0xFFFF_FFF0L);
    assertThat(read(1)).isEqualTo(0xFFFF_FC0FL);
    assertThat(read(2)).isEqualTo(0xFFBF);
  }

  @Test
  void theTidTravelsInMmucr() {
    cpu.set(MMUCR, 0x1_0077);
    write(0, 0xC000_0210L);
    cpu.set(MMUCR, 0x1_0011);
    write(1, 0x0010_0000); // takes no TID along
    assertThat(read(1)).isEqualTo(0x0010_0000);
    assertThat(cpu.get(MMUCR)).isEqualTo(0x1_0011);
    assertThat(read(0)).isEqualTo(0xC000_0210L);
    assertThat(cpu.get(MMUCR)).isEqualTo(0x1_0077);
  }

  @Test
  void searchesByTheTidAndSpaceOfMmucr() {
    cpu.set(MMUCR, 0x77);
    write(0, 0xC000_0310L); // TS = 1, 4 KiB
    assertThat(search(0xC000_0FFFL)).isEqualTo(-1);
    cpu.set(MMUCR, 0x1_0077);
    assertThat(search(0xC000_0FFFL)).isEqualTo(SLOT);
    assertThat(search(0xC000_1000L)).isEqualTo(-1);
    cpu.set(MMUCR, 0x1_0076);
    assertThat(search(0xC000_0FFFL)).isEqualTo(-1);
  }

  @Test
  void theVmmSeesWhatASlotIsGoingToHold() {
    write(1, 0x0050_0003);
    write(2, 0x3F);
    cpu.trapping.add(TrapKind.TLB_WRITE);
    cpu.trapping.add(TrapKind.TLB_READ);
    write(0, 0xC000_0210L);
    var entry = new TlbEntry(0xC000_0000L, 12, 0x3_0050_0000L, Rights.ALL, 0, 0);
    assertThat(cpu.traps).containsExactly(new Trap.TlbWrite(SLOT, Optional.of(entry)));
    assertThat(read(1)).isEqualTo(0x1234); // what the VMM answers
    assertThat(cpu.traps).last().isEqualTo(new Trap.TlbRead(SLOT, 0x0050_0003));
  }

  @Test
  void whatWasWrittenOverCountsUntilTheContextIsSynchronized() {
    Runnable[] events = {
      () -> TestCpu.UNIT.synchronize(cpu, SystemInstructions.ISYNC, 0, 0),
      () -> TestCpu.UNIT.returnFromInterrupt(cpu, 0, 0, 0),
      () -> TestCpu.UNIT.returnFromInterrupt(cpu, 1, 0, 0),
      () -> TestCpu.UNIT.returnFromInterrupt(cpu, 2, 0, 0),
      () -> TestCpu.UNIT.systemCall(cpu, 0, 0, 0),
      () -> cpu.core.deliver(PpcFault.of(InterruptType.EXTERNAL_INPUT)),
      () -> cpu.core.leavingGuest() // a trap
    };
    for (Runnable event : events) {
      write(0, 0xC000_0210L);
      event.run();
      cpu.flushed.clear();
      write(0, 0xD000_0210L);
      write(1, 0x0050_0000);
      TestCpu.UNIT.synchronize(cpu, SystemInstructions.SYNC, 0, 0);
      TestCpu.UNIT.synchronize(cpu, SystemInstructions.MBAR, 0, 0);
      TestCpu.UNIT.moveToMsr(cpu, 0, 0, 0);
      assertThat(cpu.flushed).isEmpty();
      event.run();
      assertThat(cpu.flushed).containsExactly(0xC000_0000L, 0xD000_0000L);
      event.run();
      assertThat(cpu.flushed).hasSize(2);
    }
  }

  @Test
  void aFourthWordIsInvalidAndUserCodeMayNothing() {
    assertThat(esrOf(() -> write(3, 0))).isEqualTo(PpcFault.ESR_PIL);
    assertThat(esrOf(() -> read(3))).isEqualTo(PpcFault.ESR_PIL);
    cpu.set(MSR, Msr.PR);
    assertThat(esrOf(() -> write(0, 0))).isEqualTo(PpcFault.ESR_PPR);
    assertThat(esrOf(() -> read(0))).isEqualTo(PpcFault.ESR_PPR);
    assertThat(esrOf(() -> search(0))).isEqualTo(PpcFault.ESR_PPR);
  }

  private static int esrOf(Runnable instruction) {
    PpcFault fault = catchThrowableOfType(PpcFault.class, instruction::run);
    assertThat(fault).isNotNull();
    return fault.esr();
  }
}
