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

/** A region was compiled; as long as that took. */
@Name("vmm.Region")
@Label("Region")
@Category("VMM")
@Description("A region of guest code was compiled to JVM bytecode")
@StackTrace(false)
final class RegionEvent extends Event {
  @Label("Program Counter")
  @Description("Where the region is entered")
  @MemoryAddress
  long pc;

  @Label("Host-Physical Address")
  @Description("Machine memory that held the entry")
  @MemoryAddress
  long hpa;

  @Label("Instructions")
  @Description("Number of guest instructions")
  int instructions;

  @Label("Blocks")
  int blocks;

  @Label("Bytecode")
  @Description("Size of the bytecode of the method that runs the region")
  @DataAmount
  int bytecode;

  /** Ends the event and records it, if anybody records. */
  void commit(CompiledCode code) {
    end();
    if (shouldCommit()) {
      Block entry = code.entry();
      pc = entry.pc;
      hpa = CodeAddress.hpa(entry.hpa);
      instructions = code.instructions();
      blocks = code.blockCount();
      bytecode = code.size;
      commit();
    }
  }
}
