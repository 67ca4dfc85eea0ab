package vmm.ppc.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;

class DecoderTest {
  @ParameterizedTest
  @EnumSource
  void noRowHidesAnother(PpcModel model) {
    List<Row> rows = Decoder.rows().stream().filter(row -> row.on(model)).toList();
    assertThat(rows).hasSizeGreaterThan(120);
    for (Row a : rows) {
      for (Row b : rows) {
        assertThat(!a.equals(b) && a.overlaps(b)).as("%s and %s", a, b).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsTheRowThatMatches(PpcModel model) {
    Decoder decoder = new Decoder(model);
    List<Row> rows = Decoder.rows().stream().filter(row -> row.on(model)).toList();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      int word = random.nextInt();
      Row expected = rows.stream().filter(row -> row.matches(word)).findFirst().orElse(null);
      assertThat(decoder.find(word)).isSameAs(expected);
    }
  }

  @Test
  void modelsDiffer() {
    int tlbivax = 0x7C00_0624;
    int lswi = 0x7C00_04AA;
    int fadd = 0xFC00_002A;
    assertThat(new Decoder(PpcModel.P440EP).find(tlbivax)).isNull();
    assertThat(new Decoder(PpcModel.E500V2).find(tlbivax)).isNotNull();
    assertThat(new Decoder(PpcModel.E500V2).find(lswi)).isNull();
    assertThat(new Decoder(PpcModel.P440X5).find(lswi)).isNotNull();
    assertThat(new Decoder(PpcModel.P440X5).find(fadd)).isNull();
    assertThat(new Decoder(PpcModel.P440EP).find(fadd)).isNotNull();
  }

  @Test
  void refusesRowsThatHideOthers() {
    List<Row> rows = RowParser.parse("31 266 XO add oe rc\n31 778 X other");
    assertThatThrownBy(() -> new Decoder(rows)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tellsKindsOfStorageAccesses() {
    Decoder fpu = new Decoder(PpcModel.P440EP);
    Decoder spe = new Decoder(PpcModel.E500V2);
    assertThat(fpu.storageSyndrome(0xC801_0008)).isEqualTo(PpcFault.ESR_FP);
    assertThat(fpu.storageSyndrome(0x7C20_17AE)).isEqualTo(PpcFault.ESR_FP);
    assertThat(fpu.storageSyndrome(0x8001_0008)).isZero();
    assertThat(spe.storageSyndrome(0x1061_0B01)).isEqualTo(PpcFault.ESR_SPV);
    assertThat(spe.storageSyndrome(0x1061_0B21)).isEqualTo(PpcFault.ESR_SPV);
    assertThat(spe.storageSyndrome(0xC801_0008)).isZero();
    assertThat(spe.storageSyndrome(0x9001_0008)).isZero();
  }
}
