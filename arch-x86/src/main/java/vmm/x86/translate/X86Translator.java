package vmm.x86.translate;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Translator;
import vmm.x86.SystemInstructions;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Mode;
import vmm.x86.decode.Decoder;
import vmm.x86.decode.Instruction;

/** Translates x86 code: decodes each instruction and lets its {@link Meanings meaning} emit. */
public final class X86Translator implements Translator {
  private final Decoder decoder;
  private final Set<X86Feature> features;
  private final SystemInstructions system;

  private @Nullable Block block;
  private long mode;
  private long pc;

  /**
   * Makes a translator.
   *
   * @param features what the processor model has
   * @param system what runs system instructions
   */
  public X86Translator(Set<X86Feature> features, SystemInstructions system) {
    decoder = new Decoder(features);
    this.features = Set.copyOf(features);
    this.system = system;
  }

  @Override
  public void begin(long mode, long pc, Emitter emitter) {
    this.mode = mode;
    this.pc = pc;
    block = new Block(emitter, mode, pc, features, system);
  }

  @Override
  public boolean translate(CodeReader code, long offset) {
    Block b = current();
    Instruction instruction = decoder.decode(code, defaultBits(), room(offset));
    b.begin(instruction, offset);
    if (X86Mode.has(mode, X86Mode.BREAKPOINTS)) {
      b.check(system::instructionBreakpoint);
    }
    checkCodeLimit(b, offset);
    if (instruction.defined()) {
      Meanings.of(instruction.mnemonic()).emit(b);
    } else {
      b.raise(X86Fault.UD);
    }
    if (!b.ended() && b.singly()) {
      b.exitToNext();
    }
    if (!b.ended()) {
      b.flags.endInstruction();
    }
    return !b.ended();
  }

  @Override
  public void end(long offset) {
    Block b = current();
    b.flags.flush();
    b.e.jump(b.e.constant(b.pcAt(offset)), offset);
  }

  private Block current() {
    if (block == null) {
      throw new IllegalStateException("no block begun");
    }
    return block;
  }

  private int defaultBits() {
    if (X86Mode.has(mode, X86Mode.LONG)) {
      return 64;
    }
    return X86Mode.has(mode, X86Mode.CODE32) ? 32 : 16;
  }

  /** Number of bytes from an instruction to the limit of CS, where the mode word tells it. */
  private long room(long offset) {
    return X86Mode.has(mode, X86Mode.CODE_64K)
        ? Math.max(0, 0x1_0000 - (pc + offset))
        : Long.MAX_VALUE;
  }

  /** Where the mode word does not tell the limit of CS, the instruction asks for it. */
  private void checkCodeLimit(Block b, long offset) {
    if (!X86Mode.has(mode, X86Mode.CODE_64K) && !X86Mode.has(mode, X86Mode.CODE_UNLIMITED)) {
      b.checkTarget(b.e.constant(b.pcAt(offset + b.instruction().length() - 1)));
    }
  }
}
