package vmm.nested.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SecondStageTest {
  private final FakeNestedTlb tlb = new FakeNestedTlb();
  private final SecondStage stage = new SecondStage(tlb);

  @Test
  void emptySlotsAreTakenAndThenTheOldest() {
    stage.map(0x1000, 12, 0x81000);
    stage.map(0x2000, 12, 0x82000);
    stage.map(0x3000, 12, 0x83000);

    assertThat(tlb.secondStage)
        .containsEntry(0, new FakeNestedTlb.Block(0x3000, 12, 0x83000))
        .containsEntry(1, new FakeNestedTlb.Block(0x2000, 12, 0x82000));
    assertThat(stage.written()).isEqualTo(3);
  }

  @Test
  void aLargeBlockTakesThePlaceOfItsParts() {
    stage.map(0x1000, 12, 0x81000);
    stage.map(0x2000, 12, 0x82000);

    stage.map(0x0, 14, 0x80000);

    assertThat(tlb.secondStage.values()).containsExactly(new FakeNestedTlb.Block(0x0, 14, 0x80000));
    assertThat(stage.inUse()).isEqualTo(1);
  }

  @Test
  void whatLeadsIntoARangeGoes() {
    stage.map(0x4000, 14, 0x84000);
    stage.map(0x8000, 12, 0x88000);

    stage.unmap(0x6000, 0x1000, LongUnaryOperator.identity());

    assertThat(tlb.secondStage.values())
        .containsExactly(new FakeNestedTlb.Block(0x8000, 12, 0x88000));
  }

  @Test
  void anAliasOfARangeGoesWithIt() {
    stage.map(0x104000, 12, 0x84000);

    stage.unmap(0x4000, 0x1000, gpa -> gpa & ~0x100000L);

    assertThat(tlb.secondStage).isEmpty();
  }
}
