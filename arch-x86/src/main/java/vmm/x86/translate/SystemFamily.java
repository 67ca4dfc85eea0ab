package vmm.x86.translate;

import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.Condition;
import vmm.api.cpu.Helper;
import vmm.api.cpu.Helper.Effect;
import vmm.api.cpu.Value;
import vmm.x86.Flags;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.X86Registers;
import vmm.x86.decode.Instruction;

/** System instructions: what the mode decides is decided here, the rest is called. */
final class SystemFamily {
  private SystemFamily() {}

  static void cli(Block b) {
    if (interruptFlagAllowed(b)) {
      putInterruptFlag(b, 0);
    }
  }

  /** Interrupts are let in only after the next instruction, if they were not let in before. */
  static void sti(Block b) {
    if (interruptFlagAllowed(b)) {
      Value before = b.e.extract(b.e.get(X86Registers.EFLAGS), interruptBit(), 1);
      putInterruptFlag(b, 1);
      b.e.call(SystemHelpers::interruptsEnabled, Effect.STATE, before);
      b.exitToNextKeepingShadow();
    }
  }

  private static void putInterruptFlag(Block b, int value) {
    Value flags = b.e.get(X86Registers.EFLAGS);
    b.e.put(X86Registers.EFLAGS, b.e.deposit(flags, interruptBit(), 1, b.e.constant(value)));
  }

  private static int interruptBit() {
    return Integer.numberOfTrailingZeros(Flags.IF);
  }

  private static boolean interruptFlagAllowed(Block b) {
    if (!b.in(X86Mode.IOPL_ALLOWS)) {
      b.raiseGeneralProtection();
      return false;
    }
    return true;
  }

  static void hlt(Block b) {
    if (b.privileged()) {
      b.withoutStep();
      b.call(b.system::halt, b.e.constant(b.nextPc()));
      b.exit();
    }
  }

  static void clts(Block b) {
    privilegedCall(b, b.system::clearTaskSwitched);
  }

  static void rdmsr(Block b) {
    privilegedCall(b, b.system::readModelSpecific);
  }

  static void wrmsr(Block b) {
    privilegedCall(b, b.system::writeModelSpecific);
  }

  private static void privilegedCall(Block b, Helper helper, Value... arguments) {
    if (b.privileged()) {
      b.call(helper, arguments);
      b.exitToNext();
    }
  }

  static void cpuid(Block b) {
    b.call(b.system::identify);
  }

  /** Reads the time, so the block ends as after I/O. */
  static void rdtsc(Block b) {
    b.call(b.system::readTimeStamp);
    b.exitToNext();
  }

  static void rdpmc(Block b) {
    b.call(b.system::readCounter);
  }

  /** The caches are not simulated. */
  static void flushCaches(Block b) {
    if (b.privileged()) {
      b.jumpNext();
    }
  }

  static void invlpg(Block b) {
    if (b.privileged()) {
      b.call(b.system::invalidatePage, b.memory.operandUnchecked());
      b.jumpNext();
    }
  }

  // ---- control and debug registers

  static void movToControl(Block b) {
    if (existingControl(b)) {
      Instruction i = b.instruction();
      privilegedCall(b, b.system::moveToControl, b.e.constant(i.reg()), b.register(i.rm()));
    }
  }

  static void movFromControl(Block b) {
    if (existingControl(b) && b.privileged()) {
      Instruction i = b.instruction();
      b.putRegister(i.rm(), b.call(b.system::moveFromControl, b.e.constant(i.reg())));
    }
  }

  /** For lack of the register #UD is raised before #GP for lack of privilege. */
  private static boolean existingControl(Block b) {
    int number = b.instruction().reg();
    boolean exists = number == 0 || (number >= 2 && number <= 4);
    if (!exists) {
      b.raise(X86Fault.UD);
    }
    return exists;
  }

  static void movToDebug(Block b) {
    Instruction i = b.instruction();
    privilegedCall(b, b.system::moveToDebug, b.e.constant(i.reg()), b.register(i.rm()));
  }

  static void movFromDebug(Block b) {
    if (b.privileged()) {
      Instruction i = b.instruction();
      b.putRegister(i.rm(), b.call(b.system::moveFromDebug, b.e.constant(i.reg())));
    }
  }

  static void smsw(Block b) {
    storeSystemWord(b, X86Registers.CR0);
  }

  static void lmsw(Block b) {
    if (b.privileged()) {
      b.call(b.system::loadMachineStatus, Operands.readExtended(b, 0));
      b.exitToNext();
    }
  }

  // ---- descriptor tables

  static void sgdt(Block b) {
    storeTable(b, X86Registers.GDTR_BASE, X86Registers.GDTR_LIMIT);
  }

  static void sidt(Block b) {
    storeTable(b, X86Registers.IDTR_BASE, X86Registers.IDTR_LIMIT);
  }

  private static void storeTable(Block b, int base, int limit) {
    b.memory.storeOperand(16, b.e.get(limit));
    b.memory.storeBehindOperand(32, 2, b.e.get(base));
  }

  static void lgdt(Block b) {
    loadTable(b, X86Registers.GDTR_BASE, X86Registers.GDTR_LIMIT);
  }

  static void lidt(Block b) {
    loadTable(b, X86Registers.IDTR_BASE, X86Registers.IDTR_LIMIT);
  }

  /** With 16-bit operand size only 24 bits of the base are loaded. */
  private static void loadTable(Block b, int base, int limit) {
    if (b.privileged()) {
      Value newLimit = b.memory.loadOperand(16);
      Value image = b.memory.loadBehindOperand(32, 2);
      int baseBits = b.instruction().operandBits() == 16 ? 24 : 32;
      b.e.put(limit, newLimit);
      b.e.put(base, b.low(baseBits, image));
    }
  }

  static void sldt(Block b) {
    if (b.protectedOnly()) {
      storeSystemWord(b, SELECTOR + X86Registers.SEG_LDTR);
    }
  }

  static void str(Block b) {
    if (b.protectedOnly()) {
      storeSystemWord(b, SELECTOR + X86Registers.SEG_TR);
    }
  }

  /** To memory go 16 bits, to a register as many as it has. */
  private static void storeSystemWord(Block b, int slot) {
    Value value = b.e.get(slot);
    if (b.instruction().memory()) {
      b.memory.storeOperand(16, value);
    } else {
      Operands.write(b, 0, value);
    }
  }

  static void lldt(Block b) {
    loadSystemSelector(b, b.system::loadLocalTable);
  }

  static void ltr(Block b) {
    loadSystemSelector(b, b.system::loadTask);
  }

  private static void loadSystemSelector(Block b, Helper helper) {
    if (b.protectedOnly() && b.privileged()) {
      b.call(helper, Operands.readExtended(b, 0));
      b.exitToNext();
    }
  }

  // ---- questions about selectors

  static void verr(Block b) {
    verify(b, b.system::verifyRead);
  }

  static void verw(Block b) {
    verify(b, b.system::verifyWrite);
  }

  private static void verify(Block b, Helper helper) {
    if (b.protectedOnly()) {
      Value valid = b.call(helper, Operands.readExtended(b, 0));
      b.flags.putFlag(Flags.ZF, valid);
    }
  }

  static void lar(Block b) {
    ask(b, b.system::accessRights);
  }

  static void lsl(Block b) {
    ask(b, b.system::segmentLimit);
  }

  private static void ask(Block b, Helper helper) {
    if (b.protectedOnly()) {
      int bits = b.instruction().operandBits();
      Value answer = b.call(helper, Operands.readExtended(b, 1));
      Value valid = b.e.compare(Condition.NE, 64, answer, b.e.constant(-1));
      Value old = b.low(bits, Operands.read(b, 0));
      Operands.write(b, 0, b.e.select(valid, b.low(bits, answer), old));
      b.flags.putFlag(Flags.ZF, valid);
    }
  }

  /** Raises RPL of the first selector to that of the second. */
  static void arpl(Block b) {
    if (!b.protectedOnly()) {
      return;
    }
    Instruction i = b.instruction();
    if (i.memory()) {
      Value offset = b.memory.effectiveAddress();
      Value segment = b.e.constant(i.segment());
      Value raised = b.call(SystemHelpers::adjustPrivilege, offset, segment, b.register(i.reg()));
      b.flags.putFlag(Flags.ZF, raised);
      return;
    }
    Value rpl = b.e.extract(b.register(i.rm()), 0, 2);
    Value wanted = b.e.extract(b.register(i.reg()), 0, 2);
    Value lower = b.e.compare(Condition.LT_U, 8, rpl, wanted);
    Value result = b.e.deposit(b.register(i.rm()), 0, 2, b.e.select(lower, wanted, rpl));
    b.putRegister(i.rm(), result);
    b.flags.putFlag(Flags.ZF, lower);
  }

  // ---- fast system calls

  static void sysenter(Block b) {
    if (X86Mode.has(b.mode, X86Mode.PROTECTED)) {
      b.call(b.system::systemEnter);
      b.exit();
    } else {
      b.raiseGeneralProtection();
    }
  }

  static void sysexit(Block b) {
    if (X86Mode.has(b.mode, X86Mode.PROTECTED) && X86Mode.cpl(b.mode) == 0) {
      b.call(b.system::systemExit);
      b.exit();
    } else {
      b.raiseGeneralProtection();
    }
  }

  /** RSM outside system management mode, which does not exist here. */
  static void rsm(Block b) {
    b.raise(X86Fault.UD);
  }
}
