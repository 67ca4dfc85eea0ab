package vmm.x86.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.CR2;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.ESP;
import static vmm.x86.X86Registers.IDTR_LIMIT;
import static vmm.x86.X86Registers.SEG_CS;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SELECTOR;
import static vmm.x86.system.Faults.assertFault;
import static vmm.x86.system.TestCpu.CODE0;
import static vmm.x86.system.TestCpu.CODE3;
import static vmm.x86.system.TestCpu.CONFORMING;
import static vmm.x86.system.TestCpu.DATA0;
import static vmm.x86.system.TestCpu.DATA3;
import static vmm.x86.system.TestCpu.INNER_STACK;
import static vmm.x86.system.TestCpu.STACK;

import org.junit.jupiter.api.Test;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapKind;
import vmm.x86.Flags;
import vmm.x86.SystemInstructions;
import vmm.x86.X86Fault;

/** Exceptions, interrupts and returns from them (SDM vol. 3, chapter 6; vol. 2, "INT", "IRET"). */
final class InterruptsTest {
  private static final long NEXT = 0x5002;
  private static final int INTERRUPT = 0x8E;
  private static final int TRAP = 0x8F;

  private final TestCpu cpu = new TestCpu();

  private void software(int vector) {
    SystemUnit.INSTANCE.interrupt(cpu, vector, NEXT, SystemInstructions.INTERRUPT_SOFTWARE);
  }

  private void iret(int bits) {
    Returns.interruptReturn(cpu, bits, NEXT);
  }

  private void assertAt(int selector, long offset) {
    assertThat(cpu.slots[SELECTOR + SEG_CS]).isEqualTo(selector);
    assertThat(cpu.slots[EIP]).isEqualTo(offset);
  }

  @Test
  void realModeUsesTheVectorTable() {
    cpu.setReal();
    cpu.slots[EFLAGS] |= Flags.IF | Flags.TF;
    cpu.machine.write(0x21 * 4, 4, 0x1234_5678);
    software(0x21);
    assertAt(0x1234, 0x5678);
    assertThat(cpu.stacked16(0)).isEqualTo(NEXT);
    assertThat(cpu.stacked16(1)).isZero();
    assertThat(cpu.stacked16(2)).isEqualTo(0x302);
    assertThat(cpu.slots[EFLAGS]).isEqualTo(2);
    iret(16);
    assertAt(0, NEXT);
    assertThat(cpu.slots[EFLAGS]).isEqualTo(0x302);
    assertThat(cpu.slots[ESP]).isEqualTo(0x8000);
  }

  @Test
  void realModePushesNoErrorCode() {
    cpu.setReal();
    cpu.machine.write(13 * 4, 4, 0x0F00_0010);
    cpu.core.deliver(X86Fault.generalProtection());
    assertAt(0xF00, 0x10);
    assertThat(cpu.slots[ESP]).isEqualTo(0x7FFA);
    assertThat(cpu.stacked16(0)).isEqualTo(0x500);
  }

  @Test
  void interruptGatesClearTheInterruptFlagAndTrapGatesDoNot() {
    cpu.slots[EFLAGS] |= Flags.IF | Flags.TF | Flags.NT | Flags.RF;
    cpu.interruptGate(0x80, TRAP, CODE0, 0x1_0000);
    software(0x80);
    assertAt(CODE0, 0x1_0000);
    assertThat(cpu.slots[EFLAGS]).isEqualTo(Flags.FIXED | Flags.IF);
    assertThat(cpu.stacked(0)).isEqualTo(NEXT);
    assertThat(cpu.stacked(1)).isEqualTo(CODE0);
    assertThat(cpu.stacked(2)).isEqualTo(0x1_4302);
    cpu.interruptGate(0x81, INTERRUPT, CODE0, 0x2_0000);
    software(0x81);
    assertThat(cpu.slots[EFLAGS]).isEqualTo(Flags.FIXED);
  }

  @Test
  void faultsFromTheOuterLevelSwitchStacksAndPushTheirCode() {
    cpu.setLevel(3);
    cpu.interruptGate(13, INTERRUPT, CODE0, 0x7000);
    cpu.core.deliver(X86Fault.generalProtection(0x48));
    assertAt(CODE0, 0x7000);
    assertThat(cpu.slots[SELECTOR + SEG_SS]).isEqualTo(DATA0);
    assertThat(cpu.slots[ESP]).isEqualTo(INNER_STACK - 24);
    assertThat(cpu.stacked(0)).isEqualTo(0x48);
    assertThat(cpu.stacked(1)).isEqualTo(0x5000);
    assertThat(cpu.stacked(2)).isEqualTo(CODE3);
    assertThat(cpu.stacked(3)).isEqualTo(Flags.FIXED | Flags.RF);
    assertThat(cpu.stacked(4)).isEqualTo(STACK);
    assertThat(cpu.stacked(5)).isEqualTo(DATA3);
    cpu.slots[ESP] += 4;
    iret(32);
    assertAt(CODE3, 0x5000);
    assertThat(cpu.slots[ESP]).isEqualTo(STACK);
    assertThat(cpu.level()).isEqualTo(3);
    assertThat(cpu.slots[EFLAGS] & Flags.RF).isNotZero();
  }

  @Test
  void softwareInterruptsNeedPrivilegeOfTheGate() {
    cpu.setLevel(3);
    cpu.interruptGate(0x80, INTERRUPT, CODE0, 0x7000);
    assertFault(X86Fault.GP, 0x80 * 8 + 2, () -> software(0x80));
    cpu.interruptGate(0x80, 0xEE, CODE0, 0x7000);
    software(0x80);
    assertAt(CODE0, 0x7000);
  }

  @Test
  void gatesAreChecked() {
    assertFault(X86Fault.GP, 0x402, () -> software(0x80)); // no gate at all
    cpu.interruptGate(0x80, 0x0E, CODE0, 0);
    assertFault(X86Fault.NP, 0x402, () -> software(0x80));
    cpu.interruptGate(0x80, INTERRUPT, 0, 0);
    assertFault(X86Fault.GP, 0, () -> software(0x80));
    cpu.interruptGate(0x80, INTERRUPT, DATA0, 0);
    assertFault(X86Fault.GP, DATA0, () -> software(0x80));
    cpu.interruptGate(0x80, INTERRUPT, CODE3 & ~3, 0);
    assertFault(X86Fault.GP, CODE3 & ~3, () -> software(0x80));
    cpu.slots[IDTR_LIMIT] = 0x3FF;
    assertFault(X86Fault.GP, 0x402, () -> software(0x80));
    assertThat(cpu.slots[ESP]).isEqualTo(STACK);
  }

  @Test
  void conformingHandlersKeepTheLevel() {
    cpu.setLevel(3);
    cpu.interruptGate(0x80, 0xEE, CONFORMING, 0x9999);
    software(0x80);
    assertAt(CONFORMING | 3, 0x9999);
    assertThat(cpu.slots[ESP]).isEqualTo(STACK - 12);
  }

  @Test
  void narrowGatesPushWords() {
    cpu.interruptGate(0x80, 0x86, CODE0, 0x1234);
    software(0x80);
    assertAt(CODE0, 0x1234);
    assertThat(cpu.slots[ESP]).isEqualTo(STACK - 6);
    iret(16);
    assertAt(CODE0, NEXT);
  }

  @Test
  void v86ModeIsLeftAndEntered() {
    cpu.setV86(3);
    long flags = cpu.slots[EFLAGS];
    cpu.interruptGate(0x80, 0xEE, CODE0, 0x7000);
    software(0x80);
    assertAt(CODE0, 0x7000);
    assertThat(cpu.slots[EFLAGS] & Flags.VM).isZero();
    assertThat(cpu.slots[ESP]).isEqualTo(INNER_STACK - 36);
    assertThat(cpu.stacked(1)).isEqualTo(0x200);
    assertThat(cpu.stacked(2)).isEqualTo(flags);
    assertThat(cpu.stacked(3)).isEqualTo(0x800);
    assertThat(cpu.stacked(4)).isEqualTo(0x300);
    assertThat(cpu.stacked(8)).isEqualTo(0x600);
    assertThat(cpu.unusable(SEG_DS)).isTrue();
    iret(32);
    assertAt(0x200, NEXT);
    assertThat(cpu.slots[EFLAGS]).isEqualTo(flags);
    assertThat(cpu.slots[SELECTOR + SEG_DS]).isEqualTo(0x400);
    assertThat(cpu.level()).isEqualTo(3);
  }

  @Test
  void v86ModeObeysItsPrivilegeLevel() {
    cpu.setV86(0);
    cpu.interruptGate(0x80, 0xEE, CODE0, 0x7000);
    cpu.interruptGate(3, 0xEE, CODE0, 0x8000);
    assertFault(X86Fault.GP, 0, () -> software(0x80));
    assertFault(X86Fault.GP, 0, () -> iret(16));
    SystemUnit.INSTANCE.interrupt(cpu, 3, NEXT, SystemInstructions.INTERRUPT_TRAP);
    assertAt(CODE0, 0x8000);
    cpu.setV86(3);
    cpu.interruptGate(0x80, 0xEE, CONFORMING, 0x7000);
    assertFault(X86Fault.GP, CONFORMING, () -> software(0x80));
  }

  @Test
  void flagsThatIretMayChangeDependOnTheLevel() {
    cpu.setLevel(3);
    cpu.slots[ESP] = STACK - 12;
    cpu.machine.write(STACK - 12, 4, 0x600);
    cpu.machine.write(STACK - 8, 4, CODE3);
    cpu.machine.write(STACK - 4, 4, 0xFFFF_FFFFL & ~Flags.NT);
    iret(32);
    long flags = cpu.slots[EFLAGS];
    assertThat(flags & (Flags.IF | Flags.IOPL | Flags.VM)).isZero();
    assertThat(flags & (Flags.TF | Flags.DF | Flags.AC | Flags.ID))
        .isEqualTo(Flags.TF | Flags.DF | Flags.AC | Flags.ID);
  }

  @Test
  void aPageFaultSetsItsAddress() {
    cpu.interruptGate(14, INTERRUPT, CODE0, 0x7000);
    cpu.core.deliver(X86Fault.page(6, 0xBAD000));
    assertThat(cpu.slots[CR2]).isEqualTo(0xBAD000);
    assertThat(cpu.stacked(0)).isEqualTo(6);
  }

  @Test
  void contributoryFaultsBecomeADoubleFault() {
    cpu.interruptGate(8, INTERRUPT, CODE0, 0x8888);
    cpu.core.deliver(X86Fault.generalProtection(0x10)); // gate 13 is missing
    assertAt(CODE0, 0x8888);
    assertThat(cpu.stacked(0)).isZero();
  }

  @Test
  void benignFaultsAreFollowedByTheNext() {
    cpu.interruptGate(13, INTERRUPT, CODE0, 0x7000);
    cpu.core.deliver(X86Fault.undefined()); // gate 6 is missing
    assertAt(CODE0, 0x7000);
    assertThat(cpu.stacked(0)).isEqualTo(6 * 8 + 2 + 1);
  }

  @Test
  void aFaultDuringADoubleFaultShutsDown() {
    cpu.core.deliver(X86Fault.generalProtection());
    assertThat(cpu.traps).containsExactly(new Trap.Shutdown("triple fault"));
  }

  @Test
  void emptyTablesShutARealModeGuestDown() {
    cpu.setReal();
    cpu.slots[IDTR_LIMIT] = 0;
    assertFault(X86Fault.GP, 3 * 8 + 2, () -> software(3));
    cpu.core.deliver(X86Fault.generalProtection());
    assertThat(cpu.traps).containsExactly(new Trap.Shutdown("triple fault"));
  }

  @Test
  void externalInterruptsAreAcknowledgedOnce() {
    int[] acknowledged = {0};
    cpu.core.setInterruptController(
        () -> {
          acknowledged[0]++;
          return 0x30;
        });
    cpu.interruptGate(0x30, INTERRUPT, CODE0, 0x3000);
    cpu.core.interruptPin().set(true);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.slots[EFLAGS] |= Flags.IF;
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
    cpu.slots[vmm.x86.X86Registers.SHADOW] = 1;
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    cpu.slots[vmm.x86.X86Registers.SHADOW] = 0;
    SystemUnit.INSTANCE.halt(cpu, 0x5001, 0, 0);
    assertThat(cpu.core.halted(cpu.slots)).isTrue();
    assertThat(cpu.core.wakeable(cpu.slots)).isTrue();
    cpu.trapping.add(TrapKind.EXTERNAL_INTERRUPT);
    cpu.core.takeInterrupt();
    assertThat(cpu.core.halted(cpu.slots)).isFalse();
    assertThat(acknowledged[0]).isEqualTo(1);
    assertAt(CODE0, 0x3000);
    assertThat(cpu.stacked(0)).isEqualTo(0x5001);
    assertThat(cpu.traps).containsExactly(new Trap.ExternalInterrupt(0x30));
  }

  @Test
  void externalFaultsSetTheExternalBit() {
    cpu.core.setInterruptController(() -> 0x30);
    cpu.core.interruptPin().set(true);
    cpu.interruptGate(13, INTERRUPT, CODE0, 0x7000);
    cpu.core.takeInterrupt();
    assertThat(cpu.stacked(0)).isEqualTo(0x30 * 8 + 2 + 1);
  }

  @Test
  void nonMaskableInterruptsWaitForTheReturnFromTheLast() {
    cpu.interruptGate(2, INTERRUPT, CODE0, 0x2222);
    cpu.core.nonMaskablePin().set(true);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
    cpu.core.takeInterrupt();
    assertAt(CODE0, 0x2222);
    cpu.core.nonMaskablePin().set(true);
    assertThat(cpu.core.interruptReady(cpu.slots)).isFalse();
    iret(32);
    assertThat(cpu.core.interruptReady(cpu.slots)).isTrue();
  }

  @Test
  void exceptionsTrapIfTheVmmAskedForThem() {
    cpu.trapping.add(TrapKind.EXCEPTION);
    cpu.interruptGate(13, INTERRUPT, CODE0, 0x7000);
    cpu.core.deliver(X86Fault.generalProtection(0x48));
    assertThat(cpu.traps).containsExactly(new Trap.ExceptionTrap(13, 0x48));
  }
}
