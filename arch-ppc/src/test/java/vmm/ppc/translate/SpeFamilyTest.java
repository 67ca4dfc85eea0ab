package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.ppc.PpcRegisters.R0;
import static vmm.ppc.PpcRegisters.R0_HIGH;
import static vmm.ppc.Words.word;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/** Expected results are those of the SPE Programming Environments Manual, chapter 5. */
class SpeFamilyTest {
  private static final int DATA = 0x2000;

  private final TestCpu cpu = new TestCpu(PpcModel.E500V2);

  @BeforeEach
  void available() {
    cpu.setMsr(Msr.SPV);
  }

  private void set(int register, long value) {
    cpu.slots[R0 + register] = value & 0xFFFF_FFFFL;
    cpu.slots[R0_HIGH + register] = value >>> 32;
  }

  private long get(int register) {
    assertThat(cpu.slots[R0_HIGH + register] >>> 32).isZero();
    return cpu.slots[R0_HIGH + register] << 32 | cpu.get(register) & 0xFFFF_FFFFL;
  }

  @ParameterizedTest
  @CsvSource({
    "evaddw,      1FFFFFFFF, 200000001, 0000000300000000",
    "evsubfw,     1FFFFFFFF, 200000001, 0000000100000002",
    "evneg,       1FFFFFFFF, 0,         FFFFFFFF00000001",
    "evabs,       1FFFFFFFE, 0,         0000000100000002",
    "evextsb,     80000007F, 0,         000000080000007F",
    "evextsh,     100008000, 0,         00000001FFFF8000",
    "evrndw,      123458000, 0,         0000000023460000",
    "evcntlzw,    1FFFFFFFF, 0,         0000001F00000000",
    "evcntlsw,    1FFFFFFFF, 0,         0000001F00000020",
    "evand,       300000005, 600000004, 0000000200000004",
    "evandc,      300000005, 600000004, 0000000100000001",
    "evor,        300000005, 600000004, 0000000700000005",
    "evorc,       0,         FFFFFFFE00000004, 00000001FFFFFFFB",
    "evxor,       300000005, 600000004, 0000000500000001",
    "evnor,       300000005, 600000004, FFFFFFF8FFFFFFFA",
    "eveqv,       300000005, 600000004, FFFFFFFAFFFFFFFE",
    "evnand,      300000005, 600000004, FFFFFFFDFFFFFFFB",
    "evslw,       300000005, 400000020, 0000003000000000",
    "evsrwu,      8000000080000000, 400000020, 0800000000000000",
    "evsrws,      8000000080000000, 400000020, F8000000FFFFFFFF",
    "evrlw,       8000000180000001, 400000020, 0000001880000001",
    "evmergehi,   100000002, 300000004, 0000000100000003",
    "evmergelo,   100000002, 300000004, 0000000200000004",
    "evmergehilo, 100000002, 300000004, 0000000100000004",
    "evmergelohi, 100000002, 300000004, 0000000200000003",
    "evmwumi,     FFFFFFFF,  FFFFFFFF,  FFFFFFFE00000001",
    "evmwsmi,     FFFFFFFF,  FFFFFFFF,  0000000000000001",
  })
  void worksOnBothHalves(String mnemonic, String a, String b, String result) {
    set(4, Long.parseUnsignedLong(a, 16));
    set(5, Long.parseUnsignedLong(b, 16));
    cpu.run(word(mnemonic, 3, 4, 5));
    assertThat(get(3)).isEqualTo(Long.parseUnsignedLong(result, 16));
  }

  @Test
  void immediates() {
    set(4, 0x8000_0001_8000_0002L);
    cpu.run(word("evaddiw", 5, 31, 4), word("evsubifw", 6, 2, 4), word("evslwi", 7, 4, 4));
    cpu.run(word("evsrwiu", 8, 4, 4), word("evsrwis", 9, 4, 4), word("evrlwi", 10, 4, 4));
    cpu.run(word("evsplati", 11, 31, 0), word("evsplatfi", 12, 17, 0));
    assertThat(get(5)).isEqualTo(0x8000_0020_8000_0021L);
    assertThat(get(6)).isEqualTo(0x7FFF_FFFF_8000_0000L);
    assertThat(get(7)).isEqualTo(0x0000_0010_0000_0020L);
    assertThat(get(8)).isEqualTo(0x0800_0000_0800_0000L);
    assertThat(get(9)).isEqualTo(0xF800_0000_F800_0000L);
    assertThat(get(10)).isEqualTo(0x0000_0018_0000_0028L);
    assertThat(get(11)).isEqualTo(-1);
    assertThat(get(12)).isEqualTo(0x8800_0000_8800_0000L);
  }

  @ParameterizedTest
  @CsvSource({
    "evcmpgtu, 1FFFFFFFF, 200000001, 6",
    "evcmpgts, 1FFFFFFFF, 200000001, 0",
    "evcmpltu, 1FFFFFFFF, 200000001, A",
    "evcmplts, 1FFFFFFFF, 200000001, F",
    "evcmpeq,  200000001, 200000001, F",
  })
  void comparesBothHalves(String mnemonic, String a, String b, String field) {
    set(4, Long.parseUnsignedLong(a, 16));
    set(5, Long.parseUnsignedLong(b, 16));
    cpu.run(word(mnemonic, 3 << 2, 4, 5));
    assertThat(cpu.field(3)).isEqualTo(Integer.parseInt(field, 16));
  }

  @Test
  void selectsByCondition() {
    set(4, 0x1_0000_0002L);
    set(5, 0x3_0000_0004L);
    cpu.setCr(0x0008_0000).run(word("evsel", 3, 4, 5) | 3);
    assertThat(get(3)).isEqualTo(0x1_0000_0004L);
    cpu.setCr(0x0004_0000).run(word("evsel", 3, 4, 5) | 3);
    assertThat(get(3)).isEqualTo(0x3_0000_0002L);
  }

  /** How Linux saves the accumulator: it adds a product that is 0. */
  @Test
  void accumulates() {
    set(4, 0x1234_5678_9ABC_DEF0L);
    set(5, 3);
    cpu.run(word("evmra", 6, 4, 0), word("evxor", 7, 7, 7), word("evmwumiaa", 8, 7, 7));
    assertThat(get(6)).isEqualTo(get(4));
    assertThat(get(8)).isEqualTo(get(4));
    cpu.run(word("evmwsmian", 8, 5, 5), word("evmwumia", 9, 5, 5));
    assertThat(get(8)).isEqualTo(get(4) - 9);
    assertThat(cpu.slots[PpcRegisters.ACC]).isEqualTo(9);
  }

  @Test
  void usualInstructionsLeaveTheUpperHalf() {
    set(4, 0x1234_5678_9ABC_DEF0L);
    cpu.run(word("add", 4, 4, 4), word("brinc", 4, 4, 5));
    assertThat(get(4) >>> 32).isEqualTo(0x1234_5678L);
  }

  @Test
  void countsInReverse() {
    set(4, 0);
    set(5, 7);
    int[] seen = new int[8];
    for (int i = 0; i < 8; i++) {
      seen[i] = cpu.run(word("brinc", 4, 4, 5)).get(4);
    }
    assertThat(seen).containsExactly(4, 2, 6, 1, 5, 3, 7, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "evldd,        8, 8182838485868788", "evldw, 8, 8182838485868788",
    "evldh,        8, 8182838485868788", "evlhhesplat, 2, 8182000081820000",
    "evlhhousplat, 2, 0000818200008182", "evlhhossplat, 2, FFFF8182FFFF8182",
    "evlwhe,       4, 8182000083840000", "evlwhou, 4, 0000818200008384",
    "evlwhos,      4, FFFF8182FFFF8384", "evlwwsplat, 4, 8182838481828384",
    "evlwhsplat,   4, 8182818283848384",
  })
  void loads(String mnemonic, int unit, String result) {
    cpu.write(DATA, 8, 0x8182_8384_8586_8788L).set(4, DATA - 3L * unit).set(5, 3L * unit);
    cpu.run(word(mnemonic, 3, 4, 3), word(mnemonic + "x", 6, 4, 5));
    assertThat(get(3)).isEqualTo(Long.parseUnsignedLong(result, 16));
    assertThat(get(6)).isEqualTo(get(3));
  }

  @ParameterizedTest
  @CsvSource({
    "evstdd, 8, 8182838485868788",
    "evstdw, 8, 8182838485868788",
    "evstdh, 8, 8182838485868788",
    "evstwhe, 4, 81828586",
    "evstwho, 4, 83848788",
    "evstwwe, 4, 81828384",
    "evstwwo, 4, 85868788",
  })
  void stores(String mnemonic, int unit, String stored) {
    set(3, 0x8182_8384_8586_8788L);
    cpu.set(4, DATA).set(5, 8);
    cpu.run(word(mnemonic, 3, 4, 4), word(mnemonic + "x", 3, 4, 5));
    long expected = Long.parseUnsignedLong(stored, 16);
    assertThat(cpu.read(DATA + 4 * unit, unit)).isEqualTo(expected);
    assertThat(cpu.read(DATA + 8, unit)).isEqualTo(expected);
    assertThat(cpu.read(DATA + 8 - unit, unit)).isZero();
  }

  @Test
  void accessesAreAligned() {
    cpu.set(4, DATA + 4);
    PpcFault fault = StorageTest.fault(cpu, word("evstdd", 3, 4, 0));
    assertThat(fault.type()).isEqualTo(InterruptType.ALIGNMENT);
    assertThat(fault.esr()).isEqualTo(PpcFault.ESR_SPV | PpcFault.ESR_ST);
  }

  @Test
  void mayBeUnavailable() {
    cpu.setMsr(0);
    for (String mnemonic : new String[] {"evaddw", "evldd", "evmra", "evcmpeq"}) {
      PpcFault fault = StorageTest.fault(cpu, word(mnemonic, 3, 4, 5));
      assertThat(fault.type()).isEqualTo(InterruptType.SPE_UNAVAILABLE);
      assertThat(fault.esr()).isEqualTo(PpcFault.ESR_SPV);
    }
    cpu.run(word("brinc", 3, 4, 5));
  }
}
