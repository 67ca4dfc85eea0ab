package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import org.junit.jupiter.api.Test;

class HotLoopSizeTest {
  /** HotSpot compiles no method with more bytes of bytecode (flag HugeMethodLimit). */
  private static final int HUGE_METHOD_LIMIT = 8000;

  @Test
  void theHotLoopIsCompiledByHotSpot() throws IOException {
    byte[] bytes;
    try (var stream = HotLoop.class.getResourceAsStream("HotLoop.class")) {
      bytes = stream.readAllBytes();
    }
    var run =
        ClassFile.of().parse(bytes).methods().stream()
            .filter(method -> method.methodName().equalsString("run"))
            .findFirst()
            .orElseThrow();
    int length = ((CodeAttribute) run.code().orElseThrow()).codeLength();
    assertThat(length).isBetween(1000, HUGE_METHOD_LIMIT);
  }
}
