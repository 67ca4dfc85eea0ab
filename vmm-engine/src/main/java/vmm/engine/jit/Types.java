package vmm.engine.jit;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.Helper;
import vmm.engine.code.Block;
import vmm.engine.code.CodeContext;
import vmm.engine.code.CompiledCode;

/** The types that compiled code names. */
final class Types {
  static final ClassDesc GUEST = type(Guest.class);
  static final ClassDesc CONTEXT = type(CodeContext.class);
  static final ClassDesc CODE = type(CompiledCode.class);
  static final ClassDesc HELPER = type(Helper.class);
  static final ClassDesc CPU = type(CpuContext.class);
  static final ClassDesc FRAME = CD_long.arrayType();
  static final ClassDesc LONG = type(Long.class);
  static final ClassDesc INTEGER = type(Integer.class);

  static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(CD_void, type(Block.class).arrayType(), CD_boolean, CD_int);
  static final MethodTypeDesc RUN = MethodTypeDesc.of(CD_int);
  static final MethodTypeDesc HELPER_CALL =
      MethodTypeDesc.of(CD_long, CPU, CD_long, CD_long, CD_long);
  static final MethodTypeDesc GET_CPU = MethodTypeDesc.of(CPU);
  static final MethodTypeDesc ASK = MethodTypeDesc.of(CD_boolean, CONTEXT, CD_long, CD_int);
  static final MethodTypeDesc WITHIN = MethodTypeDesc.of(CD_boolean, CD_long, CD_int, CD_long);
  static final MethodTypeDesc MAPPED = MethodTypeDesc.of(CD_boolean, CONTEXT, CD_long, CD_long);
  static final MethodTypeDesc READ = MethodTypeDesc.of(CD_long, CONTEXT, CD_long);
  static final MethodTypeDesc WRITE = MethodTypeDesc.of(CD_void, CONTEXT, CD_long, CD_long);
  static final MethodTypeDesc LOAD =
      MethodTypeDesc.of(CD_long, CONTEXT, CODE, CD_long, CD_long, CD_int, CD_int);
  static final MethodTypeDesc STORE =
      MethodTypeDesc.of(CD_void, CONTEXT, CODE, CD_long, CD_long, CD_long, CD_int, CD_int);
  static final MethodTypeDesc ENTER = MethodTypeDesc.of(CD_void, CONTEXT, CODE, CD_long, CD_int);
  static final MethodTypeDesc REMAINING = MethodTypeDesc.of(CD_long, CONTEXT);
  static final MethodTypeDesc SET_REMAINING = MethodTypeDesc.of(CD_void, CONTEXT, CD_long);
  static final MethodTypeDesc ATTENTION = MethodTypeDesc.of(CD_boolean, CONTEXT);
  static final MethodTypeDesc OF_BITS = MethodTypeDesc.of(CD_long, CD_long, CD_int);
  static final MethodTypeDesc ROTATE = MethodTypeDesc.of(CD_long, CD_long, CD_long, CD_int);
  static final MethodTypeDesc LONG_TO_LONG = MethodTypeDesc.of(CD_long, CD_long);
  static final MethodTypeDesc LONG_TO_INT = MethodTypeDesc.of(CD_int, CD_long);
  static final MethodTypeDesc INT_TO_INT = MethodTypeDesc.of(CD_int, CD_int);
  static final MethodTypeDesc TWO_INTS_TO_INT = MethodTypeDesc.of(CD_int, CD_int, CD_int);
  static final MethodTypeDesc COMPARE = MethodTypeDesc.of(CD_int, CD_long, CD_long);

  private Types() {}

  /** Type of {@code Guest.spill} for so many values. */
  static MethodTypeDesc spill(int values) {
    return MethodTypeDesc.of(CD_void, FRAME)
        .insertParameterTypes(
            1, Collections.nCopies(values + 1, CD_long).toArray(ClassDesc[]::new));
  }

  private static ClassDesc type(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }
}
