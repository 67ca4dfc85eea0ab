package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static vmm.ppc.Words.immediate;
import static vmm.ppc.Words.word;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;

/** Loads and stores (Book I, section 3.3.2 to 3.3.6), and the cores' rules of alignment. */
class StorageTest {
  private static final int DATA = 0x2000;
  private static final long FLSTA = 1L << 8;

  private final TestCpu cpu = new TestCpu(PpcModel.P440EP);
  private final TestCpu e500 = new TestCpu(PpcModel.E500V2);

  @ParameterizedTest
  @CsvSource({
    "lbz, 81",
    "lhz, 8182",
    "lha, FFFF8182",
    "lwz, 81828384",
  })
  void loadsInEveryForm(String mnemonic, String expected) {
    int value = (int) Long.parseLong(expected, 16);
    cpu.write(DATA, 8, 0x8182_8384_8586_8788L);
    cpu.set(0, DATA).set(4, DATA + 8).set(5, -8);
    assertThat(cpu.run(immediate(mnemonic, 3, 4, -8)).get(3)).isEqualTo(value);
    assertThat(cpu.run(immediate(mnemonic, 3, 0, DATA)).get(3)).isEqualTo(value);
    assertThat(cpu.run(word(mnemonic + "x", 3, 4, 5)).get(3)).isEqualTo(value);
    assertThat(cpu.run(word(mnemonic + "x", 3, 0, 0)).get(3)).isEqualTo(value);
    assertThat(cpu.get(4)).isEqualTo(DATA + 8);
    assertThat(cpu.run(immediate(mnemonic + "u", 3, 4, -8)).get(3)).isEqualTo(value);
    assertThat(cpu.get(4)).isEqualTo(DATA);
    cpu.set(4, DATA + 8).run(word(mnemonic + "ux", 3, 4, 5));
    assertThat(cpu.get(3)).isEqualTo(value);
    assertThat(cpu.get(4)).isEqualTo(DATA);
  }

  @ParameterizedTest
  @CsvSource({"stb, 1", "sth, 2", "stw, 4"})
  void storesInEveryForm(String mnemonic, int bytes) {
    long stored = 0x8182_8384L & (1L << 8 * bytes) - 1;
    cpu.set(3, 0x8182_8384L).set(4, DATA).set(5, 0x10);
    cpu.run(immediate(mnemonic, 3, 4, -0x20), word(mnemonic + "x", 3, 4, 5));
    assertThat(cpu.read(DATA - 0x20, bytes)).isEqualTo(stored);
    assertThat(cpu.read(DATA + 0x10, bytes)).isEqualTo(stored);
    assertThat(cpu.read(DATA + 0x10 + bytes, 4)).isZero();
    cpu.run(immediate(mnemonic + "u", 3, 4, 0x20), word(mnemonic + "ux", 3, 4, 5));
    assertThat(cpu.read(DATA + 0x20, bytes)).isEqualTo(stored);
    assertThat(cpu.read(DATA + 0x30, bytes)).isEqualTo(stored);
    assertThat(cpu.get(4)).isEqualTo(DATA + 0x30);
  }

  @Test
  void updateStoresTheOldBase() {
    cpu.set(1, DATA).run(immediate("stwu", 1, 1, -16));
    assertThat(cpu.read(DATA - 16, 4)).isEqualTo(DATA);
    assertThat(cpu.get(1)).isEqualTo(DATA - 16);
  }

  @Test
  void reversesBytes() {
    cpu.write(DATA, 4, 0x8182_8384L).set(4, DATA).set(5, 0);
    cpu.run(word("lhbrx", 6, 4, 5), word("lwbrx", 7, 4, 5));
    assertThat(cpu.get(6)).isEqualTo(0x8281);
    assertThat(cpu.get(7)).isEqualTo(0x8483_8281);
    cpu.set(5, 8).run(word("sthbrx", 7, 4, 5)).set(5, 16).run(word("stwbrx", 7, 4, 5));
    assertThat(cpu.read(DATA + 8, 4)).isEqualTo(0x8182_0000L);
    assertThat(cpu.read(DATA + 16, 4)).isEqualTo(0x8182_8384L);
  }

  @Test
  void faultingAccessesChangeNothing() {
    cpu.set(3, 7).set(4, 0x2_0000).set(29, DATA);
    long[] before = cpu.slots.clone();
    assertThat(fault(cpu, immediate("lwzu", 3, 4, 8)).dear()).isEqualTo(OptionalInt.of(0x2_0008));
    assertThat(fault(cpu, immediate("stwu", 3, 4, 8)).esr()).isEqualTo(PpcFault.ESR_ST);
    assertThat(fault(cpu, immediate("lmw", 28, 29, 0x10000 - DATA - 8)).type())
        .isEqualTo(InterruptType.DATA_TLB);
    assertThat(cpu.slots).isEqualTo(before);
  }

  @Test
  void movesSeveralRegisters() {
    for (int n = 0; n < 4; n++) {
      cpu.write(DATA + 4 * n, 4, 100 + n);
    }
    cpu.set(4, DATA).run(immediate("lmw", 28, 4, 0));
    assertThat(new int[] {cpu.get(27), cpu.get(28), cpu.get(31)}).containsExactly(0, 100, 103);
    cpu.run(immediate("stmw", 30, 4, 0x100));
    assertThat(cpu.read(DATA + 0x100, 8)).isEqualTo(102L << 32 | 103);
    assertThat(cpu.read(DATA + 0x108, 4)).isZero();
  }

  @Test
  void loadsStrings() {
    cpu.write(DATA, 8, 0x8182_8384_8586_8788L).set(4, DATA).set(0, -1).set(30, -1);
    cpu.run(word("lswi", 31, 4, 6));
    assertThat(cpu.get(31)).isEqualTo(0x8182_8384);
    assertThat(cpu.get(0)).isEqualTo(0x8586_0000);
    assertThat(cpu.get(30)).isEqualTo(-1);
    cpu.set(5, 1).setXer(5).run(word("lswx", 10, 4, 5));
    assertThat(cpu.get(10)).isEqualTo(0x8283_8485);
    assertThat(cpu.get(11)).isEqualTo(0x8600_0000);
    cpu.set(10, 7).setXer(0).run(word("lswx", 10, 4, 5));
    assertThat(cpu.get(10)).isEqualTo(7);
  }

  @Test
  void storesStrings() {
    cpu.set(31, 0x8182_8384L).set(0, 0x8586_8788L).set(4, DATA).set(5, 0x10);
    cpu.run(word("stswi", 31, 4, 7));
    assertThat(cpu.read(DATA, 8)).isEqualTo(0x8182_8384_8586_8700L);
    cpu.setXer(3).run(word("stswx", 31, 4, 5));
    assertThat(cpu.read(DATA + 0x10, 4)).isEqualTo(0x8182_8300L);
    cpu.set(7, -1).set(8, -1).run(word("stswi", 0, 4, 0));
    assertThat(cpu.read(DATA + 28, 8)).isEqualTo(0xFFFF_FFFF_0000_0000L);
  }

  @Test
  void stringsThatFaultStoreNothing() {
    cpu.set(4, 0xFFFE).set(31, -1);
    assertThat(fault(cpu, word("stswi", 31, 4, 4)).esr()).isEqualTo(PpcFault.ESR_ST);
    assertThat(cpu.read(0xFFFE, 2)).isZero();
  }

  // ---- alignment

  @Test
  void the440AlignsOnlyWhenToldTo() {
    cpu.set(4, DATA + 1).write(DATA + 1, 4, 0x1122_3344);
    assertThat(cpu.run(immediate("lwz", 3, 4, 0)).get(3)).isEqualTo(0x1122_3344);
    cpu.run(immediate("stmw", 31, 4, 0));
    cpu.slots[PpcRegisters.CCR0] = FLSTA;
    assertAlignment(cpu, immediate("lwz", 3, 4, 0), 0);
    assertAlignment(cpu, immediate("sth", 3, 4, 0), PpcFault.ESR_ST);
    assertAlignment(cpu, immediate("stmw", 31, 4, 0), PpcFault.ESR_ST);
    cpu.run(immediate("lbz", 3, 4, 0), word("lswi", 10, 4, 8), immediate("lhz", 3, 4, 1));
  }

  @Test
  void e500AlignsMultiples() {
    e500.set(4, DATA + 1);
    e500.run(immediate("lwz", 3, 4, 0));
    assertAlignment(e500, immediate("lmw", 31, 4, 0), 0);
    assertAlignment(e500, immediate("stmw", 31, 4, 0), PpcFault.ESR_ST);
  }

  @Test
  void reservationsAreAligned() {
    cpu.set(4, DATA).set(5, 1);
    assertAlignment(cpu, word("lwarx", 3, 4, 5), 0);
    assertAlignment(cpu, word("stwcx.", 3, 4, 5), PpcFault.ESR_ST);
  }

  private static void assertAlignment(TestCpu cpu, int word, int esr) {
    PpcFault fault = fault(cpu, word);
    assertThat(fault.type()).isEqualTo(InterruptType.ALIGNMENT);
    assertThat(fault.esr()).isEqualTo(esr);
    assertThat(fault.dear()).isEqualTo(OptionalInt.of(DATA + 1));
  }

  static PpcFault fault(TestCpu cpu, int word) {
    return catchThrowableOfType(PpcFault.class, () -> cpu.run(word));
  }

  // ---- reservations

  @Test
  void storesWhileTheReservationStands() {
    cpu.write(DATA, 4, 5).set(4, DATA).set(5, 0).set(6, 9).setXer(0x8000_0000);
    cpu.run(word("lwarx", 3, 4, 5), word("stwcx.", 6, 4, 5));
    assertThat(cpu.get(3)).isEqualTo(5);
    assertThat(cpu.read(DATA, 4)).isEqualTo(9);
    assertThat(cpu.field(0)).isEqualTo(3);
    cpu.set(6, 10).run(word("stwcx.", 6, 4, 5));
    assertThat(cpu.read(DATA, 4)).isEqualTo(9);
    assertThat(cpu.field(0)).isEqualTo(1);
  }

  @Test
  void anotherValueOrAddressBreaksTheReservation() {
    cpu.write(DATA, 8, 5L << 32 | 5).set(4, DATA).set(5, 0).set(6, 9).set(7, 4);
    cpu.run(word("lwarx", 3, 4, 5), word("stwcx.", 6, 4, 7));
    assertThat(cpu.field(0)).isZero();
    cpu.run(word("lwarx", 3, 4, 5));
    cpu.write(DATA, 4, 6).run(word("stwcx.", 6, 4, 5));
    assertThat(cpu.field(0)).isZero();
    assertThat(cpu.read(DATA, 8)).isEqualTo(6L << 32 | 5);
  }
}
