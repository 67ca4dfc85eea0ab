package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.PpcRegisters.CTR;
import static vmm.ppc.PpcRegisters.LR;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.Words.immediate;
import static vmm.ppc.Words.word;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/** What reaches {@link vmm.ppc.SystemInstructions}, and what does not. */
class SystemFamilyTest {
  private static final int DATA = 0x2000;
  private static final int NOP = immediate("ori", 0, 0, 0);
  private static final long IDM = 1L << 30;

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);
  private final TestCpu e500 = new TestCpu(PpcModel.E500V2);
  private final TestCpu ehv = new TestCpu(PpcModel.EHV);

  private static int spr(String mnemonic, int register, int number) {
    return word(mnemonic, register, number & 31, number >> 5);
  }

  @Test
  void someRegistersAreInReachOfUsers() {
    cpu.setMsr(Msr.PR).set(4, 0x1234_5677).set(5, 0xE000_007FL);
    cpu.run(spr("mtspr", 4, 8), spr("mtspr", 4, 9), spr("mtspr", 5, 1), NOP);
    assertThat(cpu.slots[LR]).isEqualTo(0x1234_5677);
    assertThat(cpu.slots[CTR]).isEqualTo(0x1234_5677);
    assertThat(cpu.xer()).isEqualTo(0xE000_007F);
    cpu.run(spr("mfspr", 6, 8), spr("mfspr", 7, 9), spr("mfspr", 8, 1));
    assertThat(cpu.get(6)).isEqualTo(0x1234_5677);
    assertThat(cpu.get(7)).isEqualTo(0x1234_5677);
    assertThat(cpu.get(8)).isEqualTo(0xE000_007F);
    assertThat(cpu.calls).isEmpty();
  }

  @Test
  void otherRegistersAreAsked() {
    cpu.set(4, 0xFFFF_FFFFL).results.put("moveFromSpr", 0xFFFF_FFFF_8765_4321L);
    cpu.run(spr("mfspr", 3, 0x3B2), spr("mtspr", 4, 272), NOP);
    assertThat(cpu.get(3)).isEqualTo(0x8765_4321);
    assertThat(cpu.calls).containsExactly("moveFromSpr 3b2 0 0", "moveToSpr 110 ffffffff 0");
    assertThat(cpu.slots[PC]).isEqualTo(TestCpu.START + 12);
  }

  @Test
  void theTimeBaseIsReadByEitherInstruction() {
    cpu.results.put("timeBase", 0x1234L);
    cpu.run(spr("mftb", 5, 268), spr("mfspr", 6, 269), NOP);
    assertThat(cpu.get(5)).isEqualTo(0x1234);
    assertThat(cpu.get(6)).isEqualTo(0x1234);
    assertThat(cpu.calls).containsExactly("timeBase 10c 0 0", "timeBase 10d 0 0");
    assertThat(cpu.slots[PC]).isEqualTo(TestCpu.START + 12);
  }

  @Test
  void registersThatChangeTheModeEndTheBlock() {
    cpu.run(spr("mtspr", 4, 0x134), NOP);
    assertThat(cpu.slots[PC]).isEqualTo(TestCpu.START + 4);
  }

  @ParameterizedTest
  @CsvSource({
    "mtmsr,   moveToMsr 8765 0 0",
    "tlbwe,   tlbWriteWord 2000 2 8765",
    "isync,   synchronize 0 0 0",
    "rfi,     returnFromInterrupt 0 0 0",
    "rfci,    returnFromInterrupt 1 0 0",
    "rfmci,   returnFromInterrupt 2 0 0",
    "sc,      systemCall 0 0 0",
  })
  void endsTheBlock(String mnemonic, String call) {
    cpu.set(3, 0x8765).set(4, DATA).run(word(mnemonic, 3, 4, 2), NOP);
    assertThat(cpu.calls).containsExactly(call);
    boolean jumps = mnemonic.startsWith("rf") || mnemonic.equals("sc");
    assertThat(cpu.slots[PC]).isEqualTo(jumps ? TestCpu.START : TestCpu.START + 4);
  }

  @ParameterizedTest
  @CsvSource({
    "mfmsr,   moveFromMsr 0 0 0",
    "wrtee,   writeExternalEnable 1 0 0",
    "wrteei,  writeExternalEnable 0 0 0",
    "mfdcr,   moveFromDcr 44 0 0",
    "mtdcr,   moveToDcr 44 8765 0",
    "tlbre,   tlbReadWord 2000 2 0",
    "tlbsync, tlbSynchronize 0 0 0",
    "sync,    synchronize 1 0 0",
    "mbar,    synchronize 2 0 0",
    "dccci,   privilegedCache 2010 0 0",
    "iccci,   privilegedCache 2010 0 0",
    "icread,  cacheRead 2010 0 0",
    "dcread,  cacheRead 2010 1 0",
  })
  void goesOn(String mnemonic, String call) {
    cpu.set(3, 0x8765).set(2, 0x10).set(4, DATA).results.put(method(call), 0x99L);
    cpu.run(word(mnemonic, 3, 4, 2), NOP);
    assertThat(cpu.calls).containsExactly(call);
    assertThat(cpu.slots[PC]).isEqualTo(TestCpu.START + 8);
    boolean reads =
        mnemonic.startsWith("mf") || mnemonic.equals("tlbre") || mnemonic.equals("dcread");
    assertThat(cpu.get(3)).isEqualTo(reads ? 0x99 : 0x8765);
  }

  private static String method(String call) {
    return call.substring(0, call.indexOf(' '));
  }

  @Test
  void searchesThe440Tlb() {
    cpu.set(2, 0x10).set(4, DATA).setXer(0x8000_0000).results.put("tlbSearchEntry", 5L);
    cpu.run(word("tlbsx.", 3, 4, 2));
    assertThat(cpu.get(3)).isEqualTo(5);
    assertThat(cpu.field(0)).isEqualTo(3);
    cpu.results.put("tlbSearchEntry", -1L);
    cpu.run(word("tlbsx", 3, 4, 2));
    assertThat(cpu.field(0)).isEqualTo(3);
    cpu.run(word("tlbsx.", 3, 4, 2));
    assertThat(cpu.field(0)).isEqualTo(1);
    assertThat(cpu.calls).contains("tlbSearchEntry 2010 0 0");
  }

  @Test
  void usesTheMasRegisters() {
    ehv.set(2, 0x10).set(4, DATA);
    ehv.run(word("tlbre", 3, 4, 2), word("tlbsx", 3, 4, 2), word("tlbsync", 0, 0, 0));
    ehv.run(word("tlbwe", 3, 4, 2), NOP).run(word("tlbivax", 0, 4, 2), NOP);
    ehv.run(word("tlbilx", 3, 4, 2), NOP).run(word("wait", 0, 0, 0)).run(word("rfgi", 0, 0, 0));
    ehv.run(word("sc", 0, 0, 0) | 1 << 5);
    assertThat(ehv.calls)
        .containsExactly(
            "tlbRead 0 0 0",
            "tlbSearch 2010 0 0",
            "tlbSynchronize 0 0 0",
            "tlbWrite 0 0 0",
            "tlbInvalidateAddress 2010 0 0",
            "tlbInvalidateLocal 3 2010 0",
            "waitForInterrupt 101c 0 0",
            "returnFromInterrupt 3 0 0",
            "systemCall 1 0 0");
  }

  @ParameterizedTest
  @CsvSource({
    "msgsnd,   sendMessage 10 0 0",
    "msgclr,   clearMessage 10 0 0",
    "dcbstep,  externalProbe 2010 0 0",
    "dcbfep,   externalProbe 2010 0 0",
    "icbiep,   externalProbe 2010 0 0",
    "dcbtep,   privilegedCache 2010 0 0",
    "dcbtstep, privilegedCache 2010 0 0",
    "dcbzep,   externalClear 2010 0 0",
    "lbepx,    externalLoad 2010 8 0",
    "lhepx,    externalLoad 2010 10 0",
    "lwepx,    externalLoad 2010 20 0",
    "stbepx,   externalStore 2010 8 8765",
    "sthepx,   externalStore 2010 10 8765",
    "stwepx,   externalStore 2010 20 8765",
    "dcbtls,   privilegedCache 2010 0 0",
    "dcbtstls, privilegedCache 2010 0 0",
    "dcblc,    privilegedCache 2010 0 0",
    "icbtls,   privilegedCache 2010 0 0",
    "icblc,    privilegedCache 2010 0 0",
  })
  void ofTheCoreWithAHypervisor(String mnemonic, String call) {
    ehv.set(3, 0x8765).set(2, 0x10).set(4, DATA).results.put(method(call), 0x99L);
    ehv.run(word(mnemonic, 3, 4, 2), NOP);
    assertThat(ehv.calls).containsExactly(call);
    assertThat(ehv.get(3)).isEqualTo(mnemonic.startsWith("l") ? 0x99 : 0x8765);
  }

  @Test
  void doublewordsByExternalPid() {
    ehv.setMsr(Msr.FP).set(2, 0x10).set(4, DATA).results.put("externalLoad", 0x99L);
    ehv.run(word("lfdepx", 1, 4, 2), word("stfdepx", 1, 4, 2));
    assertThat(ehv.calls).containsExactly("externalLoad 2010 40 0", "externalStore 2010 40 99");
  }

  @Test
  void thePerformanceMonitorHasNumbersOfItsOwn() {
    e500.set(4, 0x8765).results.put("moveFromPmr", 0x99L);
    e500.run(spr("mfpmr", 3, 400), spr("mtpmr", 4, 144));
    assertThat(e500.calls).containsExactly("moveFromPmr 190 0 0", "moveToPmr 90 8765 0");
    assertThat(e500.get(3)).isEqualTo(0x99);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 2"})
  void aSearchReserves(long found, int field) {
    ehv.set(2, 0x10).set(4, DATA).results.put("tlbSearchAndReserve", found);
    ehv.run(word("tlbsrx.", 0, 4, 2));
    assertThat(ehv.calls).containsExactly("tlbSearchAndReserve 2010 0 0");
    assertThat(ehv.field(0)).isEqualTo(field);
  }

  @Test
  void hypervisorPrivilege() {
    assertThat(StorageTest.fault(ehv, word("ehpriv", 0, 0, 0)).type())
        .isEqualTo(InterruptType.HYPERVISOR_PRIVILEGE);
  }

  @ParameterizedTest
  @EnumSource
  void illegalWords(PpcModel model) {
    PpcFault fault = StorageTest.fault(new TestCpu(model), 0);
    assertThat(fault.type()).isEqualTo(InterruptType.PROGRAM);
    assertThat(fault.esr()).isEqualTo(PpcFault.ESR_PIL);
  }

  // ---- caches

  @Test
  void clearsLines() {
    for (int i = 0; i < 256; i++) {
      cpu.memory[DATA + i] = -1;
      ehv.memory[DATA + i] = -1;
    }
    cpu.set(4, DATA + 0x33).set(5, 0x20).run(word("dcbz", 0, 4, 5));
    assertThat(cpu.read(DATA + 0x3C, 8)).isEqualTo(0xFFFF_FFFF_0000_0000L);
    assertThat(cpu.read(DATA + 0x5C, 8)).isEqualTo(0xFFFF_FFFFL);
    ehv.set(4, DATA + 0x33).set(5, 0x20).run(word("dcbz", 0, 4, 5));
    assertThat(ehv.read(DATA + 0x3C, 8)).isEqualTo(0xFFFF_FFFF_0000_0000L);
    assertThat(ehv.read(DATA + 0x7C, 8)).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void flushesFaultAsLoads() {
    cpu.set(4, 0x2_0000).set(5, 0);
    for (String mnemonic : new String[] {"dcbf", "dcbst", "icbi"}) {
      assertThat(StorageTest.fault(cpu, word(mnemonic, 0, 4, 5)).esr()).isZero();
    }
    assertThat(StorageTest.fault(cpu, word("dcbi", 0, 4, 5)).esr()).isEqualTo(PpcFault.ESR_ST);
    assertThat(cpu.calls).containsExactly("privilegedCache 20000 0 0");
    assertThat(StorageTest.fault(cpu, word("dcbz", 0, 4, 5)).esr()).isEqualTo(PpcFault.ESR_ST);
    cpu.run(word("dcbt", 0, 4, 5), word("dcbtst", 0, 4, 5), word("dcba", 0, 4, 5));
    cpu.run(word("icbt", 0, 4, 5));
    e500.run(word("dcbtls", 0, 4, 5), word("icblc", 0, 4, 5));
    assertThat(e500.calls).hasSize(2);
  }

  // ---- availability and debug events

  @Test
  void floatingPointMayBeUnavailable() {
    TestCpu without = new TestCpu(PpcModel.P440X5);
    int lfd = immediate("lfd", 1, 0, DATA);
    assertThat(StorageTest.fault(cpu, lfd).type()).isEqualTo(InterruptType.FP_UNAVAILABLE);
    assertThat(StorageTest.fault(cpu, word("fmr", 1, 0, 2)).type())
        .isEqualTo(InterruptType.FP_UNAVAILABLE);
    assertThat(StorageTest.fault(without, lfd).esr()).isEqualTo(PpcFault.ESR_PIL);
    cpu.setMsr(Msr.FP);
    assertThat(StorageTest.fault(cpu, word("fsqrt", 1, 0, 2)).esr()).isEqualTo(PpcFault.ESR_PUO);
    assertThat(StorageTest.fault(cpu, word("fsqrts", 1, 0, 2)).esr()).isEqualTo(PpcFault.ESR_PUO);
  }

  @Test
  void anEventFollowsEachInstruction() {
    cpu.setMsr(Msr.DE).slots[PpcRegisters.DBCR0] = IDM | 1L << 27;
    cpu.run(NOP, NOP);
    assertThat(cpu.calls).containsExactly("debugEvent 8000000 0 0");
    assertThat(cpu.slots[PC]).isEqualTo(TestCpu.START + 4);
    cpu.run(immediate("bc", 20, 0, 0x40), NOP);
    assertThat(cpu.calls).hasSize(2);
    assertThat(cpu.slots[PC]).isEqualTo(TestCpu.START + 0x44);
  }

  @Test
  void anEventPrecedesEachBranchThatIsTaken() {
    cpu.setMsr(Msr.DE).slots[PpcRegisters.DBCR0] = IDM | 1L << 26;
    cpu.run(NOP, immediate("bc", 4, 0, 0x40));
    assertThat(cpu.calls).containsExactly("debugEvent 4000000 0 0");
    cpu.run(NOP, immediate("bc", 12, 0, 0x40));
    assertThat(cpu.calls).hasSize(1);
  }

  @Test
  void addressesAreCompared() {
    cpu.setMsr(Msr.DE).slots[PpcRegisters.DBCR0] = IDM | 1L << 23;
    cpu.run(NOP, NOP);
    assertThat(cpu.calls).containsExactly("compareAddress 0 0 0", "compareAddress 0 0 0");
  }

  @Test
  void debugEventsNeedTheirSwitches() {
    cpu.slots[PpcRegisters.DBCR0] = IDM | 1L << 27;
    assertThat(PpcMode.of(cpu.slots)).isZero();
    cpu.setMsr(Msr.DE | Msr.PR | Msr.EE).slots[PpcRegisters.DBCR0] = 1L << 27;
    assertThat(PpcMode.of(cpu.slots)).isEqualTo(Msr.PR);
  }
}
