package vmm.ppc.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vmm.ppc.decode.Decoder;
import vmm.ppc.decode.Row;

class MeaningsTest {
  @Test
  void everyMnemonicHasAMeaningAndNoneIsLeftOver() {
    var encoded = Decoder.rows().stream().map(Row::mnemonic).collect(Collectors.toSet());
    assertThat(Meanings.mnemonics()).isEqualTo(encoded);
  }
}
