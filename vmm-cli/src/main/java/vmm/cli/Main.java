package vmm.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import vmm.api.arch.ImageException;
import vmm.api.cpu.EngineMode;
import vmm.api.machine.MachineSpec.ClockMode;
import vmm.api.machine.MachineSpecException;
import vmm.api.memory.OutOfHostMemoryException;
import vmm.cli.MachineOptions.ConsoleChoice;
import vmm.cli.RunCommand.StatisticsStyle;
import vmm.core.plugin.WiringException;

/** The command {@code vmm}. */
@Command(
    name = "vmm",
    description = "Runs unmodified guests and shows how their memory is virtualized.",
    mixinStandardHelpOptions = true,
    version = "vmm 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /** Set to anything, this variable adds the stack trace to the line about a bug of ours. */
  private static final String STACK_TRACES = "VMM_STACK_TRACES";

  private Main() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    int status = execute(arguments);
    System.out.flush();
    System.exit(status);
  }

  /** Runs the command and returns its status; standard output and error as the process has them. */
  static int execute(String... arguments) {
    PrintWriter error = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    CommandLine command = new CommandLine(new Main());
    addCommands(command, arguments);
    // These go to the commands that it has by now.
    command
        .setErr(error)
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .registerConverter(EngineMode.class, new Names<>(EngineMode.class))
        .registerConverter(ClockMode.class, new Names<>(ClockMode.class))
        .registerConverter(ConsoleChoice.class, new Names<>(ConsoleChoice.class))
        .registerConverter(StatisticsStyle.class, new Names<>(StatisticsStyle.class))
        .setParameterExceptionHandler((e, args) -> report(error, ExitStatus.USAGE, e))
        .setExecutionExceptionHandler((e, line, parsed) -> report(error, statusOf(e), e));
    if (arguments.length == 0) {
      command.usage(error);
      return ExitStatus.USAGE;
    }
    try {
      return command.execute(arguments);
    } catch (Error e) { // picocli hands exceptions over, but not errors
      return report(error, ExitStatus.SOFTWARE, e);
    }
  }

  /**
   * Adds the command that is asked for, or all of them if none is: what picocli reads of each by
   * reflection is a good part of a short run.
   */
  private static void addCommands(CommandLine command, String... arguments) {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand.class);
    commands.put("compare", CompareCommand.class);
    commands.put("demo", DemoCommand.class);
    commands.put("list", ListCommand.class);
    commands.put("help", CommandLine.HelpCommand.class);
    String asked = arguments.length == 0 ? "help" : arguments[0];
    if (!asked.equals("help") && commands.containsKey(asked)) {
      commands.keySet().retainAll(Set.of(asked));
    }
    commands.forEach(command::addSubcommand);
  }

  private static int statusOf(Exception e) {
    return switch (e) {
      case MachineSpecException spec -> ExitStatus.USAGE;
      case WiringException wiring -> ExitStatus.USAGE;
      case ImageException image -> ExitStatus.NO_INPUT;
      case OutOfHostMemoryException memory -> ExitStatus.USAGE; // asks for more than there is
      default -> ExitStatus.SOFTWARE;
    };
  }

  private static int report(PrintWriter error, int status, Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String line = message.lines().findFirst().orElse("");
    if (status == ExitStatus.SOFTWARE) {
      error.println(
          "vmm: internal error, please report it: " + e.getClass().getName() + ": " + line);
      if (System.getenv(STACK_TRACES) != null) {
        e.printStackTrace(error);
      }
    } else {
      error.println("vmm: " + line);
    }
    return status;
  }
}
