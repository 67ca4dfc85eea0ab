package vmm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vmm.api.arch.ImageException;
import vmm.api.machine.MachineSpecException;
import vmm.api.memory.MemoryVirtualization;
import vmm.core.Vmm;

/** {@code vmm demo}. */
@Command(
    name = "demo",
    description =
        "Tells the story of MOV [0x1234], EAX, first without a VMM, then under each strategy; and"
            + " the same for a TLB that the guest fills.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String BARE = "none";

  @Spec CommandSpec command;

  @Override
  public Integer call() throws ImageException, MachineSpecException, IOException {
    PrintWriter out = command.commandLine().getOut();
    try (Vmm vmm = Vmm.load()) {
      out.println("MOV [0x1234], EAX");
      out.println(
          "A guest maps page A = 0x1000 to page B = 0x300000 and stores to 0x1234. Where does it"
              + " go?");
      PagingStory tables = new PagingStory(vmm, out, PagingScript.TABLES);
      tables.tell(BARE, "On the bare processor, without a VMM");
      tellVirtualized(tables, vmm);
      out.printf(
          "%nThe same where the guest has no tables, but writes TLB entries: tlbwe A -> B%n");
      tellVirtualized(new PagingStory(vmm, out, PagingScript.FILLED_TLB), vmm);
      new SharingStory(vmm, out).tell("shadow");
    }
    return ExitStatus.OK;
  }

  private static void tellVirtualized(PagingStory story, Vmm vmm)
      throws ImageException, MachineSpecException {
    for (MemoryVirtualization.Factory strategy : vmm.catalogue().strategies()) {
      if (!strategy.name().equals(BARE)) {
        story.tell(
            strategy.name(), "Virtualized: " + strategy.name() + ", " + strategy.description());
      }
    }
  }
}
