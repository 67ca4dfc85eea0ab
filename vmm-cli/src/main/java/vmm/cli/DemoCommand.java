package vmm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
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
        "Tells the story of MOV [0x1234], EAX, first without a VMM, then under each strategy.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String BARE = "none";

  @Spec CommandSpec command;

  @Override
  public Integer call() throws ImageException, MachineSpecException, IOException {
    PrintWriter out = command.commandLine().getOut();
    out.println("MOV [0x1234], EAX");
    out.println(
        "A guest maps page A = 0x1000 to page B = 0x300000 and stores to 0x1234. Where does it"
            + " go?");
    try (Vmm vmm = Vmm.load()) {
      PagingStory story = new PagingStory(vmm, out);
      story.tell(BARE, "On the bare processor, without a VMM");
      List<MemoryVirtualization.Factory> strategies = vmm.catalogue().strategies();
      for (MemoryVirtualization.Factory strategy : strategies) {
        if (!strategy.name().equals(BARE)) {
          story.tell(
              strategy.name(), "Virtualized: " + strategy.name() + ", " + strategy.description());
        }
      }
      new SharingStory(vmm, out).tell("shadow");
    }
    return ExitStatus.OK;
  }
}
