package vmm.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vmm.api.arch.Architecture;
import vmm.api.arch.Board;
import vmm.api.arch.CpuModel;
import vmm.api.memory.MemoryVirtualization;
import vmm.core.Vmm;

/** {@code vmm list}. */
@Command(
    name = "list",
    description = "Lists the architectures, boards, processors and strategies on the class path.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Spec CommandSpec command;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try (Vmm vmm = Vmm.load()) {
      for (Architecture architecture : vmm.catalogue().architectures()) {
        out.printf("architecture %s: %s%n", architecture.name(), architecture.description());
        for (Board board : architecture.boards()) {
          row(out, "board", board.name(), board.description());
        }
        for (CpuModel cpu : architecture.cpuModels()) {
          row(out, "cpu", cpu.name(), cpu.description());
        }
      }
      out.println("strategies");
      for (MemoryVirtualization.Factory strategy : vmm.catalogue().strategies()) {
        row(out, "strategy", strategy.name(), strategy.description());
      }
    }
    return ExitStatus.OK;
  }

  private static void row(PrintWriter out, String kind, String name, String description) {
    out.printf("  %-9s %-12s %s%n", kind, name, description);
  }
}
