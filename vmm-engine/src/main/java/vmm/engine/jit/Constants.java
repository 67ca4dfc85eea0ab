package vmm.engine.jit;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.util.ArrayList;
import java.util.List;
import vmm.api.cpu.Helper;
import vmm.engine.code.CodeContext;

/**
 * What a region's class has in static final fields: the processor that it was made for, and the
 * helpers that it calls. HotSpot takes them for constants, and with them the addresses and lengths
 * of the soft TLB and of memory. So compiled code belongs to one processor.
 */
final class Constants {
  /** The name of each region's class, which is hidden. */
  static final ClassDesc REGION = ClassDesc.of(Constants.class.getPackageName(), "Region");

  private static final String CONTEXT = "CONTEXT";
  private static final String FRAME = "FRAME";
  private static final String HELPER = "HELPER";

  private static final int FLAGS =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL;

  private final List<Helper> helpers = new ArrayList<>();

  /** Pushes the context. */
  CodeBuilder context(CodeBuilder code) {
    return code.getstatic(REGION, CONTEXT, Types.CONTEXT);
  }

  /** Pushes the array of slots. */
  CodeBuilder frame(CodeBuilder code) {
    return code.getstatic(REGION, FRAME, Types.FRAME);
  }

  /** Pushes a helper. */
  CodeBuilder helper(CodeBuilder code, Helper helper) {
    int number = helpers.indexOf(helper);
    if (number < 0) {
      number = helpers.size();
      helpers.add(helper);
    }
    return code.getstatic(REGION, HELPER + number, Types.HELPER);
  }

  /** Declares the fields, once it is known which there are, and what sets them. */
  void declare(ClassBuilder type) {
    type.withField(CONTEXT, Types.CONTEXT, FLAGS).withField(FRAME, Types.FRAME, FLAGS);
    for (int i = 0; i < helpers.size(); i++) {
      type.withField(HELPER + i, Types.HELPER, FLAGS);
    }
    type.withMethodBody(
        ConstantDescs.CLASS_INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_STATIC,
        code -> {
          code.loadConstant(
                  DynamicConstantDesc.ofNamed(
                      ConstantDescs.BSM_CLASS_DATA,
                      ConstantDescs.DEFAULT_NAME,
                      ConstantDescs.CD_Object.arrayType()))
              .astore(0);
          set(code, 0, CONTEXT, Types.CONTEXT);
          set(code, 1, FRAME, Types.FRAME);
          for (int i = 0; i < helpers.size(); i++) {
            set(code, i + 2, HELPER + i, Types.HELPER);
          }
          code.return_();
        });
  }

  private void set(CodeBuilder code, int index, String field, ClassDesc type) {
    code.aload(0).loadConstant(index).aaload().checkcast(type).putstatic(REGION, field, type);
  }

  /** The values, in the order in which the class expects them as its class data. */
  Object[] data(CodeContext context) {
    List<Object> data = new ArrayList<>(List.of(context, context.run().frame));
    data.addAll(helpers);
    return data.toArray();
  }
}
