package vmm.engine.jit;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.stream.Stream;
import vmm.engine.code.Block;
import vmm.engine.code.CodeContext;
import vmm.engine.code.CompiledCode;

/** Makes classes out of plans. Keeps nothing: any thread may use it. */
final class RegionCompiler {
  /**
   * Number of bytes of bytecode of the largest region. HotSpot compiles no method of more than
   * 8,000 bytes (flag HugeMethodLimit), and what it inlines counts too when it optimizes.
   */
  static final int MOST_BYTES = 7500;

  /**
   * Number of blocks of the largest loop that has the pages of its accesses in locals. In a larger
   * region HotSpot has no registers for them: the benchmark's recursive calls took twice as long.
   */
  static final int MOST_BLOCKS_WITH_PAGES = 2;

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
  static CompiledCode compile(RegionPlan plan, CodeContext context) {
    int size = size(plan, false);
    if (size <= MOST_BYTES) {
      return define(plan, isTightLoop(plan), context);
    }
    int members = plan.members().size();
    if (members == 1) {
      throw new Refused("a block of %d bytes of bytecode".formatted(size));
    }
    int fitting = (int) ((long) members * MOST_BYTES / size);
    return compile(plan.first(Math.clamp(fitting, 1, members - 1)), context);
  }

  private static boolean isTightLoop(RegionPlan plan) {
    return plan.members().size() <= MOST_BLOCKS_WITH_PAGES && plan.loops();
  }

  /**
   * Number of bytes of bytecode of the method that runs a region.
   *
   * @param pages whether it keeps the pages that it accessed last
   */
  static int size(RegionPlan plan, boolean pages) {
    // Stack maps take most of the time, and do not count.
    var file = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);
    return size(bytes(file, plan, new Constants(), pages));
  }

  /** The class file of a region; collects the constants that it needs. */
  private static byte[] bytes(ClassFile file, RegionPlan plan, Constants constants, boolean pages) {
    return file.build(
        Constants.REGION,
        type -> {
          type.withFlags(ClassFile.ACC_FINAL).withSuperclass(Types.CODE);
          type.withMethodBody(
              ConstantDescs.INIT_NAME, Types.CONSTRUCTOR, 0, RegionCompiler::construct);
          type.withMethodBody(
              RUN, Types.RUN, ClassFile.ACC_PUBLIC, code -> emit(code, plan, constants, pages));
          constants.declare(type);
        });
  }

  private static void construct(CodeBuilder code) {
    code.aload(0)
        .aload(1)
        .iload(2)
        .iload(3)
        .invokespecial(Types.CODE, ConstantDescs.INIT_NAME, Types.CONSTRUCTOR)
        .return_();
  }

  private static void emit(CodeBuilder code, RegionPlan plan, Constants constants, boolean pages) {
    var flows = new RegionFlow(plan);
    var variables = new Variables(constants, plan.slots());
    var exits = new Exits(code, constants, variables);
    PageCaches caches = pages ? PageCaches.of(plan, variables) : PageCaches.none();
    int blocks = plan.members().size();
    List<Label> heads = Stream.generate(code::newLabel).limit(blocks).toList();
    var compiler = new BlockCompiler(code, plan, flows, heads, constants, variables, exits, caches);
    constants
        .context(code)
        .invokestatic(Types.GUEST, "remaining", Types.REMAINING)
        .lstore(Variables.REMAINING)
        .loadConstant(0)
        .istore(Variables.LEAVE);
    caches.begin(code);
    variables.reload(code, flows.of(0).liveIn);
    for (int i = 0; i < blocks; i++) {
      compiler.compile(i);
    }
    exits.finish();
  }

  private static int size(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .filter(method -> method.methodName().equalsString(RUN))
        .flatMap(method -> method.code().stream())
        .mapToInt(RegionCompiler::length)
        .sum();
  }

  private static int length(CodeModel code) {
    return ((CodeAttribute) code).codeLength();
  }

  private static CompiledCode define(RegionPlan plan, boolean pages, CodeContext context) {
    var constants = new Constants();
    byte[] bytes = bytes(ClassFile.of(), plan, constants, pages);
    Object[] data = constants.data(context);
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.lookup().defineHiddenClassWithClassData(bytes, data, true);
      return (CompiledCode)
          lookup
              .findConstructor(
                  lookup.lookupClass(),
                  MethodType.methodType(void.class, Block[].class, boolean.class, int.class))
              .invoke(plan.blocks(), plan.loops(), size(bytes));
    } catch (Throwable e) {
      throw new IllegalStateException("a region that the JVM does not take", e);
    }
  }
}
