package vmm.shadow.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TlbSpace;

class ContextsTest {
  private final List<Integer> recycled = new ArrayList<>();
  private final Contexts contexts = new Contexts(3, recycled::add);

  @Test
  void aSpaceKeepsItsContext() {
    int one = contexts.use(key(0, 1));
    int two = contexts.use(key(0, 2));

    assertThat(contexts.use(key(0, 1))).isEqualTo(one).isNotEqualTo(two).isPositive();
    assertThat(recycled).isEmpty();
    assertThat(contexts.inUse()).isEqualTo(2);
  }

  @Test
  void thePrivilegesOfASpaceAreApart() {
    TlbSpace space = TlbSpace.of(0, 1);

    assertThat(contexts.use(new ContextKey(space, Privilege.USER)))
        .isNotEqualTo(contexts.use(new ContextKey(space, Privilege.SUPERVISOR)));
  }

  @Test
  void theOneUnusedForLongestGivesWayAndIsClearedFirst() {
    contexts.use(key(0, 1));
    int oldest = contexts.use(key(0, 2));
    contexts.use(key(0, 3));
    contexts.use(key(0, 1));

    assertThat(contexts.use(key(0, 4))).isEqualTo(oldest);
    assertThat(recycled).containsExactly(oldest);
    assertThat(contexts.recycled()).isEqualTo(1);
  }

  @Test
  void aContextIsKnownByItsNumber() {
    contexts.use(key(0, 1));
    int reused = contexts.use(key(0, 2));
    int three = contexts.use(key(1, 1));
    contexts.use(key(0, 1));
    contexts.use(key(0, 4));

    assertThat(contexts.key(three)).isEqualTo(key(1, 1));
    assertThat(contexts.key(reused)).isEqualTo(key(0, 4));
  }

  @Test
  void eachContextGrantsWhatItsPrivilegeMay() {
    assertThat(key(0, 1).rights()).isEqualTo(Rights.SUPERVISOR);
    assertThat(new ContextKey(TlbSpace.of(0, 1), Privilege.USER).rights()).isEqualTo(Rights.USER);
  }

  private static ContextKey key(int space, int id) {
    return new ContextKey(TlbSpace.of(space, id), Privilege.SUPERVISOR);
  }
}
