package vmm.x86.mmu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import vmm.api.mmu.PageTableFormat;
import vmm.api.mmu.Rights;
import vmm.api.mmu.TableEntry;

/** The formats against the tables of SDM vol. 3, chapters "Paging" and "VMX support for EPT". */
final class PageFormatTest {
  private static final LegacyPaging LARGE = new LegacyPaging(true, 32, true, true);
  private static final LegacyPaging PSE36 = new LegacyPaging(true, 36, true, true);
  private static final LegacyPaging SMALL = new LegacyPaging(false, 32, false, false);
  private static final PaePaging PAE = new PaePaging(true, 36, true, true);
  private static final PaePaging PAE_NO_NX = new PaePaging(false, 36, true, true);
  private static final EptFormat EPT = new EptFormat(true, 46);

  static List<X86PageFormat> formats() {
    List<X86PageFormat> all = new ArrayList<>(List.of(EPT, new EptFormat(false, 40)));
    for (boolean option : new boolean[] {false, true}) {
      for (boolean writeProtect : new boolean[] {false, true}) {
        all.add(new LegacyPaging(option, 36, writeProtect, option));
        all.add(new PaePaging(option, 36, writeProtect, option));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void indexFieldsAndOffsetTileTheInputAddress(X86PageFormat format) {
    int next = 12;
    for (int level = 1; level <= format.levels(); level++) {
      assertThat(format.indexShift(level)).isEqualTo(next);
      next += format.indexBits(level);
    }
    assertThat(format.maxInput()).isEqualTo((1L << next) - 1);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyLeafThatCanBeEncodedDecodesToWhatWasAskedFor(X86PageFormat format) {
    int encoded = 0;
    for (int level = 1; level <= format.levels(); level++) {
      for (int rights = 0; format.leafAllowed(level) && rights <= Rights.ALL; rights++) {
        for (int needed = 1; needed <= Rights.ALL; needed <<= 1) {
          encoded += checkLeaf(format, level, rights, needed) ? 1 : 0;
        }
      }
    }
    assertThat(encoded).isGreaterThan(6);
  }

  private static boolean checkLeaf(X86PageFormat format, int level, int rights, int needed) {
    long address = format.maxAddress() + 1 - (1L << format.indexShift(level));
    long raw;
    try {
      raw = format.encodeLeaf(level, address, rights, needed);
    } catch (IllegalArgumentException impossible) {
      boolean expressible = (rights & needed) != 0 && rights == Rights.ALL;
      assertThat(expressible).isFalse();
      return false;
    }
    TableEntry.Leaf leaf = (TableEntry.Leaf) format.decode(level, raw);
    assertThat(leaf.address()).isEqualTo(address);
    assertThat(leaf.pageShift()).isEqualTo(format.indexShift(level));
    assertThat(leaf.rights() & needed).isEqualTo(needed);
    assertThat(leaf.rights() & ~rights).isZero();
    assertThat(raw & format.accessedMask(level)).isEqualTo(format.accessedMask(level));
    assertThat(raw & format.dirtyMask(level)).isEqualTo(format.dirtyMask(level));
    long other = 1L << format.indexShift(level);
    long moved = format.withAddress(level, raw, other);
    assertThat(((TableEntry.Leaf) format.decode(level, moved)).address()).isEqualTo(other);
    assertThat(format.withAddress(level, moved, address)).isEqualTo(raw);
    return true;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyTableEntryGrantsAtLeastWhatWasAskedFor(X86PageFormat format) {
    for (int level = 2; level <= format.levels(); level++) {
      for (int rights = 1; rights <= Rights.ALL; rights++) {
        long raw = format.encodeTable(level, 0x7000, rights);
        TableEntry.Table table = (TableEntry.Table) format.decode(level, raw);
        assertThat(table.address()).isEqualTo(0x7000);
        assertThat(table.accessed()).isTrue();
        assertThat(rights & ~table.rights()).isZero();
      }
    }
    assertThat(format.decode(1, format.absent())).isInstanceOf(TableEntry.Absent.class);
  }

  /** "32-bit paging": reserved bits exist only while CR4.PSE is set. */
  @ParameterizedTest
  @CsvSource({
    "1, 0x00000081, true", // PAT bit of a 4-KByte page: no processor of ours has PAT
    "1, 0x00000101, false",
    "2, 0x00001081, true", // PAT bit of a 4-MByte page
    "2, 0x00002081, true", // bit 13: reserved unless PSE-36 gives it to the address
    "2, 0x00200081, true",
    "2, 0x00400081, false",
    "2, 0x00202001, false", // the same bits belong to the address of a table
  })
  void legacyReservedBits(int level, String raw, boolean malformed) {
    long entry = Long.decode(raw);
    assertThat(LARGE.decode(level, entry) instanceof TableEntry.Malformed).isEqualTo(malformed);
    assertThat(SMALL.decode(level, entry)).isNotInstanceOf(TableEntry.Malformed.class);
  }

  @Test
  void pse36PutsAddressBits35To32IntoBits16To13() {
    TableEntry.Leaf leaf = (TableEntry.Leaf) PSE36.decode(2, 0x0041_E083L);
    assertThat(leaf.address()).isEqualTo(0xF_0040_0000L);
    assertThat(PSE36.decode(2, 0x0042_0083L)).isInstanceOf(TableEntry.Malformed.class);
    assertThat(PSE36.encodeLeaf(2, 0x5_0040_0000L, Rights.ALL, Rights.UW)).isEqualTo(0x0040_A0E7L);
  }

  @Test
  void withoutLargePagesTheSizeBitOfADirectoryEntryIsIgnored() {
    assertThat(SMALL.decode(2, 0x0040_0083L))
        .isEqualTo(new TableEntry.Table(0x40_0000, Rights.SUPERVISOR, false));
  }

  /** "PAE paging": tables 4-8 to 4-11. */
  @ParameterizedTest
  @CsvSource({
    "3, 0x0000000000000003",
    "3, 0x0000000000000021",
    "3, 0x0000000000000101",
    "3, 0x0000001000000001",
    "3, 0x8000000000000001",
    "2, 0x0000001000000001",
    "2, 0x4000000000000001",
    "2, 0x0000000000002081",
    "2, 0x0000000000100081",
    "2, 0x0000000000001081",
    "1, 0x0000001000000001",
    "1, 0x0010000000000001",
    "1, 0x0000000000000081",
  })
  void paeReservedBits(int level, String raw) {
    long entry = Long.parseUnsignedLong(raw.substring(2), 16);
    assertThat(PAE.decode(level, entry)).isInstanceOf(TableEntry.Malformed.class);
  }

  @Test
  void executeDisableIsReservedUnlessEnabled() {
    long raw = 0x8000_0000_0000_5007L;
    assertThat(PAE_NO_NX.decode(1, raw)).isInstanceOf(TableEntry.Malformed.class);
    TableEntry.Leaf leaf = (TableEntry.Leaf) PAE.decode(1, raw);
    assertThat(leaf.rights()).isEqualTo(Rights.SR | Rights.SW | Rights.UR | Rights.UW);
  }

  @Test
  void pointerEntriesLimitNoRights() {
    assertThat(PAE.decode(3, 0x5000 | 1)).isEqualTo(new TableEntry.Table(0x5000, Rights.ALL, true));
    assertThat(PAE.encodeTable(3, 0x5000, Rights.NONE)).isEqualTo(0x5001);
    assertThat(PAE.rootPreloaded()).isTrue();
    assertThat(PAE.accessedMask(3)).isZero();
  }

  /** "Determination of access rights". */
  @ParameterizedTest
  @CsvSource({
    "0, false, s:rwx u:---", "0, true, s:r-x u:---",
    "2, false, s:rwx u:---", "2, true, s:rwx u:---",
    "4, false, s:rwx u:r-x", "4, true, s:r-x u:r-x",
    "6, false, s:rwx u:rwx", "6, true, s:rwx u:rwx",
  })
  void rightsFollowUserWritableAndWriteProtect(long bits, boolean writeProtect, String rights) {
    LegacyPaging format = new LegacyPaging(true, 32, writeProtect, false);
    assertThat(Rights.format(format.rights(1, bits | 1))).isEqualTo(rights);
  }

  /** A user page that only the supervisor may write has no encoding once protection is on. */
  @Test
  void aLeafNeverGrantsMoreThanAllowed() {
    int guest = Rights.SUPERVISOR | Rights.UR | Rights.UX;
    assertThat(LARGE.encodeLeaf(1, 0, guest, Rights.UR) & 6).isEqualTo(4);
    assertThat(LARGE.encodeLeaf(1, 0, guest, Rights.SW) & 6).isEqualTo(2);
    assertThatThrownBy(() -> LARGE.encodeLeaf(1, 0, Rights.UR, Rights.UR))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("u:r--");
  }

  @Test
  void globalCountsOnlyWhileEnabled() {
    assertThat(((TableEntry.Leaf) LARGE.decode(1, 0x101)).global()).isTrue();
    assertThat(((TableEntry.Leaf) SMALL.decode(1, 0x101)).global()).isFalse();
  }

  /** "EPT misconfigurations". */
  @ParameterizedTest
  @CsvSource({
    "1, 0x2",
    "1, 0x6",
    "1, 0x4",
    "4, 0x2", // access rights
    "1, 0x17",
    "1, 0x1F",
    "1, 0x3F", // memory types 2, 3 and 7
    "4, 0x87",
    "4, 0xF",
    "3, 0xF",
    "2, 0x47", // reserved bits of entries that lead to tables
    "3, 0x10B7",
    "2, 0x10B7", // low address bits of large pages
    "1, 0x400000000037",
    "4, 0x400000000007", // bit 46
  })
  void eptMisconfigurations(int level, String raw) {
    assertThat(EPT.decode(level, Long.decode(raw))).isInstanceOf(TableEntry.Malformed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x1031, s:r-- u:r--, 12", "1, 0x1035, s:r-x u:r-x, 12", "1, 0x1037, s:rwx u:rwx, 12",
    "2, 0x2000B3, s:rw- u:rw-, 21", "3, 0x400000B7, s:rwx u:rwx, 30", "1, 0x1001, s:r-- u:r--, 12",
  })
  void eptLeaves(int level, String raw, String rights, int shift) {
    TableEntry.Leaf leaf = (TableEntry.Leaf) EPT.decode(level, Long.decode(raw));
    assertThat(Rights.format(leaf.rights())).isEqualTo(rights);
    assertThat(leaf.pageShift()).isEqualTo(shift);
  }

  @Test
  void eptHasAccessedAndDirtyFlagsOnlyIfAskedFor() {
    assertThat(EPT.encodeLeaf(1, 0x1000, Rights.ALL, Rights.SR)).isEqualTo(0x1337);
    EptFormat plain = new EptFormat(false, 46);
    assertThat(plain.encodeLeaf(1, 0x1000, Rights.ALL, Rights.SR)).isEqualTo(0x1037);
    assertThat(plain.encodeTable(4, 0x1000, Rights.ALL)).isEqualTo(0x1007);
  }

  @Test
  void equalFormatsMeanTheSame() {
    assertThat(PAE).isEqualTo(new PaePaging(true, 36, true, true)).isNotEqualTo(PAE_NO_NX);
    assertThatThrownBy(() -> new LegacyPaging(true, 41, true, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PaePaging(true, 31, true, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EptFormat(true, 52)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void realFormatsKeepTheGeometryAndProtectWrites() {
    X86MmuModel model = X86MmuModel.STANDARD;
    assertThat(model.realFormat(new LegacyPaging(false, 32, false, true)))
        .isEqualTo(new LegacyPaging(false, 32, true, true));
    assertThat(model.realFormat(new PaePaging(true, 36, false, false)))
        .isEqualTo(new PaePaging(true, 36, true, false));
    PageTableFormat second = model.secondStage().orElseThrow();
    assertThatThrownBy(() -> model.realFormat(second)).isInstanceOf(IllegalArgumentException.class);
    assertThat(model.unpagedFormat().maxInput()).isEqualTo(0xFFFF_FFFFL);
  }
}
