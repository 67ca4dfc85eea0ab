package vmm.ppc.translate;

import static vmm.ppc.PpcRegisters.PC;
import static vmm.ppc.PpcRegisters.R0;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vmm.api.cpu.CodeReader;
import vmm.api.cpu.Core;
import vmm.api.cpu.CpuContext;
import vmm.api.cpu.GuestMemory;
import vmm.api.cpu.TlbControl;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.trap.Trap;
import vmm.api.trap.TrapHandler;
import vmm.api.trap.TrapKind;
import vmm.fixtures.EvaluatingEmitter;
import vmm.ppc.ConditionRegister;
import vmm.ppc.InterruptType;
import vmm.ppc.PpcFault;
import vmm.ppc.PpcMode;
import vmm.ppc.PpcModel;
import vmm.ppc.PpcRegisters;
import vmm.ppc.SystemInstructions;
import vmm.ppc.Xer;

/**
 * A processor without engine and core: translated instructions are done as they are emitted. Memory
 * is 64 KiB from address 0 on; accesses to anything else miss the TLB. System instructions are
 * written down, and return what tests want.
 */
final class TestCpu implements CpuContext, GuestMemory {
  static final int MEMORY = 0x1_0000;
  static final long START = 0x1000;

  final long[] slots = new long[PpcRegisters.file().slots()];
  final byte[] memory = new byte[MEMORY];
  final List<String> calls = new ArrayList<>();
  final Map<String, Long> results = new HashMap<>();
  final SystemInstructions system;
  private final PpcTranslator translator;

  TestCpu(PpcModel model) {
    system =
        (SystemInstructions)
            Proxy.newProxyInstance(
                TestCpu.class.getClassLoader(),
                new Class<?>[] {SystemInstructions.class},
                (_, method, arguments) -> systemInstruction(method.getName(), arguments));
    translator = new PpcTranslator(model, system, () -> false);
    slots[PC] = START;
    ConditionRegister.write(slots, 0);
  }

  private Object systemInstruction(String name, Object[] arguments) {
    long a = (long) arguments[1];
    if (name.equals("program")) {
      throw PpcFault.program((int) a);
    }
    if (name.equals("interrupt")) {
      throw PpcFault.at(type(a), (int) (long) arguments[2], (long) arguments[3]);
    }
    calls.add(
        Stream.of(arguments)
            .skip(1)
            .map(v -> Long.toHexString((long) v))
            .collect(Collectors.joining(" ", name + " ", "")));
    return results.getOrDefault(name, 0L);
  }

  private static InterruptType type(long number) {
    return Stream.of(InterruptType.values())
        .filter(t -> t.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /** Runs instructions as one block, or as long as none ends it. */
  TestCpu run(int... words) {
    long mode = PpcMode.of(slots);
    Privilege privilege = PpcMode.has(mode, PpcMode.USER) ? Privilege.USER : Privilege.SUPERVISOR;
    EvaluatingEmitter emitter = new EvaluatingEmitter(this, PC, privilege);
    translator.begin(mode, slots[PC], emitter);
    int done = 0;
    boolean more = true;
    while (more && done < words.length) {
      more = translator.translate(reader(words[done]), 4L * done);
      done++;
      if (more == emitter.ended()) {
        throw new AssertionError("the translator is wrong about the end of the block");
      }
    }
    if (more) {
      translator.end(4L * done);
    }
    return this;
  }

  /** Runs instructions, each as a block. */
  TestCpu runApart(int... words) {
    for (int word : words) {
      run(word);
    }
    return this;
  }

  private static CodeReader reader(int word) {
    return new CodeReader() {
      private int taken;

      @Override
      public int next8() {
        return word >>> (24 - 8 * taken++) & 0xFF;
      }

      @Override
      public int length() {
        return taken;
      }
    };
  }

  // ---- registers

  TestCpu set(int register, long value) {
    slots[R0 + register] = value & 0xFFFF_FFFFL;
    return this;
  }

  int get(int register) {
    long value = slots[R0 + register];
    if (value >>> 32 != 0) {
      throw new AssertionError("more than 32 bits in r" + register);
    }
    return (int) value;
  }

  /** A condition field: 8 LT, 4 GT, 2 EQ, 1 SO. */
  int field(int n) {
    return ConditionRegister.field(slots, n);
  }

  int cr() {
    return ConditionRegister.read(slots);
  }

  TestCpu setCr(int value) {
    ConditionRegister.write(slots, value);
    return this;
  }

  int xer() {
    return Xer.read(slots);
  }

  TestCpu setXer(int value) {
    Xer.write(slots, value);
    return this;
  }

  TestCpu setMsr(long value) {
    slots[PpcRegisters.MSR] = value;
    return this;
  }

  long pc0() {
    return slots[PC];
  }

  // ---- memory, big-endian for tests

  TestCpu write(long address, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      memory[(int) address + i] = (byte) (value >>> (8 * (bytes - 1 - i)));
    }
    return this;
  }

  long read(long address, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | (memory[(int) address + i] & 0xFF);
    }
    return value;
  }

  @Override
  public long load(int bits, long gva, Privilege privilege) {
    check(gva, bits / 8, AccessType.READ);
    return Long.reverseBytes(read(gva, bits / 8)) >>> (64 - bits);
  }

  @Override
  public long loadForUpdate(int bits, long gva, Privilege privilege) {
    check(gva, bits / 8, AccessType.UPDATE);
    return load(bits, gva, privilege);
  }

  @Override
  public void store(int bits, long gva, long value, Privilege privilege) {
    check(gva, bits / 8, AccessType.WRITE);
    write(gva, bits / 8, Long.reverseBytes(value) >>> (64 - bits));
  }

  @Override
  public void probe(long gva, int bytes, AccessType access, Privilege privilege) {
    check(gva, bytes, access);
  }

  private static void check(long gva, int bytes, AccessType access) {
    if (gva < 0 || gva + bytes > MEMORY) {
      int esr = access.writes() ? PpcFault.ESR_ST : 0;
      throw PpcFault.at(InterruptType.DATA_TLB, esr, Math.max(gva, MEMORY));
    }
  }

  @Override
  public long direct(long gva, AccessType access, Privilege privilege) {
    return -1;
  }

  @Override
  public int copy(long fromGva, long toGva, int bytes, int unit, Privilege privilege) {
    return 0;
  }

  @Override
  public int fill(long gva, long value, int bytes, int unit, Privilege privilege) {
    return 0;
  }

  // ---- the context

  @Override
  public long[] slots() {
    return slots;
  }

  @Override
  public Core core() {
    throw new AssertionError("there is no core");
  }

  @Override
  public GuestMemory memory() {
    return this;
  }

  @Override
  public long pc() {
    return slots[PC];
  }

  @Override
  public TrapHandler traps() {
    throw new AssertionError("nothing traps here");
  }

  @Override
  public boolean trapping(TrapKind kind) {
    return false;
  }

  @Override
  public long trap(Trap trap) {
    throw new AssertionError("nothing traps here");
  }

  @Override
  public long readPhysical(long gpa, int size) {
    return read(gpa, size);
  }

  @Override
  public long retired() {
    return 0;
  }

  @Override
  public long budget() {
    return 1000;
  }

  @Override
  public void retire(long instructions) {}

  @Override
  public TlbControl tlb() {
    throw new AssertionError("there is no TLB");
  }

  @Override
  public void interruptsChanged() {}
}
