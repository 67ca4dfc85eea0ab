package vmm.engine.code;

import java.util.List;
import vmm.engine.ir.Arithmetic;
import vmm.engine.ir.Operation;

/** The word that tells {@link Opcode#COMPUTE} what to compute. */
public final class Computation {
  private static final List<Operation> OPERATIONS = List.of(Operation.values());

  private Computation() {}

  /** Packs the parts of a word; the immediate has at most 48 bits. */
  static long pack(Operation operation, int bits, long immediate) {
    return OPERATIONS.indexOf(operation) | (long) bits << 8 | immediate << 16;
  }

  /** Computes what the word says. */
  public static long apply(long word, long a, long b) {
    Operation operation = OPERATIONS.get((int) word & 0xFF);
    return Arithmetic.apply(operation, (int) (word >>> 8) & 0xFF, word >>> 16, a, b, 0);
  }
}
