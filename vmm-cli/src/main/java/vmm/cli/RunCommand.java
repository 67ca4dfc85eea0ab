package vmm.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vmm.api.arch.ImageException;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpecException;
import vmm.api.machine.RunOutcome;
import vmm.api.machine.VirtualMachine;
import vmm.core.Vmm;

/** {@code vmm run}. */
@Command(
    name = "run",
    description = "Runs a guest: its console is standard input and output.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit status: 0 the guest ended by itself or showed TEXT; 2v+1 it wrote v to the exit port;",
      "124 a limit was reached; 64 bad usage; 66 an image cannot be used; 70 a bug of ours.",
      "On a terminal, Ctrl-A X leaves."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin MachineOptions machine = new MachineOptions();

  @Option(
      names = "--strategy",
      paramLabel = "NAME",
      description = "how memory is virtualized: brute-force, shadow, nested (default: shadow)")
  String strategy = MachineSpec.DEFAULT_STRATEGY;

  @Option(
      names = "--stats",
      arity = "0..1",
      paramLabel = "text|json",
      fallbackValue = "text",
      description = "print figures to standard error at the end; json is one object on a line")
  @Nullable StatisticsStyle statistics;

  @Option(
      names = "--trace",
      paramLabel = "KINDS",
      split = ",",
      completionCandidates = TraceOptions.Kinds.class,
      description = "print these events to standard error: ${COMPLETION-CANDIDATES}")
  List<String> trace = new ArrayList<>();

  @Spec CommandSpec command;

  /** How figures are printed. */
  enum StatisticsStyle {
    TEXT,
    JSON
  }

  @Override
  public Integer call() throws ImageException, MachineSpecException, IOException {
    PrintWriter error = command.commandLine().getErr();
    MachineSpec spec = machine.spec(strategy);
    var stopper = new Stopper();
    try (Vmm vmm = Vmm.load();
        Keys keys = Keys.open(stopper)) {
      var console =
          new HostConsole(
              machine.console,
              new FileOutputStream(FileDescriptor.out),
              keys,
              machine.until,
              stopper);
      try (VirtualMachine vm = vmm.newMachine(spec, console)) {
        stopper.machine.set(vm);
        if (!trace.isEmpty()) {
          vm.addListener(TraceOptions.listener(trace, error));
        }
        long started = System.nanoTime();
        RunOutcome outcome = vm.run(machine.limits());
        console.flush();
        report(error, vm, outcome, System.nanoTime() - started);
        return console.met() ? ExitStatus.OK : ExitStatus.of(outcome);
      }
    }
  }

  private void report(PrintWriter error, VirtualMachine vm, RunOutcome outcome, long wallNanos) {
    switch (outcome) {
      case RunOutcome.GuestEnded ended -> error.println("vmm: the guest ended: " + ended.reason());
      case RunOutcome.InstructionLimit limit ->
          error.println("vmm: the limit of instructions is reached");
      case RunOutcome.TimeLimit limit -> error.println("vmm: the limit of time is reached");
      case RunOutcome.GuestExited exited -> {}
      case RunOutcome.Stopped stopped -> {}
    }
    if (statistics == StatisticsStyle.JSON) {
      error.println(StatisticsFormat.json(vm.statistics(), wallNanos));
    } else if (statistics == StatisticsStyle.TEXT) {
      error.print(StatisticsFormat.text(vm.statistics(), wallNanos));
      error.flush();
    }
  }

  /** Stops the machine once there is one; from any thread. */
  private static final class Stopper implements Runnable {
    private final AtomicReference<@Nullable VirtualMachine> machine = new AtomicReference<>();

    @Override
    public void run() {
      VirtualMachine vm = machine.get();
      if (vm != null) {
        vm.requestStop();
      }
    }
  }
}
