package vmm.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import vmm.api.arch.ImageException;
import vmm.api.cpu.Register;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.api.memory.MemoryVirtualization;
import vmm.core.Vmm;

/** {@code vmm compare}. */
@Command(
    name = "compare",
    description = "Runs one guest under every strategy and compares what they did.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit status: 0 consoles and final states agree; 1 they do not; else as for run.",
      "A guest that does not end needs --until or --max-instructions."
    })
final class CompareCommand implements Callable<Integer> {
  /** The bare processor: no virtualization that could be compared. */
  private static final String NO_STRATEGY = "none";

  @Mixin MachineOptions machine = new MachineOptions();

  @Spec CommandSpec command;

  /** What one strategy did. */
  private record Run(
      String strategy,
      RunOutcome outcome,
      boolean met,
      ByteBuffer console,
      Map<String, Long> registers,
      Map<String, Long> figures) {
    boolean finished() {
      return met || !(outcome instanceof RunOutcome.TimeLimit);
    }
  }

  @Override
  public Integer call() throws ImageException, MachineSpecException {
    PrintWriter out = command.commandLine().getOut();
    List<Run> runs = new ArrayList<>();
    try (Vmm vmm = Vmm.load()) {
      MachineSpec spec = machine.spec(MachineSpec.DEFAULT_STRATEGY);
      for (MemoryVirtualization.Factory strategy : vmm.catalogue().strategies()) {
        if (!strategy.name().equals(NO_STRATEGY)) {
          Progress.show("running under " + strategy.name() + " ...");
          runs.add(run(vmm, spec.withStrategy(strategy.name())));
        }
      }
      Progress.clear();
    }
    if (runs.isEmpty()) {
      throw new MachineSpecException("no strategy found: add the jar of a plug-in that has one");
    }
    printTable(out, runs);
    return verdict(out, runs);
  }

  private Run run(Vmm vmm, MachineSpec spec) throws ImageException, MachineSpecException {
    var recorded = new ByteArrayOutputStream();
    var holder = new VirtualMachine[1];
    var console =
        HostConsole.recording(
            machine.console, recorded, machine.until, () -> holder[0].requestStop());
    try (VirtualMachine vm = vmm.newMachine(spec, console)) {
      holder[0] = vm;
      long started = System.nanoTime();
      RunOutcome outcome = vm.run(machine.limits());
      long wall = System.nanoTime() - started;
      console.flush();
      Map<String, Long> registers = new LinkedHashMap<>();
      for (Register register : vm.registerFile().registers()) {
        registers.put(register.name(), vm.register(register.name()));
      }
      return new Run(
          spec.strategy(),
          outcome,
          console.met(),
          ByteBuffer.wrap(recorded.toByteArray()),
          registers,
          StatisticsFormat.rows(vm.statistics(), wall));
    }
  }

  private static void printTable(PrintWriter out, List<Run> runs) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.figures().keySet()));
    out.printf("%-32s", "");
    runs.forEach(run -> out.printf(" %18s", run.strategy()));
    out.println();
    for (String name : names) {
      out.printf("%-32s", name);
      for (Run run : runs) {
        Long value = run.figures().get(name);
        out.printf(" %18s", value == null ? "-" : String.format("%,d", value));
      }
      out.println();
    }
  }

  private static int verdict(PrintWriter out, List<Run> runs) {
    Run first = runs.getFirst();
    List<String> differences = new ArrayList<>();
    for (Run run : runs.subList(1, runs.size())) {
      compare(first, run, differences);
    }
    for (Run run : runs) {
      if (!run.finished()) {
        differences.add(run.strategy() + " did not get to the end within the limit of time");
      }
    }
    if (differences.isEmpty()) {
      out.printf(
          "consoles agree (%d bytes), final states agree (%d registers), %s%n",
          first.console().remaining(), first.registers().size(), ending(first));
      return ExitStatus.OK;
    }
    differences.forEach(difference -> out.println("DISAGREEMENT: " + difference));
    return ExitStatus.DISAGREEMENT;
  }

  private static String ending(Run run) {
    if (run.met()) {
      return "all showed the text";
    }
    return switch (run.outcome()) {
      case RunOutcome.GuestEnded ended -> "all ended: " + ended.reason();
      case RunOutcome.GuestExited exited -> "all exited with status " + exited.status();
      case RunOutcome.InstructionLimit limit -> "all reached the limit of instructions";
      case RunOutcome.TimeLimit limit -> "all reached the limit of time";
      case RunOutcome.Stopped stopped -> "all were stopped";
    };
  }

  private static void compare(Run a, Run b, List<String> differences) {
    String both = a.strategy() + " and " + b.strategy();
    int at = a.console().mismatch(b.console());
    if (at >= 0) {
      differences.add("the consoles of " + both + " differ at byte " + at);
    }
    if (!a.outcome().equals(b.outcome())) {
      differences.add(both + " ended differently: " + a.outcome() + " and " + b.outcome());
    }
    compareFigure("instructions", both, a.figures(), b.figures(), differences);
    for (String name : a.registers().keySet()) {
      compareFigure(name, both, a.registers(), b.registers(), differences);
    }
  }

  private static void compareFigure(
      String name,
      String both,
      Map<String, Long> a,
      Map<String, Long> b,
      List<String> differences) {
    Long left = a.get(name);
    Long right = b.get(name);
    if (left == null || !left.equals(right)) {
      differences.add(String.format("%s of %s: 0x%x and 0x%x", name, both, left, right));
    }
  }
}
