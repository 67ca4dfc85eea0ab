package vmm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;
import vmm.api.cpu.EngineMode;
import vmm.api.machine.MachineSpec;
import vmm.api.machine.MachineSpec.ClockMode;
import vmm.api.machine.RunLimits;

/** The options that say what machine to build, what to start on it, and when to end. */
final class MachineOptions {
  @Option(names = "--arch", paramLabel = "NAME", description = "architecture (default: by image)")
  @Nullable String architecture;

  @Option(names = "--board", paramLabel = "NAME", description = "board (default: by architecture)")
  @Nullable String board;

  @Option(names = "--cpu", paramLabel = "MODEL", description = "processor (default: by board)")
  @Nullable String cpu;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description = "guest memory in bytes, or with K, M or G (default: 64M)")
  long memory = MachineSpec.DEFAULT_MEMORY;

  @Option(names = "--kernel", paramLabel = "FILE", description = "kernel image")
  @Nullable Path kernel;

  @Option(
      names = "--initrd",
      paramLabel = "FILE",
      description = "initial RAM disk, or a module with its arguments as 'FILE ARGS'; repeatable")
  List<String> initrd = new ArrayList<>();

  @Option(names = "--append", paramLabel = "TEXT", description = "the kernel's command line")
  String append = "";

  @Option(names = "--bios", paramLabel = "FILE", description = "firmware: a raw ROM, or an ELF")
  @Nullable Path bios;

  @Option(
      names = "--dtb",
      paramLabel = "FILE",
      description = "flattened device tree instead of the board's own")
  @Nullable Path deviceTree;

  @Option(
      names = "--engine",
      paramLabel = "interpreter|jit|mixed",
      description =
          "how guest code is run: interpreted, compiled at once, or compiled when it is hot"
              + " (default: mixed)")
  EngineMode engine = EngineMode.MIXED;

  @Option(
      names = "--code-cache",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "bytecode of compiled guest code that is kept, as for --memory; the oldest is given up"
              + " (default: 4M)")
  long codeCache = MachineSpec.DEFAULT_CODE_CACHE;

  @Option(
      names = "--clock",
      paramLabel = "virtual|wall",
      description = "time from retired instructions, or from the host (default: virtual)")
  ClockMode clock = ClockMode.VIRTUAL;

  @Option(
      names = "--max-instructions",
      paramLabel = "N",
      converter = CountConverter.class,
      description = "end after N instructions, with status 124")
  long maxInstructions = Long.MAX_VALUE;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      converter = SecondsConverter.class,
      description = "end after this wall time, with status 124")
  @Nullable Duration timeout;

  @Option(
      names = "--until",
      paramLabel = "TEXT",
      description = "end with status 0 when the console shows TEXT")
  @Nullable String until;

  @Option(
      names = "--console",
      paramLabel = "serial|debug|all",
      description = "which guest console is shown; all: line by line (default: serial)")
  ConsoleChoice console = ConsoleChoice.SERIAL;

  /** Which channels are shown. */
  enum ConsoleChoice {
    SERIAL,
    DEBUG,
    ALL
  }

  /** What to build. Reads the files. */
  MachineSpec spec(String strategy) throws ImageException {
    return new MachineSpec(
        Optional.ofNullable(architecture),
        Optional.ofNullable(board),
        Optional.ofNullable(cpu),
        strategy,
        memory,
        engine,
        codeCache,
        clock,
        images());
  }

  /** When to end. */
  RunLimits limits() {
    return new RunLimits(maxInstructions, Optional.ofNullable(timeout));
  }

  private BootImages images() throws ImageException {
    List<BootImages.Module> modules = new ArrayList<>();
    for (String argument : initrd) {
      modules.add(module(argument));
    }
    return new BootImages(read(kernel), modules, append, read(bios), read(deviceTree));
  }

  /**
   * A whole argument that names a file is that file; else what follows the first blank is its
   * arguments.
   */
  private static BootImages.Module module(String argument) throws ImageException {
    int blank = argument.indexOf(' ');
    if (blank < 0 || Files.exists(Path.of(argument))) {
      return new BootImages.Module(read(Path.of(argument)).orElseThrow(), "");
    }
    Path file = Path.of(argument.substring(0, blank));
    return new BootImages.Module(read(file).orElseThrow(), argument.substring(blank + 1));
  }

  private static Optional<Image> read(@Nullable Path file) throws ImageException {
    if (file == null) {
      return Optional.empty();
    }
    if (file.toString().isEmpty()) {
      throw new ImageException("the name of an image is empty");
    }
    if (!Files.exists(file)) {
      throw new ImageException(file + ": no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new ImageException(file + ": not a file");
    }
    try {
      if (Files.size(file) > LARGEST_IMAGE) {
        throw new ImageException(file + ": larger than 1 GiB");
      }
      return Optional.of(new Image(file.toString(), Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new ImageException(file + ": cannot be read: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      throw new ImageException(file + ": larger than the heap of this JVM allows");
    }
  }

  private static final long LARGEST_IMAGE = 1L << 30;

  /** Reads {@code 64M}. */
  static final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      int shift =
          switch (text.isEmpty() ? ' ' : Character.toUpperCase(text.charAt(text.length() - 1))) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
          };
      try {
        long value = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1));
        if (value > 0 && value <= Long.MAX_VALUE >> shift) {
          return value << shift;
        }
      } catch (NumberFormatException e) {
        // Said below, in the same words as for a number out of range.
      }
      throw new TypeConversionException(
          "'" + text + "' is not a size: give bytes, or a number with K, M or G");
    }
  }

  /** Reads a number of instructions. */
  static final class CountConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        long value = Long.parseLong(text);
        if (value > 0) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below, in the same words as for a number out of range.
      }
      throw new TypeConversionException("'" + text + "' is not a positive number");
    }
  }

  /** Reads seconds, with a fraction. */
  static final class SecondsConverter implements ITypeConverter<Duration> {
    private static final double LONGEST = 1e9;

    @Override
    public Duration convert(String text) {
      try {
        double seconds = Double.parseDouble(text);
        if (seconds > 0 && seconds <= LONGEST) {
          return Duration.ofNanos((long) (seconds * 1e9));
        }
      } catch (NumberFormatException e) {
        // Said below, in the same words as for a number out of range.
      }
      throw new TypeConversionException("'" + text + "' is not a positive number of seconds");
    }
  }
}
