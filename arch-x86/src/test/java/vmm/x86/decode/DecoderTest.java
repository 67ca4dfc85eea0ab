package vmm.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.x86.X86Fault;
import vmm.x86.X86Feature;
import vmm.x86.X86Registers;

class DecoderTest {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final Decoder decoder = new Decoder(EnumSet.allOf(X86Feature.class));

  private Instruction decode(String hex, int bits) {
    return decoder.decode(new Bytes(hex), bits, NO_LIMIT);
  }

  @Test
  void lengthsAndMnemonicsAgreeWithObjdump() throws IOException {
    List<String> differences = new ArrayList<>();
    int samples = 0;
    for (String line : lines()) {
      String[] words = line.split(" ", -1);
      samples++;
      Instruction i = decode(words[1], Integer.parseInt(words[0]));
      String found = i.defined() ? i.name() : "-";
      int length = words[2].equals("-") ? i.length() : words[1].length() / 2;
      if (!found.equals(words[2]) || i.length() != length) {
        differences.add(line + " decoded as " + found + " of " + i.length());
      }
    }
    assertThat(differences).isEmpty();
    assertThat(samples).isGreaterThan(4000);
  }

  private static List<String> lines() throws IOException {
    var stream = Objects.requireNonNull(DecoderTest.class.getResourceAsStream("objdump.txt"));
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"6790, nop", "D6, salc", "F1, int1", "F6C805, test", "C0F005, shl", "82C005, add"})
  void undocumentedEncodingsAreWhatEveryProcessorMakesOfThem(String hex, String name) {
    assertThat(decode(hex, 32).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"F001C0", "F08B00", "F038C8", "F090", "F0F600FF", "F0E800000000"})
  void lockIsAllowedOnlyBeforeUpdatesOfMemory(String hex) {
    assertThat(decode(hex, 32).defined()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"F00100", "F08700", "F00FC708", "F0F610", "F0FF00", "F00FBA2801"})
  void lockIsAllowedBeforeUpdatesOfMemory(String hex) {
    Instruction i = decode(hex, 32);

    assertThat(i.defined()).isTrue();
    assertThat(i.lock()).isTrue();
  }

  @Test
  void fifteenBytesAreTheLongestInstruction() {
    assertThat(decode("66".repeat(14) + "90", 32).length()).isEqualTo(15);

    assertGeneralProtection("66".repeat(15) + "90", NO_LIMIT);
  }

  @Test
  void bytesBehindTheLimitOfCodeAreNotTaken() {
    assertThat(decoder.decode(new Bytes("B83412"), 16, 3).length()).isEqualTo(3);

    assertGeneralProtection("B83412", 2);
  }

  private void assertGeneralProtection(String hex, long room) {
    Bytes code = new Bytes(hex);
    assertThatThrownBy(() -> decoder.decode(code, 16, room))
        .isInstanceOfSatisfying(
            X86Fault.class,
            fault -> {
              assertThat(fault.vector()).isEqualTo(X86Fault.GP);
              assertThat(fault.errorCode()).isZero();
            });
  }

  @Test
  void operandAndAddressSizesFollowModeAndPrefixes() {
    assertThat(decode("01C0", 16).operandBits()).isEqualTo(16);
    assertThat(decode("6601C0", 16).operandBits()).isEqualTo(32);
    assertThat(decode("6601C0", 32).operandBits()).isEqualTo(16);
    assertThat(decode("67C700112233440000", 16).addressBits()).isEqualTo(32);
    assertThat(decode("4801C0", 64).operandBits()).isEqualTo(64);
    assertThat(decode("50", 64).operandBits()).isEqualTo(64);
    assertThat(decode("6650", 64).operandBits()).isEqualTo(16);
    assertThat(decode("66E800000000", 64).operandBits()).isEqualTo(64);
  }

  @Test
  void memoryOperandsOfSixteenBits() {
    Instruction i = decode("8B42FE", 16);

    assertThat(i.base()).isEqualTo(5);
    assertThat(i.index()).isEqualTo(6);
    assertThat(i.displacement()).isEqualTo(-2);
    assertThat(i.segment()).isEqualTo(X86Registers.SEG_SS);
    assertThat(decode("8B063412", 16).displacement()).isEqualTo(0x1234);
    assertThat(decode("8B063412", 16).base()).isEqualTo(Instruction.NO_REGISTER);
  }

  @Test
  void memoryOperandsWithScaledIndex() {
    Instruction i = decode("658B849810000000", 32);

    assertThat(i.base()).isZero();
    assertThat(i.index()).isEqualTo(3);
    assertThat(i.scale()).isEqualTo(2);
    assertThat(i.displacement()).isEqualTo(0x10);
    assertThat(i.segment()).isEqualTo(X86Registers.SEG_GS);
    assertThat(decode("8B0424", 32).segment()).isEqualTo(X86Registers.SEG_SS);
    assertThat(decode("8B042590000000", 32).base()).isEqualTo(Instruction.NO_REGISTER);
  }

  @Test
  void rexPrefixesReachTheUpperRegisters() {
    Instruction i = decode("4F8B4CE500", 64);

    assertThat(i.reg()).isEqualTo(9);
    assertThat(i.index()).isEqualTo(12);
    assertThat(i.base()).isEqualTo(13);
    assertThat(decode("4190", 64).mnemonic()).isEqualTo(Mnemonic.XCHG);
    assertThat(decode("8B0510000000", 64).ripRelative()).isTrue();
    assertThat(decode("48B88877665544332211", 64).immediate()).isEqualTo(0x1122334455667788L);
  }

  @Test
  void immediatesAndFarPointers() {
    assertThat(decode("83C0FF", 32).immediate()).isEqualTo(-1);
    assertThat(decode("C8341205", 32).immediate()).isEqualTo(0x1234);
    assertThat(decode("C8341205", 32).immediate2()).isEqualTo(5);
    assertThat(decode("EA785634120800", 32).immediate()).isEqualTo(0x12345678);
    assertThat(decode("EA785634120800", 32).immediate2()).isEqualTo(8);
  }

  @Test
  void theLastOfRepeatPrefixesCounts() {
    Instruction i = decode("F2F3A6", 32);

    assertThat(i.rep()).isTrue();
    assertThat(i.repne()).isFalse();
  }
}
