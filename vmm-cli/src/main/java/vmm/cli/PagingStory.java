package vmm.cli;

import java.io.IOException;
import java.io.PrintWriter;
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

/** The story of one store, told by the guest {@code paging.elf}. */
final class PagingStory {
  private static final long A = 0x1234;
  private static final long FRESH = 0x302000;
  private static final long UNMAPPED = 0x7FF123;

  private final Vmm vmm;
  private final PrintWriter out;
  private final Image guest;
  private int chapter;

  PagingStory(Vmm vmm, PrintWriter out) throws IOException {
    this.vmm = vmm;
    this.out = out;
    this.guest = DemoMachine.guest("paging.elf");
  }

  void tell(String strategy, String title) throws ImageException, MachineSpecException {
    out.printf("%n%d. %s%n", ++chapter, title);
    try (DemoMachine demo = new DemoMachine(vmm, guest, "", strategy)) {
      VirtualMachine machine = demo.machine();
      step("the guest builds its tables, turns paging on", demo.runTo('P'));
      step("MOV [0x1234], EAX with EAX = 0xcafef00d", demo.runTo('S'));
      views(machine, A);
      out.printf("     machine memory there holds       0x%08x%n", word(machine, A));
      step("it reads 0xcafef00d back, and B in its table", demo.runTo('R'));
      step("a thousand more such stores", demo.runTo('L'));
      step("first store to a page that it has mapped", demo.runTo('H'));
      verdict(machine, FRESH, "hidden faults so far", machine.statistics().hiddenFaults());
      step("store to a page that it has not mapped", demo.runTo('T'));
      verdict(machine, UNMAPPED, "true faults so far", machine.statistics().trueFaults());
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
  private long word(VirtualMachine machine, long gva) {
    Translation real = machine.realView(gva, AccessType.READ, Privilege.SUPERVISOR);
    if (!(real instanceof Translation.Mapped mapped)) {
      throw new IllegalStateException("nothing is mapped at a gva just stored to");
    }
    return machine.spec().strategy().equals("none")
        ? machine.physical().read(mapped.address(), 4)
        : vmm.memory().read(mapped.address(), 4);
  }
}
