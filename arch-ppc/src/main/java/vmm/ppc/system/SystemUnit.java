package vmm.ppc.system;

import static vmm.ppc.PpcRegisters.CSRR0;
import static vmm.ppc.PpcRegisters.CSRR1;
import static vmm.ppc.PpcRegisters.DBSR;
import static vmm.ppc.PpcRegisters.GSRR0;
import static vmm.ppc.PpcRegisters.GSRR1;
import static vmm.ppc.PpcRegisters.IAC1;
import static vmm.ppc.PpcRegisters.MCSRR0;
import static vmm.ppc.PpcRegisters.MCSRR1;
import static vmm.ppc.PpcRegisters.MSR;
import static vmm.ppc.PpcRegisters.MSRP;
import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.SRR0;
import static vmm.ppc.PpcRegisters.SRR1;
import static vmm.ppc.PpcRegisters.WAITING;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import vmm.api.cpu.CpuContext;
import vmm.api.mmu.Privilege;
import vmm.ppc.InterruptType;
import vmm.ppc.Msr;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.SystemInstructions;

/** The system instructions. It holds no state: all is in the processor that runs a helper. */
public final class SystemUnit implements SystemInstructions {
  /** The one. */
  public static final SystemUnit INSTANCE = new SystemUnit();

  private static final long WORD = 0xFFFF_FFFFL;
  private static final long INSTRUCTION = 0xFFFF_FFFCL;
  private static final String[] RETURNS = {"rfi", "rfci", "rfmci", "rfgi"};

  /** Bits of MSR that a model has. */
  private static final long MSR_440 =
      Msr.WE | Msr.CE | Msr.EE | Msr.PR | Msr.ME | Msr.DWE | Msr.DE | Msr.IS | Msr.DS;

  private static final long MSR_FPU = Msr.FP | Msr.FE0 | Msr.FE1;
  private static final long MSR_MAS = Msr.UCLE | Msr.PMM;

  /**
   * What guest state cannot change in MSR, besides the bits that MSRP names (Power ISA 2.06 Book
   * III-E, "Machine state register").
   */
  private static final long GUEST_PROTECTED = Msr.GS | Msr.WE;

  private static final Map<Integer, InterruptType> TYPES =
      Arrays.stream(InterruptType.values())
          .collect(Collectors.toMap(InterruptType::number, Function.identity()));

  private SystemUnit() {}

  static long stateMask(PpcModel model) {
    return MSR_440
        | (model.has(PpcModel.Feature.FPU) ? MSR_FPU : 0)
        | (model.has(PpcModel.Feature.MAS) ? MSR_MAS : 0)
        | (model.has(PpcModel.Feature.SPE) ? Msr.SPV : 0)
        | (model.has(PpcModel.Feature.EHV) ? Msr.GS : 0);
  }

  private static void setState(CpuContext cpu, long value) {
    PpcCore core = PpcCore.of(cpu);
    long next = value & stateMask(core.model());
    if (Privileges.guestState(cpu)) {
      long kept = GUEST_PROTECTED | cpu.slots()[MSRP];
      next = next & ~kept | cpu.slots()[MSR] & kept;
    }
    core.changeState(next);
  }

  @Override
  public long program(CpuContext cpu, long esr, long unused, long unused2) {
    long[] slots = cpu.slots();
    if (esr == PpcFault.ESR_PTR && DebugEvents.wants(slots, DebugEvents.TRAP)) {
      DebugEvents.note(slots, DebugEvents.TRAP);
      if (DebugEvents.areOn(slots)) {
        throw PpcFault.of(InterruptType.DEBUG);
      }
    }
    throw PpcFault.program((int) esr);
  }

  @Override
  public long interrupt(CpuContext cpu, long type, long esr, long address) {
    InterruptType kind = TYPES.get((int) type);
    if (kind == null) {
      throw new IllegalArgumentException("no interrupt has number " + type);
    }
    throw PpcFault.at(kind, (int) esr, address);
  }

  @Override
  public long debugEvent(CpuContext cpu, long event, long unused, long unused2) {
    cpu.slots()[DBSR] |= event;
    cpu.interruptsChanged();
    return 0;
  }

  @Override
  public long compareAddress(CpuContext cpu, long unused, long unused2, long unused3) {
    long pc = cpu.pc();
    long[] slots = cpu.slots();
    for (int n = 0; n < 4; n++) {
      boolean enabled = (slots[PpcRegisters.DBCR0] & DebugEvents.IAC1 >>> n) != 0;
      boolean reported = (slots[DBSR] & DebugEvents.IAC1 >>> n) != 0;
      if (enabled && !reported && (slots[IAC1 + n] & INSTRUCTION) == pc) {
        slots[DBSR] |= DebugEvents.IAC1 >>> n;
        throw PpcFault.of(InterruptType.DEBUG);
      }
    }
    return 0;
  }

  @Override
  public long failedFetch(CpuContext cpu, long unused, long unused2, long unused3) {
    PpcCore.of(cpu).busErrors().instructionFailed(cpu);
    return 0;
  }

  @Override
  public long systemCall(CpuContext cpu, long level, long unused, long unused2) {
    PpcCore core = PpcCore.of(cpu);
    boolean hypercall = level == 1 && core.model().has(PpcModel.Feature.EHV);
    InterruptType type = hypercall ? InterruptType.HYPERVISOR_CALL : InterruptType.SYSTEM_CALL;
    // Delivered here and not thrown: a system call is no rare case, as faults are.
    long pc = cpu.pc();
    cpu.slots()[PC] = pc;
    Delivery.deliver(core, new Delivery.Event(type, pc + 4 & WORD, 0, 0, false));
    return 0;
  }

  @Override
  public long moveFromSpr(CpuContext cpu, long spr, long unused, long unused2) {
    return SprUnit.read(cpu, spr);
  }

  @Override
  public long timeBase(CpuContext cpu, long spr, long unused, long unused2) {
    return SprUnit.timeBase(cpu, spr);
  }

  @Override
  public long moveToSpr(CpuContext cpu, long spr, long value, long unused) {
    return SprUnit.write(cpu, spr, value);
  }

  @Override
  public long moveFromMsr(CpuContext cpu, long unused, long unused2, long unused3) {
    Privileges.privileged(cpu, "mfmsr", 0);
    return cpu.slots()[MSR];
  }

  @Override
  public long moveToMsr(CpuContext cpu, long value, long unused, long unused2) {
    Privileges.privileged(cpu, "mtmsr", value);
    setState(cpu, value);
    return 0;
  }

  @Override
  public long writeExternalEnable(CpuContext cpu, long value, long unused, long unused2) {
    Privileges.privileged(cpu, "wrtee", value);
    long[] slots = cpu.slots();
    slots[MSR] = value != 0 ? slots[MSR] | Msr.EE : slots[MSR] & ~Msr.EE;
    if (value != 0) {
      cpu.interruptsChanged();
    }
    return 0;
  }

  @Override
  public long returnFromInterrupt(CpuContext cpu, long kind, long unused, long unused2) {
    Privileges.privileged(cpu, RETURNS[(int) kind], 0);
    boolean guest = Privileges.guestState(cpu);
    if (guest && (kind == 1 || kind == 2)) {
      throw PpcFault.of(InterruptType.HYPERVISOR_PRIVILEGE);
    }
    long[] slots = cpu.slots();
    if (DebugEvents.wants(slots, DebugEvents.RETURN)) {
      returning(cpu, kind == 0);
    }
    // In guest state rfi means rfgi.
    int address =
        switch ((int) kind) {
          case 0 -> guest ? GSRR0 : SRR0;
          case 1 -> CSRR0;
          case 2 -> MCSRR0;
          default -> GSRR0;
        };
    int state =
        switch ((int) kind) {
          case 0 -> guest ? GSRR1 : SRR1;
          case 1 -> CSRR1;
          case 2 -> MCSRR1;
          default -> GSRR1;
        };
    setState(cpu, slots[state]);
    PpcCore.of(cpu).mmu().synchronize();
    slots[PC] = slots[address] & INSTRUCTION;
    return 0;
  }

  /**
   * RET: on a 440 the interrupt comes instead of the return, and returns from critical interrupts
   * are no events while interrupts are off (section 8.3.6); on an e500 it comes behind rfi, and
   * other returns are no events (E500CORERM, section 8.4.7).
   */
  private static void returning(CpuContext cpu, boolean base) {
    long[] slots = cpu.slots();
    boolean instead = PpcCore.of(cpu).model().has(PpcModel.Feature.TLB_440);
    if (!base && (!instead || DebugEvents.areLate(slots))) {
      return;
    }
    DebugEvents.note(slots, DebugEvents.RETURN);
    if (instead && DebugEvents.areOn(slots)) {
      throw PpcFault.of(InterruptType.DEBUG);
    }
    cpu.interruptsChanged();
  }

  @Override
  public long moveFromPmr(CpuContext cpu, long pmr, long unused, long unused2) {
    return PmrUnit.read(cpu, (int) pmr);
  }

  @Override
  public long moveToPmr(CpuContext cpu, long pmr, long value, long unused) {
    PmrUnit.write(cpu, (int) pmr, value);
    return 0;
  }

  @Override
  public long sendMessage(CpuContext cpu, long message, long unused, long unused2) {
    Doorbells.send(cpu, message);
    return 0;
  }

  @Override
  public long clearMessage(CpuContext cpu, long message, long unused, long unused2) {
    Doorbells.clear(cpu, message);
    return 0;
  }

  @Override
  public long externalLoad(CpuContext cpu, long gva, long bits, long unused) {
    return ExternalPidUnit.load(cpu, (int) bits, gva);
  }

  @Override
  public long externalStore(CpuContext cpu, long gva, long bits, long value) {
    ExternalPidUnit.store(cpu, (int) bits, gva, value);
    return 0;
  }

  @Override
  public long externalProbe(CpuContext cpu, long gva, long unused, long unused2) {
    ExternalPidUnit.probe(cpu, gva);
    return 0;
  }

  @Override
  public long externalClear(CpuContext cpu, long gva, long unused, long unused2) {
    ExternalPidUnit.clearLine(cpu, gva);
    return 0;
  }

  @Override
  public long checkLine(CpuContext cpu, long gva, long user, long unused) {
    LineClearing.check(cpu, gva, user != 0 ? Privilege.USER : Privilege.SUPERVISOR);
    return 0;
  }

  @Override
  public long moveFromDcr(CpuContext cpu, long dcr, long unused, long unused2) {
    Privileges.privileged(cpu, "mfdcr", dcr);
    return PpcCore.of(cpu).dcrBus().read((int) dcr) & WORD;
  }

  @Override
  public long moveToDcr(CpuContext cpu, long dcr, long value, long unused) {
    Privileges.privileged(cpu, "mtdcr", dcr);
    PpcCore.of(cpu).dcrBus().write((int) dcr, value);
    return 0;
  }

  @Override
  public long tlbWriteWord(CpuContext cpu, long entry, long ws, long value) {
    return WordTlbUnit.write(cpu, entry, ws, value);
  }

  @Override
  public long tlbReadWord(CpuContext cpu, long entry, long ws, long unused) {
    return WordTlbUnit.read(cpu, entry, ws);
  }

  @Override
  public long tlbSearchEntry(CpuContext cpu, long address, long unused, long unused2) {
    return WordTlbUnit.search(cpu, address);
  }

  @Override
  public long tlbWrite(CpuContext cpu, long unused, long unused2, long unused3) {
    return MasTlbUnit.write(cpu);
  }

  @Override
  public long tlbRead(CpuContext cpu, long unused, long unused2, long unused3) {
    return MasTlbUnit.read(cpu);
  }

  @Override
  public long tlbSearch(CpuContext cpu, long address, long unused, long unused2) {
    return MasTlbUnit.search(cpu, address);
  }

  @Override
  public long tlbInvalidateAddress(CpuContext cpu, long address, long unused, long unused2) {
    return MasTlbUnit.invalidateAddress(cpu, address);
  }

  @Override
  public long tlbInvalidateLocal(CpuContext cpu, long t, long address, long unused) {
    return MasTlbUnit.invalidateLocal(cpu, t, address);
  }

  @Override
  public long tlbSearchAndReserve(CpuContext cpu, long address, long unused, long unused2) {
    return MasTlbUnit.searchAndReserve(cpu, address);
  }

  /** There is one processor, whose invalidations are complete when they retire. */
  @Override
  public long tlbSynchronize(CpuContext cpu, long unused, long unused2, long unused3) {
    Privileges.hypervisor(cpu);
    Privileges.announce(cpu, "tlbsync", 0);
    return 0;
  }

  /** Accesses are done in order, so that only the context is to be synchronized. */
  @Override
  public long synchronize(CpuContext cpu, long kind, long unused, long unused2) {
    if (kind == ISYNC) {
      PpcCore.of(cpu).mmu().synchronize();
    }
    return 0;
  }

  @Override
  public long waitForInterrupt(CpuContext cpu, long nextPc, long unused, long unused2) {
    cpu.slots()[WAITING] = 1;
    cpu.slots()[PC] = nextPc;
    cpu.interruptsChanged();
    return 0;
  }

  @Override
  public long privilegedCache(CpuContext cpu, long address, long unused, long unused2) {
    Privileges.privileged(cpu, "cache", address);
    return 0;
  }

  /** There is no cache to read from: lines hold nothing. */
  @Override
  public long cacheRead(CpuContext cpu, long address, long data, long unused) {
    Privileges.privileged(cpu, data != 0 ? "dcread" : "icread", address);
    return 0;
  }
}
