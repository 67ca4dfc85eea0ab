package vmm.engine.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vmm.engine.code.CompiledCode;
import vmm.engine.ir.Node;
import vmm.engine.ir.Operation;

/** Emits the bytecode of a region's blocks. */
final class BlockCompiler {
  private final CodeBuilder code;
  private final RegionPlan plan;
  private final RegionFlow flows;
  private final List<Label> heads;
  private final Constants constants;
  private final Variables variables;
  private final Values values;
  private final Exits exits;
  private final PageCaches caches;

  private int number;
  private BlockFlow flow;

  /**
   * Makes a compiler.
   *
   * @param heads where each block begins
   */
  BlockCompiler(
      CodeBuilder code,
      RegionPlan plan,
      RegionFlow flows,
      List<Label> heads,
      Constants constants,
      Variables variables,
      Exits exits,
      PageCaches caches) {
    this.code = code;
    this.plan = plan;
    this.flows = flows;
    this.heads = heads;
    this.constants = constants;
    this.variables = variables;
    this.exits = exits;
    this.caches = caches;
    values = new Values(code, variables, plan.slots());
    flow = flows.of(0);
  }

  /** Compiles a block. */
  void compile(int block) {
    number = block;
    flow = flows.of(block);
    values.begin(flow);
    enter();
    for (Node node : flow.nodes) {
      if (flow.liveness.live[node.index()]) {
        boundary(node);
        emit(node);
      }
    }
  }

  private void enter() {
    Label out = exits.to(CompiledCode.DISPATCH, flow.dirtyIn);
    long cost = plan.members().get(number).block().instructions;
    code.labelBinding(heads.get(number));
    code.lload(Variables.REMAINING).loadConstant(cost).lcmp().iflt(out);
    code.lload(Variables.REMAINING).loadConstant(cost).lsub().lstore(Variables.REMAINING);
  }

  /** Before an instruction behind one in which something may have happened. */
  private void boundary(Node node) {
    BitSet dirty = flow.boundaries[node.index()];
    if (dirty != null) {
      leaveIfAsked(CompiledCode.BOUNDARY, before(node), dirty);
    }
  }

  /** The instruction that begins before {@code node}: not its own if some have no nodes. */
  private int before(Node node) {
    int last = 0;
    for (int i = node.index() - 1; i >= 0; i--) {
      if (flow.liveness.live[i]) {
        last = flow.nodes.get(i).instruction();
        break;
      }
    }
    return last + 1;
  }

  private void leaveIfAsked(int exit, int instruction, BitSet dirty) {
    int result = CompiledCode.exit(CompiledCode.place(number, instruction), exit);
    code.iload(Variables.LEAVE).ifne(exits.to(result, dirty));
  }

  private void emit(Node node) {
    switch (node.operation()) {
      case CONSTANT -> {}
      case GET -> values.get(node);
      case PUT -> values.put(node);
      case LOAD, LOAD_UPDATE -> load(node);
      case STORE -> store(node);
      case CALL_PURE -> {
        call(node, 0);
        values.store(node);
      }
      case CALL_READS, CALL_CHECK, CALL_STATE -> callNow(node);
      case CHECK_IF, CALL_IF -> callIf(node);
      case JUMP -> jump(node.argument(0), 0);
      case JUMP_INDIRECT -> jumpIndirect(node);
      case BRANCH -> branch(node);
      case EXIT -> exits.leave(CompiledCode.DISPATCH, flow.dirtyOut);
      default -> values.define(node);
    }
  }

  // Memory and helpers

  private void load(Node node) {
    boolean update = node.operation() == Operation.LOAD_UPDATE;
    Label miss = code.newLabel();
    Label done = code.newLabel();
    Values.Operand gva = values.operand(node.argument(0));
    PageCaches.Entry cache = caches.of(number, node);
    if (cache != null) {
      askFirst(cache, gva, node.bits(), miss);
      code.invokestatic(Types.GUEST, "load" + node.bits(), Types.READ);
    } else {
      ask(update, gva, node.bits()).ifeq(miss);
      constants.context(code);
      gva.push();
      code.invokestatic(Types.GUEST, (update ? "update" : "read") + node.bits(), Types.READ);
    }
    code.goto_(done).labelBinding(miss);
    spill(node);
    constants.context(code).aload(Variables.THIS);
    gva.push();
    place(node).loadConstant(node.bits() / 8);
    code.invokestatic(Types.GUEST, update ? "loadForUpdate" : "load", Types.LOAD);
    happened();
    code.labelBinding(done);
    values.store(node);
    gva.done();
  }

  private void store(Node node) {
    Label miss = code.newLabel();
    Label done = code.newLabel();
    Values.Operand gva = values.operand(node.argument(0));
    Values.Operand value = values.operand(node.argument(1));
    PageCaches.Entry cache = caches.of(number, node);
    if (cache != null) {
      askFirst(cache, gva, node.bits(), miss);
      value.push();
      code.invokestatic(Types.GUEST, "store" + node.bits(), Types.WRITE);
    } else {
      ask(true, gva, node.bits()).ifeq(miss);
      constants.context(code);
      gva.push();
      value.push();
      code.invokestatic(Types.GUEST, "write" + node.bits(), Types.WRITE);
    }
    code.goto_(done).labelBinding(miss);
    spill(node);
    constants.context(code).aload(Variables.THIS);
    gva.push();
    value.push();
    place(node).loadConstant(node.bits() / 8);
    code.invokestatic(Types.GUEST, "store", Types.STORE);
    happened();
    code.labelBinding(done);
    gva.done();
    value.done();
  }

  /** Pushes whether the soft TLB answers an access. */
  private CodeBuilder ask(boolean write, Values.Operand gva, int bits) {
    constants.context(code);
    gva.push();
    String method = write ? "mayWrite" : "mayRead";
    return code.loadConstant(bits / 8).invokestatic(Types.GUEST, method, Types.ASK);
  }

  /** Pushes context and hpa of an access: by the page of the one before, else by the soft TLB. */
  private void askFirst(PageCaches.Entry cache, Values.Operand gva, int bits, Label miss) {
    Label hit = code.newLabel();
    gva.push();
    code.loadConstant(bits / 8).lload(cache.page());
    code.invokestatic(Types.GUEST, "within", Types.WITHIN).ifne(hit);
    ask(cache.write(), gva, bits).ifeq(miss);
    gva.push();
    code.invokestatic(Types.GUEST, "page", Types.LONG_TO_LONG).lstore(cache.page());
    constants.context(code);
    gva.push();
    String delta = cache.write() ? "writeDelta" : "readDelta";
    code.invokestatic(Types.GUEST, delta, Types.READ).lstore(cache.delta());
    code.labelBinding(hit);
    constants.context(code);
    gva.push();
    code.lload(cache.delta()).ladd();
  }

  private void spill(Node node) {
    variables.spill(code, dirty(flow.spills, node));
  }

  private static BitSet dirty(@Nullable BitSet[] sets, Node node) {
    return Objects.requireNonNull(sets[node.index()], node::toString);
  }

  /** Pushes what is left of the budget and the place. */
  private CodeBuilder place(Node node) {
    return code.lload(Variables.REMAINING)
        .loadConstant(CompiledCode.place(number, node.instruction()));
  }

  /** Anything may have happened. The stack stays as it is. */
  private void happened() {
    constants
        .context(code)
        .invokestatic(Types.GUEST, "remaining", Types.REMAINING)
        .lstore(Variables.REMAINING);
    constants
        .context(code)
        .invokestatic(Types.GUEST, "attention", Types.ATTENTION)
        .istore(Variables.LEAVE);
    caches.forget(code);
  }

  private void callNow(Node node) {
    spill(node);
    enter(node);
    call(node, 0);
    values.store(node);
    if (node.operation() != Operation.CALL_READS) {
      happened();
    }
    if (node.operation() == Operation.CALL_STATE) {
      values.evictAll();
      variables.reload(code, dirty(flow.reloads, node));
    }
  }

  private void callIf(Node node) {
    boolean state = node.operation() == Operation.CALL_IF;
    Label called = code.newLabel();
    Label done = code.newLabel();
    if (state) {
      values.evictAll();
    }
    values.jumpIf(node.argument(0), called);
    code.goto_(done).labelBinding(called);
    spill(node);
    enter(node);
    call(node, 1);
    code.pop2();
    happened();
    if (state) {
      variables.reload(code, dirty(flow.reloads, node));
    }
    code.labelBinding(done);
  }

  private void enter(Node node) {
    constants.context(code).aload(Variables.THIS);
    place(node).invokestatic(Types.GUEST, "enter", Types.ENTER);
  }

  /** Calls the helper with the three arguments from number {@code first} on. */
  private void call(Node node, int first) {
    constants.helper(code, node.helper());
    constants.context(code).invokevirtual(Types.CONTEXT, "cpu", Types.GET_CPU);
    for (int i = 0; i < 3; i++) {
      values.push(node.argument(first + i));
    }
    code.invokeinterface(Types.HELPER, "call", Types.HELPER_CALL);
  }

  // Ends

  private void jump(Node pc, int exit) {
    values.push(pc);
    code.lstore(variables.slot(plan.pcSlot()));
    int last = plan.members().get(number).block().instructions - 1;
    if (flow.observedAtEnd) {
      leaveIfAsked(exit, last, flow.dirtyOut);
    }
    int result = CompiledCode.exit(CompiledCode.place(number, last), exit);
    go(plan.members().get(number).targets().get(exit), result);
  }

  /** Goes to a block of the region, or leaves with {@code result}. */
  private void go(RegionPlan.Target target, int result) {
    if (target.member() < 0) {
      exits.leave(result, flow.dirtyOut);
      return;
    }
    if (target.checked()) {
      mapped(target).ifeq(exits.to(result, flow.dirtyOut));
    }
    code.goto_(heads.get(target.member()));
  }

  /** Pushes whether the code of a block is still mapped where it was. */
  private CodeBuilder mapped(RegionPlan.Target target) {
    var block = plan.members().get(target.member()).block();
    return constants
        .context(code)
        .loadConstant(block.pc + block.fetchBase)
        .loadConstant(block.hpa)
        .invokestatic(Types.GUEST, "mapped", Types.MAPPED);
  }

  private void branch(Node node) {
    Label taken = code.newLabel();
    values.jumpIf(node.argument(0), taken);
    jump(node.argument(2), 1);
    code.labelBinding(taken);
    jump(node.argument(1), 0);
  }

  private void jumpIndirect(Node node) {
    int pc = variables.slot(plan.pcSlot());
    values.push(node.argument(0));
    code.lstore(pc);
    int last = plan.members().get(number).block().instructions - 1;
    int result = CompiledCode.exit(CompiledCode.place(number, last), CompiledCode.INDIRECT);
    if (flow.observedAtEnd) {
      leaveIfAsked(CompiledCode.INDIRECT, last, flow.dirtyOut);
    }
    Label elsewhere = code.newLabel();
    boolean narrow = node.argument(0).width() <= Integer.SIZE;
    goToOneOf(within(plan.members().get(number).targets()), pc, narrow, elsewhere);
    code.labelBinding(elsewhere);
    exits.leave(result, flow.dirtyOut);
  }

  /** Those of the targets that are in the region, by the low half of their pc, each half once. */
  private Map<Integer, RegionPlan.Target> within(List<RegionPlan.Target> targets) {
    Map<Integer, RegionPlan.Target> found = new LinkedHashMap<>();
    for (RegionPlan.Target target : targets) {
      if (target.member() >= 0) {
        found.putIfAbsent((int) pcOf(target), target);
      }
    }
    return found;
  }

  private long pcOf(RegionPlan.Target target) {
    return plan.members().get(target.member()).block().pc;
  }

  /** The low half of a narrow pc is all of it. */
  private void goToOneOf(
      Map<Integer, RegionPlan.Target> targets, int pc, boolean narrow, Label elsewhere) {
    Map<RegionPlan.Target, Label> labels = new LinkedHashMap<>();
    targets.values().forEach(target -> labels.put(target, code.newLabel()));
    if (targets.size() > 1) {
      List<SwitchCase> cases = new ArrayList<>();
      targets.forEach((low, target) -> cases.add(SwitchCase.of(low, labels.get(target))));
      code.lload(pc).l2i().lookupswitch(elsewhere, cases);
    }
    labels.forEach(
        (target, label) -> {
          code.labelBinding(label);
          boolean known = targets.size() > 1 && narrow && pcOf(target) >>> Integer.SIZE == 0;
          if (!known) {
            code.lload(pc).loadConstant(pcOf(target)).lcmp().ifne(elsewhere);
          }
          if (target.checked()) {
            mapped(target).ifeq(elsewhere);
          }
          code.goto_(heads.get(target.member()));
        });
  }
}
