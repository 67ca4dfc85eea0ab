package vmm.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.x86.X86Feature;

class OpcodeTableTest {
  private static final List<Row> ROWS =
      Stream.of(OneByteOpcodes.LINES, TwoByteOpcodes.LINES)
          .flatMap(table -> RowParser.parse(table).stream())
          .map(RowParser.Line::row)
          .toList();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noRowHidesAnother(boolean long64) {
    assertThat(new OpcodeTable(ROWS, long64)).isNotNull();
  }

  @Test
  void aRowThatWouldHideAnotherIsRefused() {
    List<Row> rows =
        RowParser.parse("FF/3 CALL_FAR M\nFF JMP Ev").stream().map(RowParser.Line::row).toList();

    assertThatThrownBy(() -> new OpcodeTable(rows, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hides");
  }

  @Test
  void everyRowOfSomeModeIsFoundThere() {
    OpcodeTable table32 = new OpcodeTable(ROWS, false);
    OpcodeTable table64 = new OpcodeTable(ROWS, true);

    for (Row row : ROWS) {
      OpcodeTable table = row.validity() == Row.Validity.ONLY_64 ? table64 : table32;
      int modRm = Math.max(row.extension(), 0) << 3;
      int opcode = row.map() << 8 | row.opcode();
      Row found = row.hasModRm() ? table.find(opcode, modRm) : table.find(opcode);
      assertThat(found).isEqualTo(row);
    }
  }

  @Test
  void everyMnemonicHasARow() {
    assertThat(ROWS.stream().map(Row::mnemonic).distinct()).contains(Mnemonic.values());
  }

  @Test
  void modelsLackTheInstructionsOfFeaturesTheyLack() {
    OpcodeTable old = OpcodeTable.of(Set.of(), false);
    OpcodeTable young = OpcodeTable.of(EnumSet.allOf(X86Feature.class), false);

    assertThat(old.find(0x144, 0xC0)).isNull();
    assertThat(young.find(0x144, 0xC0))
        .isNotNull()
        .extracting(Row::mnemonic)
        .isEqualTo(Mnemonic.CMOV);
  }
}
