package vmm.x86.system;

import static vmm.x86.X86Registers.CR0;
import static vmm.x86.X86Registers.CR3;
import static vmm.x86.X86Registers.CR4;
import static vmm.x86.X86Registers.EFER;
import static vmm.x86.X86Registers.PDPTE0;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vmm.api.mmu.TranslationRegime;
import vmm.x86.X86Feature;
import vmm.x86.X86Mode;
import vmm.x86.X86Model;
import vmm.x86.mmu.GuestPaging;
import vmm.x86.mmu.LegacyPaging;
import vmm.x86.mmu.PaePaging;
import vmm.x86.mmu.X86PageFormat;

/** Which paging the control registers select (SDM vol. 3, "Paging modes and control bits"). */
final class Paging {
  /** Where CR3 holds the root of PAE paging: 32-byte aligned. */
  private static final long PAE_ROOT = 0xFFFF_FFE0L;

  private static final long ROOT = 0xFFFF_F000L;

  private static final TranslationRegime UNPAGED = new TranslationRegime.Identity(0xFFFF_FFFFL);

  private static final int PAE = 1;
  private static final int LARGE_OR_NO_EXECUTE = 1 << 1;
  private static final int WRITE_PROTECT = 1 << 2;
  private static final int GLOBAL = 1 << 3;

  /** The registers that select a regime. */
  private static final int[] SELECTING = {
    CR0, CR3, CR4, EFER, PDPTE0, PDPTE0 + 1, PDPTE0 + 2, PDPTE0 + 3,
  };

  /** One format object per setting of the switches, so that walks allocate none. */
  private final X86PageFormat[] formats = new X86PageFormat[16];

  /** What {@link #regime(long[])} last saw in those registers, and what it made of that. */
  private final long[] selecting = new long[SELECTING.length];

  private @Nullable TranslationRegime selected;

  Paging(X86Model model) {
    int legacyBits = model.has(X86Feature.PSE36) ? model.addressBits() : 32;
    for (int i = 0; i < formats.length; i++) {
      boolean option = (i & LARGE_OR_NO_EXECUTE) != 0;
      boolean writeProtect = (i & WRITE_PROTECT) != 0;
      boolean global = (i & GLOBAL) != 0;
      formats[i] =
          (i & PAE) != 0
              ? new PaePaging(option, model.addressBits(), writeProtect, global)
              : new LegacyPaging(option, legacyBits, writeProtect, global);
    }
  }

  static boolean enabled(long cr0) {
    return (cr0 & X86Mode.CR0_PG) != 0;
  }

  /** Whether paging is on and in the PAE form. */
  static boolean pae(long cr0, long cr4) {
    return enabled(cr0) && (cr4 & ControlRegisters.CR4_PAE) != 0;
  }

  /** The format of the tables; paging must be on. */
  X86PageFormat format(long cr0, long cr4, long efer) {
    int index = (cr0 & X86Mode.CR0_WP) != 0 ? WRITE_PROTECT : 0;
    if ((cr4 & ControlRegisters.CR4_PGE) != 0) {
      index |= GLOBAL;
    }
    if ((cr4 & ControlRegisters.CR4_PAE) != 0) {
      index |= PAE | ((efer & ControlRegisters.EFER_NXE) != 0 ? LARGE_OR_NO_EXECUTE : 0);
    } else if ((cr4 & ControlRegisters.CR4_PSE) != 0) {
      index |= LARGE_OR_NO_EXECUTE;
    }
    return formats[index];
  }

  /** The regime that a set of control registers selects. */
  TranslationRegime regime(long cr0, long cr3, long cr4, long efer, long[] pointers) {
    if (!enabled(cr0)) {
      return UNPAGED;
    }
    X86PageFormat format = format(cr0, cr4, efer);
    List<Long> preloaded =
        format.rootPreloaded()
            ? List.of(pointers[0], pointers[1], pointers[2], pointers[3])
            : List.of();
    return new TranslationRegime.Tables(format, root(cr3, format), preloaded);
  }

  /** The regime that the registers select now. */
  TranslationRegime regime(long[] slots) {
    boolean same = true;
    for (int i = 0; i < SELECTING.length; i++) {
      same &= selecting[i] == slots[SELECTING[i]];
    }
    if (!same || selected == null) {
      for (int i = 0; i < SELECTING.length; i++) {
        selecting[i] = slots[SELECTING[i]];
      }
      long[] pointers = Arrays.copyOfRange(slots, PDPTE0, PDPTE0 + 4);
      selected = regime(slots[CR0], slots[CR3], slots[CR4], slots[EFER], pointers);
    }
    return selected;
  }

  /** Tells the walker. */
  void describe(long[] slots, GuestPaging paging) {
    if (!enabled(slots[CR0])) {
      paging.setUnpaged();
      return;
    }
    X86PageFormat format = format(slots[CR0], slots[CR4], slots[EFER]);
    if (format.rootPreloaded()) {
      System.arraycopy(slots, PDPTE0, paging.preloaded, 0, 4);
    }
    paging.setPaged(format, root(slots[CR3], format));
  }

  private static long root(long cr3, X86PageFormat format) {
    return cr3 & (format.rootPreloaded() ? PAE_ROOT : ROOT);
  }

  /** gpa of the four page-directory-pointer entries. */
  static long pointerTable(long cr3) {
    return cr3 & PAE_ROOT;
  }
}
