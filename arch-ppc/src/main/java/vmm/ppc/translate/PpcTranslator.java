package vmm.ppc.translate;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Emitter;
import vmm.api.cpu.Translator;
import vmm.ppc.PpcModel;
import vmm.ppc.SystemInstructions;
import vmm.ppc.decode.Decoder;

/** Translates PowerPC code: finds each instruction's encoding and lets its meaning emit. */
public final class PpcTranslator implements Translator {
  private final Decoder decoder;

  /** The meanings of the decoder's rows. */
  private final Semantic[] meanings;

  private final PpcModel model;
  private final SystemInstructions system;
  private final BooleanSupplier fetchFailed;

  private @Nullable Block block;

  /**
   * Makes a translator for a model.
   *
   * @param fetchFailed asked once for each instruction: whether nothing answered its fetch
   */
  public PpcTranslator(PpcModel model, SystemInstructions system, BooleanSupplier fetchFailed) {
    decoder = new Decoder(model);
    meanings =
        decoder.ofModel().stream().map(row -> Meanings.of(row.mnemonic())).toArray(Semantic[]::new);
    this.model = model;
    this.system = system;
    this.fetchFailed = fetchFailed;
  }

  @Override
  public void begin(long mode, long pc, Emitter emitter) {
    block = new Block(emitter, mode, pc, model, system);
  }

  @Override
  public boolean translate(CodeReader code, long offset) {
    int word = code.next8() << 24 | code.next8() << 16 | code.next8() << 8 | code.next8();
    Block b = current();
    b.begin(code.reversed() ? Integer.reverseBytes(word) : word, offset);
    b.prepareInstruction();
    if (fetchFailed.getAsBoolean()) {
      b.call(system::failedFetch);
    }
    int row = decoder.number(b.word());
    if (row < 0) {
      b.illegal();
    } else {
      meanings[row].emit(b);
    }
    b.finishInstruction();
    return !b.ended();
  }

  @Override
  public void end(long offset) {
    current().cut(offset);
  }

  private Block current() {
    if (block == null) {
      throw new IllegalStateException("no block begun");
    }
    return block;
  }
}
