package vmm.x86.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.CR3;
import static vmm.x86.X86Registers.DR6;
import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_FS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SEG_TR;
import static vmm.x86.X86Registers.SELECTOR;
import static vmm.x86.system.Faults.assertFault;
import static vmm.x86.system.TestCpu.CODE0;
import static vmm.x86.system.TestCpu.CODE3;
import static vmm.x86.system.TestCpu.DATA0;
import static vmm.x86.system.TestCpu.DATA3;
import static vmm.x86.system.TestCpu.FREE;
import static vmm.x86.system.TestCpu.STACK;
import static vmm.x86.system.TestCpu.TASK;
import static vmm.x86.system.TestCpu.TSS;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vmm.x86.Flags;
import vmm.x86.X86Fault;

/** Task switches (SDM vol. 3, chapter "Task management"). */
final class TaskSwitchTest {
  private static final long OTHER = 0x6000;
  private static final int OTHER_TASK = FREE;
  private static final int GATE = FREE + 8;
  private static final long NEXT = 0x5005;
  private static final int BUSY32 = 0x8B;
  private static final int AVAILABLE32 = 0x89;

  private final TestCpu cpu = new TestCpu();

  @BeforeEach
  void layOtherTask() {
    cpu.descriptor(OTHER_TASK, AVAILABLE32, OTHER, 0x67, 0);
    task32(OTHER, 0x7777, Flags.FIXED, CODE0, DATA0);
  }

  private void task32(long tss, long eip, long flags, int code, int data) {
    cpu.machine.write(tss + 28, 4, 0x9000);
    cpu.machine.write(tss + 32, 4, eip);
    cpu.machine.write(tss + 36, 4, flags);
    for (int i = 0; i < 8; i++) {
      cpu.machine.write(tss + 40 + 4L * i, 4, 0x100 + i);
    }
    cpu.machine.write(tss + 56, 4, 0xB000);
    for (int i = 0; i < 6; i++) {
      cpu.machine.write(tss + 72 + 4L * i, 4, i == 1 ? code : data);
    }
  }

  private int access(int selector) {
    return (int) cpu.machine.read(TestCpu.GDT + selector + 5, 1);
  }

  private void jump(int selector) {
    FarTransfers.jump(cpu, selector, 0, NEXT);
  }

  private void call(int selector) {
    FarTransfers.call(cpu, 32, selector, 0, NEXT);
  }

  private void assertInOther() {
    assertThat(cpu.slots[EIP]).isEqualTo(0x7777);
    assertThat(cpu.slots[EAX]).isEqualTo(0x100);
    assertThat(cpu.slots[ESP]).isEqualTo(0xB000);
    assertThat(cpu.slots[SELECTOR + SEG_TR]).isEqualTo(OTHER_TASK);
    assertThat(cpu.slots[SELECTOR + SEG_DS]).isEqualTo(DATA0);
    assertThat(cpu.slots[CR0] & 8).isNotZero();
    assertThat(access(OTHER_TASK)).isEqualTo(BUSY32);
  }

  @Test
  void aJumpLeavesTheOldTaskAvailable() {
    cpu.slots[EAX] = 0xCAFE;
    jump(OTHER_TASK);
    assertInOther();
    assertThat(access(TASK)).isEqualTo(AVAILABLE32);
    assertThat(cpu.machine.read(TSS + 32, 4)).isEqualTo(NEXT);
    assertThat(cpu.machine.read(TSS + 40, 4)).isEqualTo(0xCAFE);
    assertThat(cpu.machine.read(TSS + 56, 4)).isEqualTo(STACK);
    assertThat(cpu.machine.read(TSS + 76, 2)).isEqualTo(CODE0);
    assertThat(cpu.slots[EFLAGS] & Flags.NT).isZero();
    assertThat(cpu.slots[CR3]).isZero(); // paging is off
  }

  @Test
  void aCallNestsAndIretUnnests() {
    call(OTHER_TASK);
    assertInOther();
    assertThat(access(TASK)).isEqualTo(BUSY32);
    assertThat(cpu.slots[EFLAGS] & Flags.NT).isNotZero();
    assertThat(cpu.machine.read(OTHER, 2)).isEqualTo(TASK);
    cpu.slots[EAX] = 0xBEEF;
    Returns.interruptReturn(cpu, 32, 0x7778);
    assertThat(cpu.slots[EIP]).isEqualTo(NEXT);
    assertThat(cpu.slots[SELECTOR + SEG_TR]).isEqualTo(TASK);
    assertThat(access(TASK)).isEqualTo(BUSY32);
    assertThat(access(OTHER_TASK)).isEqualTo(AVAILABLE32);
    assertThat(cpu.machine.read(OTHER + 32, 4)).isEqualTo(0x7778);
    assertThat(cpu.machine.read(OTHER + 36, 4) & Flags.NT).isZero();
    assertThat(cpu.machine.read(OTHER + 40, 4)).isEqualTo(0xBEEF);
  }

  @Test
  void taskGatesLeadToTasks() {
    cpu.callGate(GATE, 0x85, OTHER_TASK, 0, 0);
    jump(GATE);
    assertInOther();
  }

  @Test
  void interruptsThroughTaskGatesPushTheirCodeInTheNewTask() {
    cpu.interruptGate(13, 0x85, OTHER_TASK, 0);
    cpu.core.deliver(X86Fault.generalProtection(0x18));
    assertThat(cpu.slots[EIP]).isEqualTo(0x7777);
    assertThat(cpu.slots[ESP]).isEqualTo(0xAFFC);
    assertThat(cpu.stacked(0)).isEqualTo(0x18);
    assertThat(cpu.machine.read(TSS + 32, 4)).isEqualTo(0x5000);
    assertThat(cpu.machine.read(TSS + 36, 4) & Flags.RF).isNotZero();
    assertThat(cpu.slots[EFLAGS] & Flags.NT).isNotZero();
  }

  @Test
  void tasksOfTheOuterLevelAndOfV86Mode() {
    task32(OTHER, 0x7777, Flags.FIXED | Flags.IF, CODE3, DATA3);
    jump(OTHER_TASK);
    assertThat(cpu.level()).isEqualTo(3);
    assertThat(cpu.slots[SELECTOR + SEG_SS]).isEqualTo(DATA3);
    TestCpu second = new TestCpu();
    second.descriptor(OTHER_TASK, AVAILABLE32, OTHER, 0x67, 0);
    second.machine.write(OTHER + 32, 4, 0x123);
    second.machine.write(OTHER + 36, 4, Flags.FIXED | Flags.VM);
    second.machine.write(OTHER + 76, 4, 0x2000);
    FarTransfers.jump(second, OTHER_TASK, 0, NEXT);
    assertThat(second.core.fetchAddress(second.slots)).isEqualTo(0x2_0123);
    assertThat(second.level()).isEqualTo(3);
  }

  @Test
  void narrowTasksKeepNoUpperHalves() {
    cpu.descriptor(OTHER_TASK, 0x81, OTHER, 0x2B, 0);
    cpu.machine.write(OTHER + 14, 2, 0x1111);
    cpu.machine.write(OTHER + 16, 2, Flags.FIXED);
    cpu.machine.write(OTHER + 18, 2, 0x2222);
    cpu.machine.write(OTHER + 26, 2, 0x3333);
    for (int i = 0; i < 4; i++) {
      cpu.machine.write(OTHER + 34 + 2L * i, 2, i == 1 ? CODE0 : DATA0);
    }
    jump(OTHER_TASK);
    assertThat(cpu.slots[EIP]).isEqualTo(0x1111);
    assertThat(cpu.slots[EAX] & 0xFFFF).isEqualTo(0x2222);
    assertThat(cpu.slots[ESP] & 0xFFFF).isEqualTo(0x3333);
    assertThat(cpu.unusable(SEG_FS)).isTrue();
    jump(TASK);
    assertThat(cpu.machine.read(OTHER + 14, 2)).isEqualTo(NEXT);
    assertThat(cpu.machine.read(OTHER + 18, 2)).isEqualTo(0x2222);
  }

  @Test
  void pagingFollowsTheTask() {
    cpu.machine.write(0x2_0000, 4, 0x83);
    cpu.machine.write(0x2_1000, 4, 0x83);
    ControlRegisters.write(cpu, 4, ControlRegisters.CR4_PSE | ControlRegisters.CR4_PGE);
    ControlRegisters.write(cpu, 3, 0x2_0000);
    ControlRegisters.write(cpu, 0, 0x8000_0011L);
    cpu.machine.write(OTHER + 28, 4, 0x2_1000);
    jump(OTHER_TASK);
    assertThat(cpu.slots[CR3]).isEqualTo(0x2_1000);
    assertThat(cpu.flushes.getLast()).isEqualTo("non-global");
  }

  @Test
  void unusableTasksAreRefusedInTheOldOne() {
    cpu.descriptor(OTHER_TASK, AVAILABLE32, OTHER, 0x66, 0);
    assertFault(X86Fault.TS, OTHER_TASK, () -> jump(OTHER_TASK));
    cpu.descriptor(OTHER_TASK, AVAILABLE32 & 0x7F, OTHER, 0x67, 0);
    assertFault(X86Fault.NP, OTHER_TASK, () -> jump(OTHER_TASK));
    assertFault(X86Fault.GP, TASK, () -> jump(TASK)); // busy: it is the present one
    cpu.callGate(GATE, 0x85, TASK, 0, 0);
    assertFault(X86Fault.GP, TASK, () -> call(GATE));
    cpu.callGate(GATE, 0x85, 0x44, 0, 0);
    assertFault(X86Fault.GP, 0x44, () -> call(GATE));
    cpu.slots[EFLAGS] |= Flags.NT;
    cpu.machine.write(TSS, 2, 0x44);
    assertFault(X86Fault.TS, 0x44, () -> Returns.interruptReturn(cpu, 32, NEXT));
    cpu.machine.write(TSS, 2, DATA0);
    assertFault(X86Fault.TS, DATA0, () -> Returns.interruptReturn(cpu, 32, NEXT));
    assertThat(cpu.slots[EIP]).isEqualTo(0x5000);
  }

  @Test
  void badSegmentsFaultInTheNewTask() {
    cpu.interruptGate(10, 0x8E, CODE0, 0x8888);
    cpu.machine.write(OTHER + 84, 4, CODE3); // DS
    cpu.descriptor(CODE3, 0x99 | 0x60, 0, 0xFFFF, 0); // execute-only
    jump(OTHER_TASK);
    assertThat(cpu.slots[EIP]).isEqualTo(0x8888);
    assertThat(cpu.slots[SELECTOR + SEG_TR]).isEqualTo(OTHER_TASK);
    assertThat(cpu.stacked(0)).isEqualTo(CODE3 & ~3);
    assertThat(cpu.stacked(1)).isEqualTo(0x7777);
    assertThat(cpu.stacked(2)).isEqualTo(CODE0);
    assertThat(cpu.unusable(SEG_DS)).isTrue();
  }

  @Test
  void theDebugFlagOfATaskTraps() {
    cpu.interruptGate(1, 0x8E, CODE0, 0x8888);
    cpu.machine.write(OTHER + 100, 2, 1);
    jump(OTHER_TASK);
    assertThat(cpu.slots[EIP]).isEqualTo(0x8888);
    assertThat(cpu.slots[DR6] & DebugRegisters.TASK_SWITCH).isNotZero();
    assertThat(cpu.stacked(0)).isEqualTo(0x7777);
    assertThat(cpu.slots[SELECTOR + SEG_CS]).isEqualTo(CODE0);
  }
}
