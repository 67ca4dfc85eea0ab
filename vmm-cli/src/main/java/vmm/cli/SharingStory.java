package vmm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.machine.MachineSpecException;
import vmm.api.memory.PageGrant;
import vmm.core.Vmm;

/** Two machines share the page of an image until one writes: the guest {@code sharing.elf}. */
final class SharingStory {
  /** Where the guest's page lies, and what is in it. */
  private static final long PAGE = 0x102000;

  private final Vmm vmm;
  private final PrintWriter out;

  SharingStory(Vmm vmm, PrintWriter out) {
    this.vmm = vmm;
    this.out = out;
  }

  void tell(String strategy) throws IOException, ImageException, MachineSpecException {
    Image image = DemoMachine.guest("sharing.elf");
    out.printf("%nTwo machines are started from one image%n");
    try (DemoMachine writer = new DemoMachine(vmm, image, "w", strategy);
        DemoMachine reader = new DemoMachine(vmm, image, "r", strategy)) {
      writer.runTo('A');
      reader.runTo('A');
      show("both have read the page:", writer, reader);
      writer.runTo('W');
      reader.runTo('W');
      show("the first has written to it:", writer, reader);
      writer.runToEnd();
      reader.runToEnd();
    }
  }

  private void show(String when, DemoMachine first, DemoMachine second) {
    long one = hpa(first);
    long two = hpa(second);
    out.printf(
        "   %-29s gpa 0x%x is hpa 0x%x in the first, 0x%x in the second%s%n",
        when, PAGE, one, two, one == two ? ": shared" : ": each has its own");
    out.printf(
        "   %-29s they hold 0x%08x and 0x%08x%n",
        "", vmm.memory().read(one, 4), vmm.memory().read(two, 4));
  }

  private static long hpa(DemoMachine demo) {
    return switch (demo.machine().physMap().peek(PAGE)) {
      case PageGrant.Backed backed -> backed.hpa();
      case PageGrant.ReadOnly rom -> rom.hpa();
      case PageGrant.Device device -> throw new IllegalStateException("a page of RAM is none");
    };
  }
}
