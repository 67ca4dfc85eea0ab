package vmm.engine.jit;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import vmm.api.cpu.Helper;
import vmm.engine.code.Block;
import vmm.engine.code.CompiledCode;

/** Makes classes out of plans. Keeps nothing: any thread may use it. */
final class RegionCompiler {
  /**
   * Number of bytes of bytecode of the largest region. HotSpot compiles no method of more than
   * 8,000 bytes (flag HugeMethodLimit), and what it inlines counts too when it optimizes.
   */
  static final int MOST_BYTES = 6000;

  private static final ClassDesc NAME =
      ClassDesc.of(RegionCompiler.class.getPackageName(), "Region");

  private static final String RUN = "run";

  private RegionCompiler() {}

  /** A region that cannot be compiled. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /**
   * Compiles the region, or as much of it as fits.
   *
   * @throws Refused if its entry alone is too large
   */
  static CompiledCode compile(RegionPlan plan) {
    List<Helper> helpers = new ArrayList<>();
    byte[] bytes = bytes(plan, helpers);
    int size = size(bytes);
    if (size <= MOST_BYTES) {
      return define(plan, helpers, bytes, size);
    }
    if (plan.members().size() == 1) {
      throw new Refused("a block of %d bytes of bytecode".formatted(size));
    }
    return compile(plan.half());
  }

  /** The class file of a region; collects the helpers that it calls. */
  static byte[] bytes(RegionPlan plan, List<Helper> helpers) {
    return ClassFile.of()
        .build(
            NAME,
            type ->
                type.withFlags(ClassFile.ACC_FINAL)
                    .withSuperclass(Types.CODE)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        Types.CONSTRUCTOR,
                        0,
                        code ->
                            code.aload(0)
                                .aload(1)
                                .aload(2)
                                .iload(3)
                                .invokespecial(
                                    Types.CODE, ConstantDescs.INIT_NAME, Types.CONSTRUCTOR)
                                .return_())
                    .withMethodBody(
                        RUN, Types.RUN, ClassFile.ACC_PUBLIC, code -> emit(code, plan, helpers)));
  }

  private static void emit(CodeBuilder code, RegionPlan plan, List<Helper> helpers) {
    helpers.clear();
    var flows = new RegionFlow(plan);
    var variables = new Variables(plan.slots());
    var exits = new Exits(code, variables);
    int blocks = plan.members().size();
    List<Label> heads = Stream.generate(code::newLabel).limit(blocks).toList();
    var compiler = new BlockCompiler(code, plan, flows, heads, helpers, variables, exits);
    code.aload(Variables.CONTEXT)
        .invokestatic(Types.GUEST, "remaining", Types.REMAINING)
        .lstore(Variables.REMAINING)
        .loadConstant(0)
        .istore(Variables.LEAVE);
    variables.reload(code, flows.of(0).liveIn);
    for (int i = 0; i < blocks; i++) {
      compiler.compile(i, loops(plan, i));
    }
    exits.finish();
  }

  /** Whether a block leads to {@code block} that comes not before it: all loops have such one. */
  private static boolean loops(RegionPlan plan, int block) {
    return plan.members().subList(block, plan.members().size()).stream()
        .flatMap(member -> member.targets().stream())
        .anyMatch(target -> target.member() == block);
  }

  /** Number of bytes of bytecode of the method that runs a region. */
  static int size(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .filter(method -> method.methodName().equalsString(RUN))
        .flatMap(method -> method.code().stream())
        .mapToInt(RegionCompiler::length)
        .sum();
  }

  private static int length(CodeModel code) {
    return ((CodeAttribute) code).codeLength();
  }

  private static CompiledCode define(
      RegionPlan plan, List<Helper> helpers, byte[] bytes, int size) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, false);
      return (CompiledCode)
          lookup
              .findConstructor(
                  lookup.lookupClass(),
                  MethodType.methodType(void.class, Block[].class, Helper[].class, int.class))
              .invoke(plan.blocks(), helpers.toArray(Helper[]::new), size);
    } catch (Throwable e) {
      throw new IllegalStateException("a region that the JVM does not take", e);
    }
  }
}
