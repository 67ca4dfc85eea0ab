package vmm.ppc.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.api.cpu.EngineMode;
import vmm.api.memory.HostMemory;
import vmm.core.memory.SparseHostMemory;
import vmm.ppc.PpcModel;
import vmm.ppc.decode.Decoder;
import vmm.ppc.decode.Row;
import vmm.ppc.vectors.PpcVector.State;
import vmm.ppc.vectors.PpcVectorMachine.Outcome;

/**
 * The simulated processor does what QEMU does, but for QEMU's known errors: every case of every
 * set.
 */
class PpcVectorsTest {
  /**
   * lwarx precedes each stwcx. of its set; mfspr and mtspr have vectors of XER under other names.
   */
  private static final String WITHOUT_VECTORS =
      """
      b bc bcctr bclr sc rfi rfci rfmci isync sync mbar
      mfmsr mtmsr wrtee wrteei mfspr mtspr mftb mfdcr mtdcr tlbre tlbwe tlbsx tlbsync
      dcba dcbf dcbi dcbst dcbt dcbtst dcbz dccci dcread icbi icbt iccci icread
      lwarx fsqrt fsqrts
      """;

  @ParameterizedTest
  @EnumSource
  void everyCaseAgrees(PpcVectorSet set) {
    agree(set, EngineMode.INTERPRETER, 1);
  }

  /** Each case is compiled for itself, which takes its time. */
  @ParameterizedTest
  @EnumSource
  void everyTenthCaseAgreesCompiled(PpcVectorSet set) {
    agree(set, EngineMode.JIT, 10);
  }

  /**
   * What computes, compares, loads or stores on a 440EP has vectors. Branches, the system's
   * instructions and the caches' have tests of their own, fsqrt is not implemented by its unit, and
   * of accumulations QEMU has the unsigned ones right only.
   */
  @Test
  void everyInstructionThatComputesHasVectors() {
    var captured = new HashSet<String>();
    for (PpcVectorSet set : PpcVectorSet.values()) {
      PpcVectorReader.read(set).forEach(vector -> captured.add(vector.mnemonic()));
    }
    List<String> left =
        Decoder.rows().stream()
            .filter(row -> row.on(PpcModel.P440EP))
            .map(Row::mnemonic)
            .filter(mnemonic -> !captured.contains(mnemonic))
            .filter(mnemonic -> !mnemonic.matches("n?mac[chl]hws?"))
            .distinct()
            .toList();
    assertThat(left).containsExactlyInAnyOrder(WITHOUT_VECTORS.split("\\s+"));
  }

  private static void agree(PpcVectorSet set, EngineMode mode, int step) {
    int failures = 0;
    var examples = new TreeMap<String, String>();
    try (HostMemory memory = SparseHostMemory.reserve(ProcessorMachine.MEMORY_BYTES)) {
      var machine = new ProcessorMachine(set, memory, mode);
      List<PpcVector> vectors = PpcVectorReader.read(set);
      for (int i = 0; i < vectors.size(); i += step) {
        PpcVector vector = vectors.get(i);
        List<String> differences = differences(set, vector, machine);
        if (!differences.isEmpty()) {
          failures++;
          String example = vector.title() + ": " + String.join("; ", differences);
          examples.putIfAbsent(vector.mnemonic(), example);
        }
      }
      assertThat(vectors).hasSizeGreaterThanOrEqualTo(480);
      assertThat(examples.values())
          .as("%d of %d cases, of %s", failures, vectors.size(), examples.keySet())
          .isEmpty();
    }
  }

  private static List<String> differences(
      PpcVectorSet set, PpcVector vector, PpcVectorMachine machine) {
    PpcVector toRun = set.kind().hasFpscr() ? FloatingRules.toRun(vector) : vector;
    Expectation expectation =
        switch (set.kind()) {
          case FLOATING -> FloatingRules.expectation(toRun);
          case SPE -> SpeRules.expectation(toRun);
          default -> FixedRules.expectation(toRun);
        };
    return expectation.differences(machine.run(toRun.word(), toRun.before()));
  }

  /** The comparison itself: a wrong bit anywhere is seen, in every case. */
  @ParameterizedTest
  @EnumSource
  void aWrongBitIsSeen(PpcVectorSet set) {
    for (PpcVector vector : PpcVectorReader.read(set).subList(0, 100)) {
      State after = vector.after();
      Expectation expectation = new Expectation(vector);
      assertThat(expectation.differences(new Outcome(after, vector.raised()))).isEmpty();
      assertThat(expectation.differences(new Outcome(after, !vector.raised()))).hasSize(1);
      assertThat(
              expectation.differences(
                  new Outcome(after.withStatus(after.status() ^ 1), vector.raised())))
          .hasSize(1);
      var registers = new ArrayList<>(after.registers());
      registers.set(1, registers.get(1) ^ 1L << 20);
      State wrong = new State(registers, after.condition() ^ 1, after.status());
      assertThat(expectation.differences(new Outcome(wrong, vector.raised()))).hasSize(2);
    }
  }

  @Test
  void undefinedBitsAndEstimatesAreLetThrough() {
    State state = new State(List.of(0L, 5L, 9L), 0, 0);
    Expectation expectation = new Expectation(new PpcVector("x", 0, state, state, false));
    expectation.undefineRegister(0, 0xF0);
    expectation.estimateRegister(1, 2);
    expectation.undefineCondition(1);

    assertThat(outcome(expectation, List.of(0x80L, 7L, 9L), 1)).isEmpty();
    assertThat(outcome(expectation, List.of(0x100L, 8L, 10L), 2)).hasSize(4);
  }

  private static List<String> outcome(Expectation e, List<Long> registers, int condition) {
    return e.differences(new Outcome(new State(registers, condition, 0), false));
  }
}
