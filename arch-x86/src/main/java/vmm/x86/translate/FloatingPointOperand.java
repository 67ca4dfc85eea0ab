package vmm.x86.translate;

import static vmm.x86.X86Registers.EAX;
import static vmm.x86.X86Registers.EFLAGS;
import static vmm.x86.X86Registers.SELECTOR;

import vmm.api.cpu.CpuContext;
import vmm.api.mmu.AccessType;
import vmm.x86.Flags;
import vmm.x86.Segmentation;
import vmm.x86.X86Fault;
import vmm.x86.X86Mode;
import vmm.x86.fpu.FpuHost;

/** What one x87 instruction sees of its processor: its memory operand, AX and flags. */
record FloatingPointOperand(CpuContext cpu, int segment, long offset, boolean wideOperands)
    implements FpuHost {
  /** Bytes to which FXSAVE and FXRSTOR want their operand aligned. */
  private static final int PARAGRAPH = 16;

  /** Raises #GP(0) unless the operand is aligned as FXSAVE and FXRSTOR want it. */
  void checkParagraph() {
    long linear = Segmentation.linear(cpu.slots(), segment, offset, PARAGRAPH, false);
    if (linear % PARAGRAPH != 0) {
      throw X86Fault.generalProtection();
    }
  }

  @Override
  public long read(int displacement, int bytes) {
    return cpu.memory()
        .load(8 * bytes, linear(displacement, bytes, false), SegmentedMemory.privilege(cpu));
  }

  @Override
  public void write(int displacement, int bytes, long value) {
    cpu.memory()
        .store(8 * bytes, linear(displacement, bytes, true), value, SegmentedMemory.privilege(cpu));
  }

  /** Alignment is that of the operand's first part; behind it, nothing need be aligned. */
  private long linear(int displacement, int bytes, boolean write) {
    return displacement == 0
        ? SegmentedMemory.linear(cpu, segment, offset, bytes, write)
        : Segmentation.linear(cpu.slots(), segment, offset + displacement, bytes, write);
  }

  @Override
  public void checkWritable(int bytes) {
    long linear = Segmentation.linear(cpu.slots(), segment, offset, bytes, true);
    cpu.memory().probe(linear, bytes, AccessType.WRITE, SegmentedMemory.privilege(cpu));
  }

  @Override
  public int flags() {
    Flags.settle(cpu.slots());
    return (int) cpu.slots()[EFLAGS];
  }

  @Override
  public void setFlags(int zeroParityCarry) {
    long[] slots = cpu.slots();
    Flags.settle(slots);
    slots[EFLAGS] = (slots[EFLAGS] & ~(long) Flags.ARITHMETIC) | zeroParityCarry;
  }

  @Override
  public void setAx(int value) {
    SegmentedMemory.putMasked(cpu.slots(), EAX, 0xFFFF, value);
  }

  @Override
  public int codeSelector() {
    return (int) SegmentedMemory.codeSelector(cpu.slots());
  }

  @Override
  public long instructionOffset() {
    return cpu.pc();
  }

  @Override
  public int dataSelector() {
    return (int) cpu.slots()[SELECTOR + segment];
  }

  @Override
  public long dataOffset() {
    return offset;
  }

  @Override
  public boolean realAddresses() {
    return X86Mode.realAddressing(X86Mode.of(cpu.slots()));
  }
}
