package vmm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.stream.Collectors;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.VirtualMachine;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Rights;
import vmm.api.mmu.Translation;
import vmm.core.Vmm;

/** The story of one store, told by the guest of a script under one strategy after another. */
final class PagingStory {
  private final Vmm vmm;
  private final PrintWriter out;
  private final PagingScript script;
  private final Image guest;
  private int chapter;

  PagingStory(Vmm vmm, PrintWriter out, PagingScript script) throws IOException {
    this.vmm = vmm;
    this.out = out;
    this.script = script;
    this.guest = DemoMachine.guest(script.guest());
  }

  void tell(String strategy, String title) throws ImageException, MachineSpecException {
    out.printf("%n%d. %s%n", ++chapter, title);
    try (DemoMachine demo = new DemoMachine(vmm, guest, "", strategy)) {
      VirtualMachine machine = demo.machine();
      step(script.prepares(), demo.runTo('P'));
      step(script.store(), demo.runTo('S'));
      views(machine, script.a());
      out.printf("     machine memory there holds       0x%08x%n", word(machine, script.a()));
      step(script.readsBack(), demo.runTo('R'));
      step("a thousand more such stores", demo.runTo('L'));
      step("first store to a page that it has mapped", demo.runTo('H'));
      verdict(machine, script.fresh(), "hidden faults so far", machine.statistics().hiddenFaults());
      step("store to a page that it has not mapped", demo.runTo('T'));
      verdict(machine, script.unmapped(), "true faults so far", machine.statistics().trueFaults());
      demo.runToEnd();
    }
  }

  private void step(String what, Map<String, Long> traps) {
    String taken =
        traps.isEmpty()
            ? "none"
            : traps.entrySet().stream()
                .map(trap -> trap.getValue() + " " + trap.getKey())
                .collect(Collectors.joining(", "));
    out.printf("   %-46s traps: %s%n", what, taken);
  }

  private void verdict(VirtualMachine machine, long gva, String what, long count) {
    if (!machine.spec().strategy().equals("none")) {
      views(machine, gva);
      out.printf("     %s: %d%n", what, count);
    }
  }

  private void views(VirtualMachine machine, long gva) {
    out.printf(
        "     guest view  A 0x%08x -> B %s%n",
        gva, describe(machine.guestView(gva, AccessType.READ, Privilege.SUPERVISOR)));
    out.printf(
        "     real view   A 0x%08x -> C %s%n",
        gva, describe(machine.realView(gva, AccessType.READ, Privilege.SUPERVISOR)));
  }

  private static String describe(Translation translation) {
    return switch (translation) {
      case Translation.Mapped m ->
          String.format("0x%08x  %s", m.address(), Rights.format(m.rights()));
      case Translation.Fault f -> "(fault: " + f.cause() + ")";
      case Translation.SecondStageFault f -> "(second-stage fault)";
    };
  }

  /** What the machine's memory holds where {@code gva} really leads; past the VMM, by hpa. */
  private int word(VirtualMachine machine, long gva) {
    Translation real = machine.realView(gva, AccessType.READ, Privilege.SUPERVISOR);
    if (!(real instanceof Translation.Mapped mapped)) {
      throw new IllegalStateException("nothing is mapped at a gva just stored to");
    }
    long word =
        machine.spec().strategy().equals("none")
            ? machine.physical().read(mapped.address(), 4)
            : vmm.memory().read(mapped.address(), 4);
    return script.order() == ByteOrder.BIG_ENDIAN ? Integer.reverseBytes((int) word) : (int) word;
  }
}
