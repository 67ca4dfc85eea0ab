package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HotLoopSizeTest {
  /** HotSpot inlines no method with more bytes of bytecode (flag FreqInlineSize). */
  private static final int FREQUENT_INLINE_SIZE = 325;

  /** HotSpot compiles no method with more bytes of bytecode (flag HugeMethodLimit). */
  private static final int HUGE_METHOD_LIMIT = 8000;

  @ParameterizedTest
  @ValueSource(strings = {"run", "compute"})
  void eachPartOfTheHotLoopIsCompiledByHotSpotForItself(String name) throws IOException {
    byte[] bytes;
    try (var stream = HotLoop.class.getResourceAsStream("HotLoop.class")) {
      bytes = stream.readAllBytes();
    }
    var part =
        ClassFile.of().parse(bytes).methods().stream()
            .filter(method -> method.methodName().equalsString(name))
            .findFirst()
            .orElseThrow();
    int length = ((CodeAttribute) part.code().orElseThrow()).codeLength();
    assertThat(length).isStrictlyBetween(FREQUENT_INLINE_SIZE, HUGE_METHOD_LIMIT);
  }
}
