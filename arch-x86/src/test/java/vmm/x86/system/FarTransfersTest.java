package vmm.x86.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SELECTOR;
import static vmm.x86.system.Faults.assertFault;
import static vmm.x86.system.TestCpu.CODE;
import static vmm.x86.system.TestCpu.CODE0;
import static vmm.x86.system.TestCpu.CODE3;
import static vmm.x86.system.TestCpu.CONFORMING;
import static vmm.x86.system.TestCpu.DATA0;
import static vmm.x86.system.TestCpu.DATA3;
import static vmm.x86.system.TestCpu.DPL3;
import static vmm.x86.system.TestCpu.FREE;
import static vmm.x86.system.TestCpu.INNER_STACK;
import static vmm.x86.system.TestCpu.STACK;

import org.junit.jupiter.api.Test;
import vmm.x86.X86Fault;

/** Far JMP, CALL and RET (SDM vol. 2). */
final class FarTransfersTest {
  private static final long NEXT = 0x5007;

  private final TestCpu cpu = new TestCpu();

  private void jump(int selector, long offset) {
    FarTransfers.jump(cpu, selector, offset, NEXT);
  }

  private void call(int selector, long offset) {
    FarTransfers.call(cpu, 32, selector, offset, NEXT);
  }

  private void assertAt(int selector, long offset) {
    assertThat(cpu.slots[SELECTOR + SEG_CS]).isEqualTo(selector);
    assertThat(cpu.slots[EIP]).isEqualTo(offset);
  }

  @Test
  void jumpsInRealMode() {
    cpu.setReal();
    jump(0x1234, 0x10);
    assertAt(0x1234, 0x10);
    assertThat(cpu.slots[BASE + SEG_CS]).isEqualTo(0x1_2340);
    assertFault(X86Fault.GP, 0, () -> jump(0, 0x1_0000));
  }

  @Test
  void callsAndReturnsInRealMode() {
    cpu.setReal();
    FarTransfers.call(cpu, 16, 0x2000, 0x30, 0x505);
    assertAt(0x2000, 0x30);
    assertThat(cpu.stacked16(0)).isEqualTo(0x505);
    FarTransfers.ret(cpu, 16, 6);
    assertAt(0, 0x505);
    assertThat(cpu.slots[ESP]).isEqualTo(0x8006);
  }

  @Test
  void jumpsToCodeOfThisLevel() {
    jump(CODE0 | 0, 0x77);
    assertAt(CODE0, 0x77);
    jump(CONFORMING | 3, 0x78);
    assertAt(CONFORMING, 0x78);
    assertFault(X86Fault.GP, CODE3 & ~3, () -> jump(CODE3, 0));
    assertFault(X86Fault.GP, CODE0, () -> jump(CODE0 | 3, 0));
    assertFault(X86Fault.GP, DATA0, () -> jump(DATA0, 0));
    assertFault(X86Fault.GP, 0, () -> jump(0, 0));
    cpu.descriptor(FREE, CODE & 0x7F, 0, 0xFF, 0);
    assertFault(X86Fault.NP, FREE, () -> jump(FREE, 0));
    cpu.descriptor(FREE, CODE, 0, 0xFF, 0);
    assertFault(X86Fault.GP, 0, () -> jump(FREE, 0x100));
  }

  @Test
  void conformingCodeKeepsTheLevel() {
    cpu.setLevel(3);
    jump(CONFORMING, 0x10);
    assertAt(CONFORMING | 3, 0x10);
    assertThat(cpu.level()).isEqualTo(3);
  }

  @Test
  void callsOfThisLevelPushTheReturnAddress() {
    call(CODE0, 0x99);
    assertAt(CODE0, 0x99);
    assertThat(cpu.slots[ESP]).isEqualTo(STACK - 8);
    assertThat(cpu.stacked(0)).isEqualTo(NEXT);
    assertThat(cpu.stacked(1)).isEqualTo(CODE0);
    FarTransfers.ret(cpu, 32, 4);
    assertAt(CODE0, NEXT);
    assertThat(cpu.slots[ESP]).isEqualTo(STACK + 4);
  }

  @Test
  void aCallGateToAnInnerLevelSwitchesStacksAndCopiesParameters() {
    cpu.setLevel(3);
    cpu.callGate(FREE, 0xEC, CODE0 | 3, 0x1_2345, 2);
    cpu.machine.write(STACK, 4, 0xAAAA);
    cpu.machine.write(STACK + 4, 4, 0xBBBB);
    call(FREE | 3, 0xDEAD);
    assertAt(CODE0, 0x1_2345);
    assertThat(cpu.level()).isZero();
    assertThat(cpu.slots[SELECTOR + SEG_SS]).isEqualTo(DATA0);
    assertThat(cpu.slots[ESP]).isEqualTo(INNER_STACK - 24);
    assertThat(cpu.stacked(0)).isEqualTo(NEXT);
    assertThat(cpu.stacked(1)).isEqualTo(CODE3);
    assertThat(cpu.stacked(2)).isEqualTo(0xAAAA);
    assertThat(cpu.stacked(3)).isEqualTo(0xBBBB);
    assertThat(cpu.stacked(4)).isEqualTo(STACK);
    assertThat(cpu.stacked(5)).isEqualTo(DATA3);
    SegmentLoads.load(cpu, SEG_DS, DATA0);
    FarTransfers.ret(cpu, 32, 8);
    assertAt(CODE3, NEXT);
    assertThat(cpu.slots[ESP]).isEqualTo(STACK + 8);
    assertThat(cpu.unusable(SEG_DS)).isTrue();
    assertThat(cpu.level()).isEqualTo(3);
  }

  @Test
  void aNarrowGatePushesWords() {
    cpu.setLevel(3);
    cpu.callGate(FREE, 0xE4, CODE0, 0x4321, 0);
    call(FREE | 3, 0);
    assertAt(CODE0, 0x4321);
    assertThat(cpu.slots[ESP]).isEqualTo(INNER_STACK - 8);
    assertThat(cpu.stacked16(0)).isEqualTo(NEXT);
    assertThat(cpu.stacked16(3)).isEqualTo(DATA3);
  }

  @Test
  void gatesAreGuarded() {
    cpu.setLevel(3);
    cpu.callGate(FREE, 0x8C, CODE0, 0, 0);
    assertFault(X86Fault.GP, FREE, () -> call(FREE, 0));
    cpu.callGate(FREE, 0x6C, CODE0, 0, 0);
    assertFault(X86Fault.NP, FREE, () -> call(FREE, 0));
    cpu.callGate(FREE, 0xEC, 0, 0, 0);
    assertFault(X86Fault.GP, 0, () -> call(FREE, 0));
    cpu.callGate(FREE, 0xEC, DATA0, 0, 0);
    assertFault(X86Fault.GP, DATA0, () -> call(FREE, 0));
    cpu.callGate(FREE, 0xEC, CODE0, 0, 0);
    assertFault(X86Fault.GP, CODE0, () -> jump(FREE, 0));
    cpu.callGate(FREE, 0xEE, CODE0, 0, 0);
    assertFault(X86Fault.GP, FREE, () -> call(FREE, 0));
  }

  @Test
  void aJumpThroughAGateStaysAtItsLevel() {
    cpu.callGate(FREE, 0x8C, CODE0, 0x1111, 0);
    jump(FREE, 0);
    assertAt(CODE0, 0x1111);
  }

  @Test
  void badInnerStacksAreInvalidTaskStates() {
    cpu.setLevel(3);
    cpu.callGate(FREE, 0xEC, CODE0, 0, 0);
    cpu.machine.write(TestCpu.TSS + 8, 2, 0);
    assertFault(X86Fault.TS, 0, () -> call(FREE, 0));
    cpu.machine.write(TestCpu.TSS + 8, 2, DATA3);
    assertFault(X86Fault.TS, DATA3 & ~3, () -> call(FREE, 0));
    cpu.slots[vmm.x86.X86Registers.LIMIT + vmm.x86.X86Registers.SEG_TR] = 8;
    assertFault(X86Fault.TS, TestCpu.TASK, () -> call(FREE, 0));
    assertThat(cpu.level()).isEqualTo(3);
  }

  @Test
  void returnsGoToThisOrAnOuterLevelOnly() {
    cpu.setLevel(3);
    cpu.slots[ESP] = STACK - 8;
    cpu.machine.write(STACK - 8, 4, 0x10);
    cpu.machine.write(STACK - 4, 4, CODE0);
    assertFault(X86Fault.GP, CODE0, () -> FarTransfers.ret(cpu, 32, 0));
    cpu.machine.write(STACK - 4, 4, 0);
    assertFault(X86Fault.GP, 0, () -> FarTransfers.ret(cpu, 32, 0));
    cpu.descriptor(FREE, (CODE | DPL3) & 0x7F, 0, 0xFF, 0);
    cpu.machine.write(STACK - 4, 4, FREE | 3);
    assertFault(X86Fault.NP, FREE, () -> FarTransfers.ret(cpu, 32, 0));
    assertThat(cpu.slots[ESP]).isEqualTo(STACK - 8);
  }

  @Test
  void stacksAreLimited() {
    cpu.descriptor(FREE, TestCpu.DATA, 0, 0xFFF, 0);
    SegmentLoads.load(cpu, SEG_SS, FREE);
    cpu.slots[ESP] = 4;
    assertFault(X86Fault.SS, 0, () -> call(CODE0, 0));
    cpu.descriptor(FREE, TestCpu.DATA | 4, 0, 0xFFF, 0x4); // expand down: from 1000h on
    SegmentLoads.load(cpu, SEG_SS, FREE);
    cpu.slots[ESP] = 0x1004;
    assertFault(X86Fault.SS, 0, () -> call(CODE0, 0));
    cpu.slots[ESP] = 0x1008;
    call(CODE0, 0x20);
    assertThat(cpu.slots[ESP]).isEqualTo(0x1000);
  }

  @Test
  void aSixteenBitStackPointerWraps() {
    cpu.setReal();
    cpu.slots[ESP] = 0xABCD_0002L;
    FarTransfers.call(cpu, 16, 0x2000, 0x30, 0x505);
    assertThat(cpu.slots[ESP]).isEqualTo(0xABCD_FFFEL);
    assertThat(cpu.machine.read(0, 2)).isZero();
    assertThat(cpu.machine.read(0xFFFE, 2)).isEqualTo(0x505);
  }
}
