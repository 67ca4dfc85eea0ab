package vmm.engine.jit;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import vmm.engine.code.Block;
import vmm.engine.code.CompiledCode;
import vmm.engine.mmu.CodeAddress;

/** A compiled region went out of use. */
@Name("vmm.RegionRetired")
@Label("Region Retired")
@Category("VMM")
@Description("A compiled region of guest code went out of use")
@StackTrace(false)
final class RegionRetiredEvent extends Event {
  @Label("Program Counter")
  @Description("Where the region was entered")
  @MemoryAddress
  long pc;

  @Label("Host-Physical Address")
  @Description("Machine memory that held the entry")
  @MemoryAddress
  long hpa;

  @Label("Bytecode")
  @Description("Size of the bytecode of the method that ran the region")
  @DataAmount
  int bytecode;

  @Label("Reason")
  String reason = "";

  /** Why a region goes out of use. */
  enum Reason {
    /** The code cache was full, and the region was among the oldest. */
    EVICTED("evicted"),
    /** The guest's code has changed. */
    INVALIDATED("invalidated");

    private final String label;

    Reason(String label) {
      this.label = label;
    }
  }

  /** Records one, if anybody records. */
  static void emit(CompiledCode code, Reason why) {
    var event = new RegionRetiredEvent();
    if (event.shouldCommit()) {
      Block entry = code.entry();
      event.pc = entry.pc;
      event.hpa = CodeAddress.hpa(entry.hpa);
      event.bytecode = code.size;
      event.reason = why.label;
      event.commit();
    }
  }
}
