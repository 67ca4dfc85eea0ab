package vmm.x86.system;

import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.EIP;
import static vmm.x86.X86Registers.HALTED;

import vmm.api.cpu.CpuContext;
import vmm.x86.Flags;
import vmm.x86.SystemInstructions;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;

/** The system instructions, each handed to the class that knows it. */
public final class SystemUnit implements SystemInstructions {
  /** The one that every translator calls; it holds no state. */
  public static final SystemUnit INSTANCE = new SystemUnit();

  private SystemUnit() {}

  @Override
  public long loadSegment(CpuContext cpu, long segment, long selector, long unused) {
    SegmentLoads.load(cpu, (int) segment, selector(selector));
    return 0;
  }

  @Override
  public long farJump(CpuContext cpu, long selector, long offset, long nextEip) {
    FarTransfers.jump(cpu, selector(selector), offset, nextEip);
    return 0;
  }

  @Override
  public long farCall(CpuContext cpu, long selectorAndBits, long offset, long nextEip) {
    int bits = (int) (selectorAndBits >>> 16);
    FarTransfers.call(cpu, bits, selector(selectorAndBits), offset, nextEip);
    return 0;
  }

  @Override
  public long farReturn(CpuContext cpu, long operandBits, long popBytes, long unused) {
    FarTransfers.ret(cpu, (int) operandBits, popBytes);
    return 0;
  }

  @Override
  public long interruptReturn(CpuContext cpu, long operandBits, long nextEip, long unused) {
    Returns.interruptReturn(cpu, (int) operandBits, nextEip);
    return 0;
  }

  @Override
  public long interrupt(CpuContext cpu, long vector, long nextEip, long kind) {
    if (kind == INTERRUPT_ICE) {
      DebugRegisters.trap(cpu, nextEip);
      return 0;
    }
    long flags = cpu.slots()[EFLAGS];
    if (kind == INTERRUPT_SOFTWARE && (flags & Flags.VM) != 0 && Flags.iopl(flags) < 3) {
      throw X86Fault.generalProtection();
    }
    Interrupts.software(cpu, (int) vector & 0xFF, nextEip);
    return 0;
  }

  @Override
  public long halt(CpuContext cpu, long nextEip, long unused, long unused2) {
    cpu.slots()[EIP] = nextEip;
    cpu.slots()[HALTED] = 1;
    return 0;
  }

  @Override
  public long clearTaskSwitched(CpuContext cpu, long unused, long unused2, long unused3) {
    cpu.slots()[CR0] &= ~X86Mode.CR0_TS;
    return 0;
  }

  @Override
  public long loadMachineStatus(CpuContext cpu, long value, long unused, long unused2) {
    ControlRegisters.loadMachineStatus(cpu, value);
    return 0;
  }

  @Override
  public long moveToControl(CpuContext cpu, long register, long value, long unused) {
    ControlRegisters.write(cpu, (int) register, value);
    return 0;
  }

  @Override
  public long moveFromControl(CpuContext cpu, long register, long unused, long unused2) {
    return ControlRegisters.read(cpu, (int) register);
  }

  @Override
  public long moveToDebug(CpuContext cpu, long register, long value, long unused) {
    DebugRegisters.write(cpu, (int) register, value);
    return 0;
  }

  @Override
  public long moveFromDebug(CpuContext cpu, long register, long unused, long unused2) {
    return DebugRegisters.read(cpu, (int) register);
  }

  @Override
  public long loadLocalTable(CpuContext cpu, long selector, long unused, long unused2) {
    SystemSegments.loadLocalTable(cpu, selector(selector));
    return 0;
  }

  @Override
  public long loadTask(CpuContext cpu, long selector, long unused, long unused2) {
    SystemSegments.loadTask(cpu, selector(selector));
    return 0;
  }

  @Override
  public long accessRights(CpuContext cpu, long selector, long unused, long unused2) {
    return SystemSegments.accessRights(cpu, selector(selector));
  }

  @Override
  public long segmentLimit(CpuContext cpu, long selector, long unused, long unused2) {
    return SystemSegments.limit(cpu, selector(selector));
  }

  @Override
  public long verifyRead(CpuContext cpu, long selector, long unused, long unused2) {
    return SystemSegments.readable(cpu, selector(selector)) ? 1 : 0;
  }

  @Override
  public long verifyWrite(CpuContext cpu, long selector, long unused, long unused2) {
    return SystemSegments.writable(cpu, selector(selector)) ? 1 : 0;
  }

  @Override
  public long invalidatePage(CpuContext cpu, long linear, long unused, long unused2) {
    ControlRegisters.invalidatePage(cpu, linear);
    return 0;
  }

  @Override
  public long identify(CpuContext cpu, long unused, long unused2, long unused3) {
    Cpuid.identify(cpu.slots(), X86Core.of(cpu).model());
    return 0;
  }

  @Override
  public long readTimeStamp(CpuContext cpu, long unused, long unused2, long unused3) {
    Msrs.readTimeStamp(cpu);
    return 0;
  }

  @Override
  public long readCounter(CpuContext cpu, long unused, long unused2, long unused3) {
    Msrs.readCounter(cpu);
    return 0;
  }

  @Override
  public long readModelSpecific(CpuContext cpu, long unused, long unused2, long unused3) {
    Msrs.read(cpu);
    return 0;
  }

  @Override
  public long writeModelSpecific(CpuContext cpu, long unused, long unused2, long unused3) {
    Msrs.write(cpu);
    return 0;
  }

  @Override
  public long systemEnter(CpuContext cpu, long unused, long unused2, long unused3) {
    FastCalls.enter(cpu.slots());
    return 0;
  }

  @Override
  public long systemExit(CpuContext cpu, long unused, long unused2, long unused3) {
    FastCalls.exit(cpu.slots());
    cpu.interruptsChanged();
    return 0;
  }

  @Override
  public long checkPort(CpuContext cpu, long port, long bytes, long unused) {
    PortPermissions.check(cpu, (int) port & 0xFFFF, (int) bytes);
    return 0;
  }

  @Override
  public long numericError(CpuContext cpu, long unused, long unused2, long unused3) {
    if ((cpu.slots()[CR0] & X86Mode.CR0_NE) != 0) {
      throw X86Fault.of(X86Fault.MF);
    }
    X86Core.of(cpu).numericError();
    return 0;
  }

  @Override
  public long instructionBreakpoint(CpuContext cpu, long unused, long unused2, long unused3) {
    DebugRegisters.checkInstruction(cpu);
    return 0;
  }

  @Override
  public long debugTrap(CpuContext cpu, long stepped, long unused, long unused2) {
    DebugRegisters.afterInstruction(cpu, stepped != 0);
    return 0;
  }

  @Override
  public long portBreakpoint(CpuContext cpu, long port, long bytes, long unused) {
    DebugRegisters.notePort(cpu.slots(), port & 0xFFFF, (int) bytes);
    return 0;
  }

  private static int selector(long value) {
    return (int) value & 0xFFFF;
  }
}
