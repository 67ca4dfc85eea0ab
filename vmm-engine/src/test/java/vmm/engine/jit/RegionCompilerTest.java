package vmm.engine.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vmm.api.cpu.CpuContext;
import vmm.api.memory.Frame;
import vmm.api.memory.RawMemory;
import vmm.api.mmu.AccessType;
import vmm.engine.code.Block;
import vmm.engine.code.CodeArena;
import vmm.engine.code.CodeContext;
import vmm.engine.code.CompiledCode;
import vmm.engine.code.ConstantPool;
import vmm.engine.code.Lowering;
import vmm.engine.code.Run;
import vmm.engine.ir.IrBuilder;
import vmm.engine.mmu.AccessPath;
import vmm.engine.mmu.SoftTlb;
import vmm.engine.toy.ToyRegisters;

class RegionCompilerTest {
  /** HotSpot compiles no method with more bytes of bytecode (flag HugeMethodLimit). */
  private static final int HUGE_METHOD_LIMIT = 8000;

  private final ConstantPool pool = new ConstantPool(new long[1 << 14], 4096);

  /** Of no processor: this code is not run. */
  private final CodeContext context =
      new CodeContext(
          new Run(new long[1 << 14], ToyRegisters.PC),
          new SoftTlb(1),
          mock(AccessPath.class),
          RawMemory.of(MemorySegment.NULL),
          mock(CpuContext.class));

  /** A block of so many loads that goes back to itself. */
  private RegionPlan.Member loads(int count, int next) {
    var builder = new IrBuilder(ToyRegisters.FILE);
    builder.begin();
    builder.beginInstruction(0);
    for (int i = 0; i < count; i++) {
      var gva = builder.add(32, builder.get(ToyRegisters.R0), builder.constant(8L * i));
      builder.put(ToyRegisters.R0 + 1 + i % 6, builder.load(32, gva, AccessType.READ));
    }
    builder.jump(builder.constant(0x1000), 0);
    return member(builder, next);
  }

  private RegionPlan.Member member(IrBuilder built, int next) {
    var place = new Block.Place(0x1000, 0, 0x1000, 0x1000, Frame.SIZE);
    var lowering = new Lowering(pool, ToyRegisters.FILE.slots());
    var block = new Block(new CodeArena(), place, -1, 4, -1, false, lowering.lower(built));
    return new RegionPlan.Member(
        block, built.finish(), List.of(new RegionPlan.Target(next, false)));
  }

  private static RegionPlan plan(List<RegionPlan.Member> members) {
    return new RegionPlan(members, ToyRegisters.FILE.slots(), ToyRegisters.FILE.pcSlot());
  }

  @Test
  void aRegionIsCutToWhatHotSpotCompiles() {
    List<RegionPlan.Member> members = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      members.add(loads(10, (i + 1) % 40));
    }
    RegionPlan all = plan(members);
    assertThat(RegionCompiler.size(all, false)).isGreaterThan(HUGE_METHOD_LIMIT);
    CompiledCode code = RegionCompiler.compile(all, context);
    assertThat(code.size).isBetween(RegionCompiler.MOST_BYTES * 3 / 4, RegionCompiler.MOST_BYTES);
    assertThat(RegionCompiler.MOST_BYTES).isLessThan(HUGE_METHOD_LIMIT);
  }

  @Test
  void aTightLoopKeepsThePagesOfItsAccesses() {
    RegionPlan loop = plan(List.of(loads(3, 0)));
    assertThat(RegionCompiler.compile(loop, context).size)
        .isEqualTo(RegionCompiler.size(loop, true));
  }

  @Test
  void whatIsNoLoopOrNotTightKeepsNone() {
    var straight = plan(List.of(loads(3, -1)));
    var large = plan(List.of(loads(3, 1), loads(3, 2), loads(3, 0)));
    for (RegionPlan region : List.of(straight, large)) {
      assertThat(RegionCompiler.compile(region, context).size)
          .isEqualTo(RegionCompiler.size(region, false))
          .isLessThan(RegionCompiler.size(region, true));
    }
  }

  @Test
  void aTableThatIsSmallerThanAPageHasNoPageOfItsOwn() {
    var builder = new IrBuilder(ToyRegisters.FILE);
    builder.begin();
    builder.beginInstruction(0);
    var offset = builder.extract(builder.get(ToyRegisters.R0), 0, 8);
    var gva = builder.add(32, offset, builder.constant(0x5000));
    builder.put(ToyRegisters.R0, builder.load(32, gva, AccessType.READ));
    builder.jump(builder.constant(0x1000), 0);
    RegionPlan loop = plan(List.of(member(builder, 0)));
    assertThat(RegionCompiler.size(loop, true)).isEqualTo(RegionCompiler.size(loop, false));
  }

  @Test
  void aBlockThatIsTooLargeIsRefused() {
    RegionPlan tooLarge = plan(List.of(loads(200, 0)));
    assertThatThrownBy(() -> RegionCompiler.compile(tooLarge, context))
        .isInstanceOf(RegionCompiler.Refused.class);
  }

  @Test
  void codeLeadsToWhatItIsLinkedToWhileBothAreInUse() {
    CompiledCode code = RegionCompiler.compile(plan(List.of(loads(1, 1), loads(1, 0))), context);
    CompiledCode next = RegionCompiler.compile(plan(List.of(loads(1, 0))), context);
    int first = CompiledCode.exit(CompiledCode.place(0, 3), 1);
    int second = CompiledCode.exit(CompiledCode.place(1, 3), 0);
    code.link(first, next);
    code.link(second, code);
    assertThat(code.linked(first)).isSameAs(next);
    assertThat(code.linked(second)).isSameAs(code);
    assertThat(code.linked(CompiledCode.exit(CompiledCode.place(0, 3), 0))).isNull();
    next.retire();
    assertThat(code.linked(first)).isNull();
    code.retire();
    assertThat(code.linked(second)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {CompiledCode.INDIRECT, CompiledCode.BOUNDARY})
  void otherExitsHaveNoLink(int exit) {
    CompiledCode code = RegionCompiler.compile(plan(List.of(loads(1, 0))), context);
    assertThat(code.linked(CompiledCode.exit(CompiledCode.place(0, 3), exit))).isNull();
  }

  @Test
  void codeThatIsOutOfUseIsUnloaded() throws InterruptedException {
    var type = new WeakReference<Class<?>>(compiled());
    for (int i = 0; i < 100 && type.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(type.get()).isNull();
  }

  /** The class of a region that has been installed and retired. */
  private Class<?> compiled() {
    CompiledCode code = RegionCompiler.compile(plan(List.of(loads(1, 0))), context);
    code.install(invalid -> {});
    assertThat(code.entry().compiled).isSameAs(code);
    code.retire();
    assertThat(code.entry().compiled).isNull();
    return code.getClass();
  }
}
