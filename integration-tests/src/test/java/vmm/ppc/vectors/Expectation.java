package vmm.ppc.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vmm.ppc.vectors.PpcVector.State;
import vmm.ppc.vectors.PpcVectorMachine.Outcome;

/**
 * What an instruction must leave: what QEMU left, but for its known errors, and without what the
 * manual leaves undefined. The rules that change it are in {@link FixedRules} and {@link
 * FloatingRules}.
 */
final class Expectation {
  private final List<Long> registers;
  private final long[] undefinedRegisters;
  private final long[] slack;
  private int condition;
  private int undefinedCondition;
  private int status;
  private int undefinedStatus;
  private boolean raised;
  private boolean raisedUndefined;

  Expectation(PpcVector vector) {
    registers = new ArrayList<>(vector.after().registers());
    undefinedRegisters = new long[registers.size()];
    slack = new long[registers.size()];
    condition = vector.after().condition();
    status = vector.after().status();
    raised = vector.raised();
  }

  long register(int number) {
    return registers.get(number);
  }

  void setRegister(int number, long value) {
    registers.set(number, value);
  }

  /** Bits of a register count no more. */
  void undefineRegister(int number, long mask) {
    undefinedRegisters[number] |= mask;
  }

  /** A register may be off by so many units in its last place. */
  void estimateRegister(int number, long units) {
    slack[number] = units;
  }

  int status() {
    return status;
  }

  void setStatus(int value) {
    status = value;
  }

  /** Takes bits of the status from another. */
  void copyStatus(int other, int mask) {
    status = status & ~mask | other & mask;
  }

  void undefineStatus(int mask) {
    undefinedStatus |= mask;
  }

  /** Sets condition field {@code number} to four bits. */
  void setConditionField(int number, int value) {
    int shift = 28 - 4 * number;
    condition = condition & ~(0xF << shift) | value << shift;
  }

  void undefineCondition(int mask) {
    undefinedCondition |= mask;
  }

  void undefineRaised() {
    raisedUndefined = true;
  }

  /** How an outcome differs, one line each. */
  List<String> differences(Outcome outcome) {
    var found = new ArrayList<String>();
    State after = outcome.after();
    for (int i = 0; i < registers.size(); i++) {
      long actual = after.registers().get(i);
      if (Math.abs(actual - register(i)) > slack[i]) {
        compare("register " + i, actual, register(i), undefinedRegisters[i], found);
      }
    }
    compare("condition", after.condition(), condition, undefinedCondition, found);
    compare("status", after.status(), status, undefinedStatus, found);
    if (!raisedUndefined && outcome.raised() != raised) {
      found.add("raised is " + outcome.raised());
    }
    return found;
  }

  private static void compare(
      String name, long actual, long expected, long undefined, List<String> found) {
    if (((actual ^ expected) & ~undefined) != 0) {
      found.add(String.format(Locale.ROOT, "%s is %x, expected %x", name, actual, expected));
    }
  }
}
