package vmm.x86.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import vmm.x86.X86Fault;

/** Assertions about exceptions. */
final class Faults {
  private Faults() {}

  static void assertFault(int vector, int errorCode, ThrowingCallable step) {
    assertThatThrownBy(step)
        .isInstanceOfSatisfying(
            X86Fault.class,
            fault -> {
              assertThat(fault.vector()).isEqualTo(vector);
              assertThat(fault.errorCode()).isEqualTo(errorCode);
            });
  }
}
