package vmm.x86.system;

import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.ECX;
import static vmm.x86.X86Registers.EDX;
import static vmm.x86.X86Registers.EFER;
import static vmm.x86.X86Registers.SYSENTER_CS;
import static vmm.x86.X86Registers.SYSENTER_EIP;
import static vmm.x86.X86Registers.SYSENTER_ESP;
import static vmm.x86.X86Registers.TSC_OFFSET;

import vmm.api.cpu.CpuContext;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Mode;
import vmm.x86.X86Model;

/**
 * Model-specific registers and counters (SDM vol. 4, "Architectural MSRs"; vol. 2, "RDMSR",
 * "WRMSR", "RDTSC", "RDPMC"). A register that the model has not raises #GP(0).
 */
final class Msrs {
  private static final int IA32_TIME_STAMP_COUNTER = 0x10;
  private static final int IA32_SYSENTER_CS = 0x174;
  private static final int IA32_SYSENTER_ESP = 0x175;
  private static final int IA32_SYSENTER_EIP = 0x176;
  private static final int IA32_EFER = 0xC000_0080;

  private static final long LOW = 0xFFFF_FFFFL;

  private Msrs() {}

  /** RDMSR. */
  static void read(CpuContext cpu) {
    long[] slots = cpu.slots();
    X86Model model = X86Core.of(cpu).model();
    int number = (int) slots[ECX];
    setResult(
        slots,
        switch (number) {
          case IA32_TIME_STAMP_COUNTER -> timeStamp(cpu);
          case IA32_SYSENTER_CS -> slots[require(model.has(X86Feature.SEP), SYSENTER_CS)];
          case IA32_SYSENTER_ESP -> slots[require(model.has(X86Feature.SEP), SYSENTER_ESP)];
          case IA32_SYSENTER_EIP -> slots[require(model.has(X86Feature.SEP), SYSENTER_EIP)];
          case IA32_EFER -> slots[require(model.hasNoExecute(), EFER)];
          default -> throw X86Fault.generalProtection();
        });
  }

  /** WRMSR. */
  static void write(CpuContext cpu) {
    long[] slots = cpu.slots();
    X86Model model = X86Core.of(cpu).model();
    int number = (int) slots[ECX];
    long value = slots[EDX] << 32 | (slots[EAX] & LOW);
    switch (number) {
      case IA32_TIME_STAMP_COUNTER -> slots[TSC_OFFSET] = value - cpu.retired();
      case IA32_SYSENTER_CS -> slots[require(model.has(X86Feature.SEP), SYSENTER_CS)] = value & LOW;
      case IA32_SYSENTER_ESP ->
          slots[require(model.has(X86Feature.SEP), SYSENTER_ESP)] = value & LOW;
      case IA32_SYSENTER_EIP ->
          slots[require(model.has(X86Feature.SEP), SYSENTER_EIP)] = value & LOW;
      case IA32_EFER -> {
        require(model.hasNoExecute(), EFER);
        ControlRegisters.writeEfer(cpu, value);
      }
      default -> throw X86Fault.generalProtection();
    }
  }

  private static int require(boolean present, int slot) {
    if (!present) {
      throw X86Fault.generalProtection();
    }
    return slot;
  }

  /** RDTSC. */
  static void readTimeStamp(CpuContext cpu) {
    long[] slots = cpu.slots();
    if ((slots[CR4] & ControlRegisters.CR4_TSD) != 0 && X86Mode.cpl(slots) != 0) {
      throw X86Fault.generalProtection();
    }
    setResult(slots, timeStamp(cpu));
  }

  /** RDPMC: the two counters of the P6 family count nothing that we model, and stay 0. */
  static void readCounter(CpuContext cpu) {
    long[] slots = cpu.slots();
    boolean allowed = (slots[CR4] & ControlRegisters.CR4_PCE) != 0 || X86Mode.cpl(slots) == 0;
    if (!allowed || (slots[ECX] & LOW) > 1) {
      throw X86Fault.generalProtection();
    }
    setResult(slots, 0);
  }

  private static long timeStamp(CpuContext cpu) {
    return cpu.retired() + cpu.slots()[TSC_OFFSET];
  }

  private static void setResult(long[] slots, long value) {
    slots[EDX] = value >>> 32;
    slots[EAX] = value & LOW;
  }
}
