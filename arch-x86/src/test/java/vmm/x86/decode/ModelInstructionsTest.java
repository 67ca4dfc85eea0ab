package vmm.x86.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.x86.X86Model;

/** Which processor model has which instruction: what its CPUID does not show is undefined. */
class ModelInstructionsTest {
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private static boolean defined(X86Model model, String hex) {
    return new Decoder(model.features()).decode(new Bytes(hex), 32, NO_LIMIT).defined();
  }

  /** The models that know an encoding, by their names. */
  private static List<String> models(String hex) {
    return Arrays.stream(X86Model.values())
        .filter(model -> defined(model, hex))
        .map(X86Model::modelName)
        .sorted()
        .toList();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "daa, 27",
    "das, 2F",
    "aaa, 37",
    "aas, 3F",
    "aam, D40A",
    "aad, D50A",
    "salc, D6",
    "pusha, 60",
    "popa, 61",
    "bound, 6200",
    "arpl, 63C0",
    "imul, 69C000000000",
    "imul, 6BC000",
    "insb, 6C",
    "outsd, 6F",
    "movs, A5",
    "cmps, A7",
    "stos, AB",
    "lods, AD",
    "scas, AF",
    "enter, C8000000",
    "leave, C9",
    "xlat, D7",
    "into, CE",
    "int1, F1",
    "int3, CC",
    "int, CD80",
    "iret, CF",
    "call far, 9A000000000000",
    "jmp far, EA000000000000",
    "retf, CB",
    "loop, E2FE",
    "wait, 9B",
    "fadd, D8C1",
    "hlt, F4",
    "cmc, F5",
    "lahf, 9F",
    "sahf, 9E",
    "les, C400",
    "lds, C500",
    "sldt, 0F00C0",
    "str, 0F00C8",
    "lldt, 0F00D0",
    "ltr, 0F00D8",
    "verr, 0F00E0",
    "verw, 0F00E8",
    "sgdt, 0F0100",
    "sidt, 0F0108",
    "lgdt, 0F0110",
    "lidt, 0F0118",
    "smsw, 0F01E0",
    "lmsw, 0F01F0",
    "invlpg, 0F0138",
    "lar, 0F02C0",
    "lsl, 0F03C0",
    "clts, 0F06",
    "invd, 0F08",
    "wbinvd, 0F09",
    "ud2, 0F0B",
    "mov cr, 0F20C0",
    "mov dr, 0F21C0",
    "mov to cr, 0F22C0",
    "mov to dr, 0F23C0",
    "jcc, 0F8400000000",
    "setcc, 0F94C0",
    "push fs, 0FA0",
    "pop gs, 0FA9",
    "cpuid, 0FA2",
    "bt, 0FA3C0",
    "shld, 0FA4C000",
    "shld, 0FA5C0",
    "rsm, 0FAA",
    "bts, 0FABC0",
    "shrd, 0FACC000",
    "shrd, 0FADC0",
    "imul, 0FAFC0",
    "cmpxchg, 0FB0C0",
    "cmpxchg, 0FB1C0",
    "lss, 0FB200",
    "btr, 0FB3C0",
    "lfs, 0FB400",
    "lgs, 0FB500",
    "movzx, 0FB6C0",
    "movzx, 0FB7C0",
    "bt, 0FBAE000",
    "btc, 0FBAF800",
    "btc, 0FBBC0",
    "bsf, 0FBCC0",
    "bsr, 0FBDC0",
    "movsx, 0FBEC0",
    "movsx, 0FBFC0",
    "xadd, 0FC0C0",
    "xadd, 0FC1C0",
    "bswap, 0FC8"
  })
  void everyModelHas(String instruction, String hex) {
    assertThat(models(hex)).as(instruction).containsExactly("486", "pentium", "pentium2");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "wrmsr, 0F30",
    "rdtsc, 0F31",
    "rdmsr, 0F32",
    "cmpxchg8b, 0FC708",
    "lock cmpxchg8b, F00FC708"
  })
  void thePentiumAdds(String instruction, String hex) {
    assertThat(models(hex)).as(instruction).containsExactly("pentium", "pentium2");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "rdpmc, 0F33",
    "sysenter, 0F34",
    "sysexit, 0F35",
    "cmovo, 0F40C0",
    "cmovg, 0F4FC0",
    "fxsave, 0FAE00",
    "fxrstor, 0FAE08",
    "prefetch, 0F1800",
    "nop, 0F1FC0"
  })
  void thePentium2Adds(String instruction, String hex) {
    assertThat(models(hex)).as(instruction).containsExactly("pentium2");
  }

  /** MMX, SSE, 3DNow!, what came later, test registers, and what is undefined for ever. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0F6EC0",
        "0F77",
        "0FFCC0",
        "0F10C0",
        "0F2800",
        "0FAEE8",
        "0FAE38",
        "0F0D00",
        "0F0FC00D",
        "0F05",
        "0F07",
        "0F01C8",
        "0F01D0",
        "0F01F8",
        "0FC7F0",
        "0F3800C0",
        "0FC300",
        "0F24C0",
        "0F26C0",
        "0FB8C0",
        "0FB9C0",
        "0FFFC0",
        "8FC8",
        "C6C800",
        "FFF8",
        "FEF8",
        "8DC0",
        "C5C0",
        "0FC7C8",
        "F090",
        "F089C0",
        "F08900"
      })
  void noModelHas(String hex) {
    assertThat(models(hex)).isEmpty();
  }
}
