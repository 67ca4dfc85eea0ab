package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.CTR;
import static vmm.ppc.PpcRegisters.LR;

import org.jspecify.annotations.Nullable;
import vmm.api.cpu.Condition;
import vmm.api.cpu.Value;
import vmm.ppc.decode.Fields;

/** Branches (Book I, section 2.4). */
final class Branches {
  private static final int BO_ANY_CONDITION = 16;
  private static final int BO_CONDITION_SET = 8;
  private static final int BO_ANY_COUNT = 4;
  private static final int BO_COUNT_ZERO = 2;

  private Branches() {}

  static void b(Block b) {
    long target = target(b, Fields.li(b.word()));
    b.beforeBranch(b.e.constant(1));
    link(b);
    b.jump(target);
  }

  static void bc(Block b) {
    long target = target(b, Fields.bd(b.word()));
    Value condition = decide(b);
    if (condition == null) {
      b.jump(target);
    } else {
      b.branch(condition, target);
    }
  }

  private static long target(Block b, int displacement) {
    long base = Fields.absolute(b.word()) ? 0 : b.thisPc();
    return (base + displacement) & 0xFFFF_FFFFL;
  }

  static void bclr(Block b) {
    indirect(b, LR);
  }

  /** The form that counts CTR down and goes there as well is invalid. */
  static void bcctr(Block b) {
    if ((Fields.rt(b.word()) & BO_ANY_COUNT) == 0) {
      b.illegal();
    } else {
      indirect(b, CTR);
    }
  }

  private static void indirect(Block b, int slot) {
    Value target = b.target(slot);
    Value condition = decide(b);
    if (condition == null) {
      b.jumpIndirect(target);
    } else {
      b.branchIndirect(condition, target);
    }
  }

  /** Counts down, links, and returns whether to branch; null if always. */
  private static @Nullable Value decide(Block b) {
    int bo = Fields.rt(b.word());
    Value count = (bo & BO_ANY_COUNT) == 0 ? b.e.sub(32, b.e.get(CTR), b.e.constant(1)) : null;
    Value condition = condition(b, bo, count);
    b.beforeBranch(condition == null ? b.e.constant(1) : condition);
    if (count != null) {
      b.e.put(CTR, count);
    }
    link(b);
    return condition;
  }

  private static @Nullable Value condition(Block b, int bo, @Nullable Value count) {
    Value counted = count == null ? null : counted(b, count, (bo & BO_COUNT_ZERO) != 0);
    if ((bo & BO_ANY_CONDITION) != 0) {
      return counted;
    }
    Value bit = b.cr.test(Fields.ra(b.word()), (bo & BO_CONDITION_SET) != 0);
    return counted == null ? bit : b.e.and(64, counted, bit);
  }

  private static Value counted(Block b, Value count, boolean untilZero) {
    return b.e.compare(untilZero ? Condition.EQ : Condition.NE, 32, count, b.e.constant(0));
  }

  /** LR gets the next address even if the branch is not taken. */
  private static void link(Block b) {
    if (Fields.record(b.word())) {
      b.e.put(LR, b.word(b.nextPc()));
    }
  }
}
