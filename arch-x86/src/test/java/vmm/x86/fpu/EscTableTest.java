package vmm.x86.fpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EscTableTest {
  @ParameterizedTest
  @CsvSource({
    "D8, 00, fadd", "D8, E3, fsub", "DC, E3, fsubr", "DE, FB, fdivp", "D9, C9, fxch",
    "DB, 2D, fld", "DB, 3D, fstp", "DF, 35, fbstp", "DF, E0, fnstsw", "D9, 28, fldcw",
    "DA, C1, fcmovb", "DB, F1, fcomi", "DF, E9, fucomip", "DD, 34, fnsave", "DE, 38, fidivr"
  })
  void findsInstructions(String escape, String modrm, String mnemonic) {
    assertThat(row(Integer.parseInt(escape, 16), Integer.parseInt(modrm, 16)).mnemonic())
        .isEqualTo(mnemonic);
  }

  @Test
  void theManualsReservedEncodingsAreNoInstructions() {
    var reserved = new TreeSet<String>();
    for (int escape = 0xD8; escape <= 0xDF; escape++) {
      for (int modrm = 0; modrm < 0x40; modrm += 8) {
        note(reserved, escape, modrm, "/" + modrm / 8);
      }
      for (int modrm = 0xC0; modrm <= 0xFF; modrm++) {
        note(reserved, escape, modrm, "%02X".formatted(modrm));
      }
    }
    assertThat(reserved).startsWith("D9 /1", "D9 D1").contains("D9 E2", "D9 E6", "D9 EF", "DF E1");
    assertThat(reserved).contains("DB /1", "DB /4", "DB /6", "DD /1", "DD /5", "DF /1");
    assertThat(reserved.stream().filter(encoding -> encoding.contains("/"))).hasSize(7);
  }

  private static void note(Set<String> reserved, int escape, int modrm, String form) {
    if (EscTable.find(escape, modrm) == null) {
      reserved.add("%02X %s".formatted(escape, form));
    }
  }

  @Test
  void onlyTheInstructionsWithoutWaitRunWhileAnExceptionIsPending() {
    var unwaiting = new TreeSet<String>();
    for (int escape = 0xD8; escape <= 0xDF; escape++) {
      for (int modrm = 0; modrm <= 0xFF; modrm++) {
        EscRow row = EscTable.find(escape, modrm);
        if (row != null && row.group() == EscRow.Group.NO_WAIT) {
          unwaiting.add(row.mnemonic());
        }
      }
    }
    assertThat(unwaiting)
        .containsExactly(
            "fnclex", "fndisi", "fneni", "fninit", "fnsave", "fnsetpm", "fnstcw", "fnstenv",
            "fnstsw");
  }

  private static EscRow row(int escape, int modrm) {
    return Objects.requireNonNull(EscTable.find(escape, modrm));
  }
}
