package vmm.engine.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ways out of a region's method. What they have in common is behind its blocks. */
final class Exits {
  private record Exit(Label label, int result, BitSet dirty) {}

  private final CodeBuilder code;
  private final Constants constants;
  private final Variables variables;
  private final List<Exit> pending = new ArrayList<>();
  private final Map<BitSet, Label> spills = new HashMap<>();

  Exits(CodeBuilder code, Constants constants, Variables variables) {
    this.code = code;
    this.constants = constants;
    this.variables = variables;
  }

  /** Where to jump to in order to leave with {@code result} while some slots are dirty. */
  Label to(int result, BitSet dirty) {
    Label label = code.newLabel();
    pending.add(new Exit(label, result, (BitSet) dirty.clone()));
    return label;
  }

  /** Leaves. */
  void leave(int result, BitSet dirty) {
    code.loadConstant(result).istore(Variables.RESULT);
    code.goto_(spill((BitSet) dirty.clone()));
  }

  private Label spill(BitSet dirty) {
    return spills.computeIfAbsent(dirty, key -> code.newLabel());
  }

  /** Emits what has been collected. */
  void finish() {
    for (Exit exit : pending) {
      code.labelBinding(exit.label());
      leave(exit.result(), exit.dirty());
    }
    spills.forEach(
        (dirty, label) -> {
          code.labelBinding(label);
          variables.spill(code, dirty);
          constants
              .context(code)
              .lload(Variables.REMAINING)
              .invokestatic(Types.GUEST, "setRemaining", Types.SET_REMAINING)
              .iload(Variables.RESULT)
              .ireturn();
        });
  }
}
