package vmm.ppc;

import vmm.api.cpu.RegisterFile;

/**
 * The register file of every processor model, and the slots of its registers. A model that lacks a
 * register leaves its slot alone.
 *
 * <p>The condition register and XER are kept in parts that instructions can change one by one; see
 * {@link ConditionRegister} for how a field of the former is kept.
 */
public final class PpcRegisters {
  private static final RegisterFile.Builder BUILDER = RegisterFile.builder();

  private static final String GENERAL = "general";
  private static final String FPU = "fpu";
  private static final String SPE = "spe";
  private static final String SYSTEM = "system";
  private static final String INTERRUPT = "interrupt";
  private static final String CACHE = "cache";
  private static final String TIMER = "timer";
  private static final String MMU = "mmu";
  private static final String DEBUG = "debug";
  private static final String HYPERVISOR = "hypervisor";
  private static final String PERFORMANCE = "performance";

  /** GPR 0; register {@code n} has slot {@code R0 + n}. On e500v2 these are the low halves. */
  public static final int R0 = row(32, "r", 32, GENERAL);

  /** The address of the running instruction's block; see {@code Emitter}. */
  public static final int PC = BUILDER.addPc("pc", 32, GENERAL);

  /** Link register. */
  public static final int LR = BUILDER.add("lr", 32, GENERAL);

  /** Count register. */
  public static final int CTR = BUILDER.add("ctr", 32, GENERAL);

  /** The condition register as a whole; brought up to date only by {@code Core.settle}. */
  public static final int CR = BUILDER.add("cr", 32, GENERAL);

  /** XER as a whole; brought up to date only by {@code Core.settle}. */
  public static final int XER = BUILDER.add("xer", 32, GENERAL);

  /** Machine state register; see {@link Msr}. */
  public static final int MSR = BUILDER.add("msr", 32, GENERAL);

  /** First of the 32 floating-point registers, as bits of a double. */
  public static final int F0 = row(32, "f", 64, FPU);

  /** Floating-point status and control register. */
  public static final int FPSCR = BUILDER.add("fpscr", 32, FPU);

  /** First of the 32 high halves of the general registers (e500v2, category SPE). */
  public static final int R0_HIGH = highHalves();

  /** Low half of the accumulator. */
  public static final int ACC = BUILDER.add("acc", 64, SPE);

  /** SPEFSCR. */
  public static final int SPEFSCR = BUILDER.add("spefscr", 32, SPE);

  /** SRR0. */
  public static final int SRR0 = BUILDER.add("srr0", 32, INTERRUPT);

  /** SRR1. */
  public static final int SRR1 = BUILDER.add("srr1", 32, INTERRUPT);

  /** CSRR0. */
  public static final int CSRR0 = BUILDER.add("csrr0", 32, INTERRUPT);

  /** CSRR1. */
  public static final int CSRR1 = BUILDER.add("csrr1", 32, INTERRUPT);

  /** MCSRR0. */
  public static final int MCSRR0 = BUILDER.add("mcsrr0", 32, INTERRUPT);

  /** MCSRR1. */
  public static final int MCSRR1 = BUILDER.add("mcsrr1", 32, INTERRUPT);

  /** DEAR: data exception address. */
  public static final int DEAR = BUILDER.add("dear", 32, INTERRUPT);

  /** ESR: exception syndrome. */
  public static final int ESR = BUILDER.add("esr", 32, INTERRUPT);

  /** MCSR: machine check syndrome. */
  public static final int MCSR = BUILDER.add("mcsr", 32, INTERRUPT);

  /** MCAR (e500): the real address of the last machine check; the high half is MCARU. */
  public static final int MCAR = BUILDER.add("mcar", 64, INTERRUPT);

  /** IVPR: the interrupt vectors' common prefix. */
  public static final int IVPR = BUILDER.add("ivpr", 32, INTERRUPT);

  /** IVOR0; the offset of interrupt type {@code n} has slot {@code IVOR0 + n}, n from 0 to 42. */
  public static final int IVOR0 = row(43, "ivor", 32, INTERRUPT);

  /** SPRG0; register {@code n} has slot {@code SPRG0 + n}, n from 0 to 9. */
  public static final int SPRG0 = row(10, "sprg", 32, SYSTEM);

  /** USPRG0. */
  public static final int USPRG0 = BUILDER.add("usprg0", 32, SYSTEM);

  /** PIR: the processor's number. */
  public static final int PIR = BUILDER.add("pir", 32, SYSTEM);

  /** CCR0 (440): core configuration. */
  public static final int CCR0 = BUILDER.add("ccr0", 32, SYSTEM);

  /** CCR1 (440). */
  public static final int CCR1 = BUILDER.add("ccr1", 32, SYSTEM);

  /** HID0 (e500). */
  public static final int HID0 = BUILDER.add("hid0", 32, SYSTEM);

  /** HID1 (e500). */
  public static final int HID1 = BUILDER.add("hid1", 32, SYSTEM);

  /** L1CSR0 (e500). */
  public static final int L1CSR0 = BUILDER.add("l1csr0", 32, SYSTEM);

  /** L1CSR1 (e500). */
  public static final int L1CSR1 = BUILDER.add("l1csr1", 32, SYSTEM);

  /** BUCSR (e500). */
  public static final int BUCSR = BUILDER.add("bucsr", 32, SYSTEM);

  /** SVR (e500): the system's version, which the board sets. */
  public static final int SVR = BUILDER.add("svr", 32, SYSTEM);

  /** INV0 (440); the lines' victim and limit registers are kept and mean nothing here. */
  public static final int INV0 = row(4, "inv", 32, CACHE);

  /** ITV0. */
  public static final int ITV0 = row(4, "itv", 32, CACHE);

  /** DNV0. */
  public static final int DNV0 = row(4, "dnv", 32, CACHE);

  /** DTV0. */
  public static final int DTV0 = row(4, "dtv", 32, CACHE);

  /** DVLIM. */
  public static final int DVLIM = BUILDER.add("dvlim", 32, CACHE);

  /** IVLIM. */
  public static final int IVLIM = BUILDER.add("ivlim", 32, CACHE);

  /** What is added to the ticks since power-on to give the time base. */
  public static final int TB_OFFSET = BUILDER.add("tb_offset", 64, TIMER);

  /** DEC as it was set, at the time base in {@link #DEC_BASE}. */
  public static final int DEC = BUILDER.add("dec", 32, TIMER);

  /** The tick at which {@link #DEC} was set. */
  public static final int DEC_BASE = BUILDER.addHidden();

  /** DECAR: the decrementer's reload value. */
  public static final int DECAR = BUILDER.add("decar", 32, TIMER);

  /** TCR: timer control. */
  public static final int TCR = BUILDER.add("tcr", 32, TIMER);

  /** TSR: timer status. */
  public static final int TSR = BUILDER.add("tsr", 32, TIMER);

  /** PID (440) or PID0 (e500). */
  public static final int PID0 = BUILDER.add("pid0", 14, MMU);

  /** PID1 (e500). */
  public static final int PID1 = BUILDER.add("pid1", 14, MMU);

  /** PID2 (e500). */
  public static final int PID2 = BUILDER.add("pid2", 14, MMU);

  /** MMUCR (440). */
  public static final int MMUCR = BUILDER.add("mmucr", 32, MMU);

  /** MAS0; MASn has slot {@code MAS0 + n}, n from 0 to 8. */
  public static final int MAS0 = row(9, "mas", 32, MMU);

  /** MMUCSR0 (e500). */
  public static final int MMUCSR0 = BUILDER.add("mmucsr0", 32, MMU);

  /** DBCR0; DBCRn has slot {@code DBCR0 + n}, n from 0 to 2. */
  public static final int DBCR0 = row(3, "dbcr", 32, DEBUG);

  /** DBSR. */
  public static final int DBSR = BUILDER.add("dbsr", 32, DEBUG);

  /** IAC1; IACn has slot {@code IAC1 + n - 1}, n from 1 to 4. */
  public static final int IAC1 = numbered(4, "iac", DEBUG);

  /** DAC1 and DAC2. */
  public static final int DAC1 = numbered(2, "dac", DEBUG);

  /** DVC1 and DVC2. */
  public static final int DVC1 = numbered(2, "dvc", DEBUG);

  /** LPIDR (category E.HV). */
  public static final int LPIDR = BUILDER.add("lpidr", 32, HYPERVISOR);

  /** EPCR. */
  public static final int EPCR = BUILDER.add("epcr", 32, HYPERVISOR);

  /** MSRP. */
  public static final int MSRP = BUILDER.add("msrp", 32, HYPERVISOR);

  /** GSRR0. */
  public static final int GSRR0 = BUILDER.add("gsrr0", 32, HYPERVISOR);

  /** GSRR1. */
  public static final int GSRR1 = BUILDER.add("gsrr1", 32, HYPERVISOR);

  /** GDEAR. */
  public static final int GDEAR = BUILDER.add("gdear", 32, HYPERVISOR);

  /** GESR. */
  public static final int GESR = BUILDER.add("gesr", 32, HYPERVISOR);

  /** GPIR. */
  public static final int GPIR = BUILDER.add("gpir", 32, HYPERVISOR);

  /** GIVPR. */
  public static final int GIVPR = BUILDER.add("givpr", 32, HYPERVISOR);

  /** GIVOR2; GIVORn has slot {@code GIVOR0 + n} (only 2, 3, 4, 8, 13 and 14 exist). */
  public static final int GIVOR0 = row(15, "givor", 32, HYPERVISOR);

  /** GSPRG0 to GSPRG3. */
  public static final int GSPRG0 = row(4, "gsprg", 32, HYPERVISOR);

  /** LPER: the logical page of the last LRAT error; the high half is LPERU. */
  public static final int LPER = BUILDER.add("lper", 64, HYPERVISOR);

  /** EPLC (category External PID): the space of loads by external PID. */
  public static final int EPLC = BUILDER.add("eplc", 32, HYPERVISOR);

  /** EPSC: that of stores. */
  public static final int EPSC = BUILDER.add("epsc", 32, HYPERVISOR);

  /** PMC0 (e500); PMCn has slot {@code PMC0 + n}, n from 0 to 3. */
  public static final int PMC0 = row(4, "pmc", 32, PERFORMANCE);

  /** PMLCa0; PMLCan has slot {@code PMLCA0 + n}. */
  public static final int PMLCA0 = row(4, "pmlca", 32, PERFORMANCE);

  /** PMLCb0; PMLCbn has slot {@code PMLCB0 + n}. */
  public static final int PMLCB0 = row(4, "pmlcb", 32, PERFORMANCE);

  /** PMGC0. */
  public static final int PMGC0 = BUILDER.add("pmgc0", 32, PERFORMANCE);

  /** First of the eight condition fields, in the form of {@link ConditionRegister}. */
  public static final int CR_FIELD = hiddenRow(8);

  /** First of the eight SO bits of the condition fields, 0 or 1. */
  public static final int CR_SO = hiddenRow(8);

  /** XER[SO], 0 or 1. */
  public static final int XER_SO = BUILDER.addHidden();

  /** XER[OV], 0 or 1. */
  public static final int XER_OV = BUILDER.addHidden();

  /** XER[CA], 0 or 1. */
  public static final int XER_CA = BUILDER.addHidden();

  /** The number of bytes of lswx and stswx, 0 to 127. */
  public static final int XER_COUNT = BUILDER.addHidden();

  /** 1 while a reservation of lwarx stands. */
  public static final int RESERVED = BUILDER.addHidden();

  /** The gva of the reservation. */
  public static final int RESERVATION = BUILDER.addHidden();

  /** The value that lwarx loaded. */
  public static final int RESERVED_VALUE = BUILDER.addHidden();

  /** 1 while a TLB reservation of tlbsrx. stands. */
  public static final int TLB_RESERVED = BUILDER.addHidden();

  /** Messages of msgsnd that wait: bit {@code n}, from the least significant, for type n. */
  public static final int DOORBELLS = BUILDER.addHidden();

  /** 1 while the processor waits for an interrupt. */
  public static final int WAITING = BUILDER.addHidden();

  private static final RegisterFile FILE = BUILDER.build();

  private PpcRegisters() {}

  /** The declaration. */
  public static RegisterFile file() {
    return FILE;
  }

  private static int row(int count, String prefix, int bits, String group) {
    int first = BUILDER.add(prefix + 0, bits, group);
    for (int i = 1; i < count; i++) {
      BUILDER.add(prefix + i, bits, group);
    }
    return first;
  }

  private static int numbered(int count, String prefix, String group) {
    int first = BUILDER.add(prefix + 1, 32, group);
    for (int i = 2; i <= count; i++) {
      BUILDER.add(prefix + i, 32, group);
    }
    return first;
  }

  private static int highHalves() {
    int first = BUILDER.add("r0h", 32, SPE);
    for (int i = 1; i < 32; i++) {
      BUILDER.add("r" + i + "h", 32, SPE);
    }
    return first;
  }

  private static int hiddenRow(int count) {
    int first = BUILDER.addHidden();
    for (int i = 1; i < count; i++) {
      BUILDER.addHidden();
    }
    return first;
  }
}
