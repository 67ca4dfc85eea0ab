package vmm.ppc.board;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vmm.api.device.Clock;
import vmm.api.device.InterruptLine;
import vmm.devices.BigEndianRegisters;

/**
 * The OpenPIC interrupt controller of Freescale's chips, version 2.0, for one processor (MPC8544E
 * Reference Manual, chapter "Programmable Interrupt Controller"). Messages between processors and
 * from PCI are not there, nor can timers be cascaded: their registers read as 0.
 *
 * <p>In pass-through mode, the state after reset, the processor's external input belongs to a
 * controller outside the chip, of which there is none.
 */
final class Mpic implements BigEndianRegisters.Words {
  /** Bytes of registers. */
  static final int BYTES = 0x4_0000;

  /** The number of the first source on the chip; those before are pins. */
  static final int FIRST_DEVICE = 16;

  private static final int SOURCES = 256;
  private static final int EVENTS_OF_PROCESSOR = 4;
  private static final int TIMERS_IN_GROUP = 4;
  private static final int TIMERS = 2 * TIMERS_IN_GROUP;

  private static final int BLOCK_REVISION = 0x00;
  private static final int FEATURES = 0x1000;
  private static final int GLOBAL_CONFIGURATION = 0x1020;
  private static final int EVENT_VECTORS = 0x10A0;
  private static final int SPURIOUS_VECTOR = 0x10E0;
  private static final int TIMER_FREQUENCY = 0x10F0;
  private static final int TIMER_GROUPS = 0x1100;
  private static final int GROUP_DISTANCE = 0x1000;
  private static final int SOURCE_REGISTERS = 0x1_0000;
  private static final int PROCESSOR_REGISTERS = 0x2_0000;

  private static final int EVENT_DISPATCH = 0x40;
  private static final int TASK_PRIORITY = 0x80;
  private static final int ACKNOWLEDGE = 0xA0;
  private static final int END_OF_INTERRUPT = 0xB0;

  /** Block 0x0040, version 2.0. */
  private static final int BLOCK_REVISION_VALUE = 0x0040_0200;

  /** 80 sources, one processor, OpenPIC 1.2. */
  private static final int FEATURES_VALUE = 79 << 16 | 2;

  private static final int RESET = 1 << 31;
  private static final int MIXED_MODE = 1 << 29;
  private static final int VECTOR = 0xFFFF;
  private static final int HIGHEST_PRIORITY = 15;

  private final InterruptLine external;
  private final InterruptLine critical;
  private final List<MpicSource> sources;
  private final List<MpicSource> events;
  private final List<MpicSource> timerSources;
  private final List<MpicTimer> timers = new ArrayList<>();
  private final MpicSource[] all;
  private int configuration;
  private int spuriousVector = VECTOR;
  private int timerFrequency;
  private int taskPriority = HIGHEST_PRIORITY;

  /**
   * Makes a controller.
   *
   * @param nanosPerTick of the timers
   */
  Mpic(InterruptLine external, InterruptLine critical, Clock clock, long nanosPerTick) {
    this.external = external;
    this.critical = critical;
    sources = new ArrayList<>(make(FIRST_DEVICE, MpicSource.Kind.PIN));
    sources.addAll(make(SOURCES - FIRST_DEVICE, MpicSource.Kind.DEVICE));
    events = make(EVENTS_OF_PROCESSOR, MpicSource.Kind.EVENT);
    timerSources = make(TIMERS, MpicSource.Kind.EVENT);
    for (MpicSource source : timerSources) {
      timers.add(new MpicTimer(clock, nanosPerTick, () -> trigger(source)));
    }
    all = Stream.of(sources, events, timerSources).flatMap(List::stream).toArray(MpicSource[]::new);
  }

  private static List<MpicSource> make(int count, MpicSource.Kind kind) {
    return Stream.generate(() -> new MpicSource(kind)).limit(count).toList();
  }

  /**
   * An input.
   *
   * @param source its number: below {@link #FIRST_DEVICE} a pin, else a device on the chip
   */
  InterruptLine line(int source) {
    MpicSource input = sources.get(source);
    return asserted -> {
      if (input.drive(asserted)) {
        update();
      }
    };
  }

  private void trigger(MpicSource source) {
    source.trigger();
    update();
  }

  private void update() {
    boolean connected = (configuration & MIXED_MODE) != 0;
    external.set(connected && deliverable() != null);
    critical.set(isCritical());
  }

  private boolean isCritical() {
    for (MpicSource source : all) {
      if (source.critical()) {
        return true;
      }
    }
    return false;
  }

  /** The source whose interrupt the processor would take now. Among equals the first wins. */
  private @Nullable MpicSource deliverable() {
    MpicSource served = served();
    int above = Math.max(taskPriority, served == null ? 0 : served.priority());
    MpicSource found = null;
    for (MpicSource source : all) {
      if (source.priority() > above && source.requests()) {
        found = source;
        above = source.priority();
      }
    }
    return found;
  }

  /** The source of highest priority that is in service. */
  private @Nullable MpicSource served() {
    MpicSource found = null;
    for (MpicSource source : all) {
      if (source.inService() && (found == null || source.priority() > found.priority())) {
        found = source;
      }
    }
    return found;
  }

  private int acknowledge() {
    MpicSource source = deliverable();
    int vector = source == null ? spuriousVector : source.acknowledge();
    update();
    return vector;
  }

  private void endInterrupt() {
    MpicSource source = served();
    if (source != null) {
      source.end();
    }
    update();
  }

  private void reset() {
    Stream.of(all).forEach(MpicSource::reset);
    timers.forEach(MpicTimer::reset);
    configuration = 0;
    spuriousVector = VECTOR;
    timerFrequency = 0;
    taskPriority = HIGHEST_PRIORITY;
  }

  @Override
  public int read(int offset) {
    if (offset >= PROCESSOR_REGISTERS) {
      return readProcessor(offset - PROCESSOR_REGISTERS);
    }
    if (offset >= SOURCE_REGISTERS) {
      return readSource(offset - SOURCE_REGISTERS);
    }
    if (isTimer(offset)) {
      return readTimer(timer(offset), offset & 0x30);
    }
    return switch (offset) {
      case BLOCK_REVISION -> BLOCK_REVISION_VALUE;
      case FEATURES -> FEATURES_VALUE;
      case GLOBAL_CONFIGURATION -> configuration;
      case SPURIOUS_VECTOR -> spuriousVector;
      case TIMER_FREQUENCY -> timerFrequency;
      default -> isEvent(offset) ? event(offset).readVectorPriority() : readProcessor(offset);
    };
  }

  @Override
  public void write(int offset, int value) {
    if (offset >= PROCESSOR_REGISTERS) {
      writeProcessor(offset - PROCESSOR_REGISTERS, value);
    } else if (offset >= SOURCE_REGISTERS) {
      writeSource(offset - SOURCE_REGISTERS, value);
    } else if (isTimer(offset)) {
      writeTimer(timer(offset), offset & 0x30, value);
    } else if (isEvent(offset)) {
      event(offset).writeVectorPriority(value);
    } else {
      writeGlobal(offset, value);
    }
    update();
  }

  private void writeGlobal(int offset, int value) {
    switch (offset) {
      case GLOBAL_CONFIGURATION -> {
        if ((value & RESET) != 0) {
          reset(); // done at once: the bit reads as 0 again
        } else {
          configuration = value & MIXED_MODE;
        }
      }
      case SPURIOUS_VECTOR -> spuriousVector = value & VECTOR;
      case TIMER_FREQUENCY -> timerFrequency = value;
      default -> writeProcessor(offset, value);
    }
  }

  private static boolean isEvent(int offset) {
    return offset >= EVENT_VECTORS && offset < SPURIOUS_VECTOR && offset % 16 == 0;
  }

  private MpicSource event(int offset) {
    return events.get((offset - EVENT_VECTORS) / 16);
  }

  private static boolean isTimer(int offset) {
    int inGroup = (offset - TIMER_GROUPS) % GROUP_DISTANCE;
    return offset >= TIMER_GROUPS
        && offset < TIMER_GROUPS + 2 * GROUP_DISTANCE
        && inGroup < TIMERS_IN_GROUP * 0x40
        && offset % 16 == 0;
  }

  private static int timer(int offset) {
    int group = (offset - TIMER_GROUPS) / GROUP_DISTANCE;
    return group * TIMERS_IN_GROUP + (offset >> 6 & TIMERS_IN_GROUP - 1);
  }

  private int readTimer(int timer, int register) {
    return switch (register) {
      case 0x00 -> timers.get(timer).readCount();
      case 0x10 -> timers.get(timer).readBase();
      case 0x20 -> timerSources.get(timer).readVectorPriority();
      default -> timerSources.get(timer).readDestination();
    };
  }

  private void writeTimer(int timer, int register, int value) {
    switch (register) {
      case 0x10 -> timers.get(timer).writeBase(value);
      case 0x20 -> timerSources.get(timer).writeVectorPriority(value);
      case 0x30 -> timerSources.get(timer).writeDestination(value);
      default -> {} // the count is read-only
    }
  }

  private int readSource(int offset) {
    int number = offset / 32;
    if (number >= SOURCES) {
      return 0;
    }
    return switch (offset % 32) {
      case 0x00 -> sources.get(number).readVectorPriority();
      case 0x10 -> sources.get(number).readDestination();
      default -> 0;
    };
  }

  private void writeSource(int offset, int value) {
    int number = offset / 32;
    if (number < SOURCES && offset % 32 == 0x00) {
      sources.get(number).writeVectorPriority(value);
    } else if (number < SOURCES && offset % 32 == 0x10) {
      sources.get(number).writeDestination(value);
    }
  }

  /** The registers of the processor that asks; they are also there by the processor's number. */
  private int readProcessor(int offset) {
    return switch (offset) {
      case TASK_PRIORITY -> taskPriority;
      case ACKNOWLEDGE -> acknowledge();
      default -> 0; // among them: the number of the processor
    };
  }

  private void writeProcessor(int offset, int value) {
    switch (offset) {
      case TASK_PRIORITY -> taskPriority = value & HIGHEST_PRIORITY;
      case END_OF_INTERRUPT -> endInterrupt();
      default -> {
        int event = (offset - EVENT_DISPATCH) / 16;
        if (offset >= EVENT_DISPATCH && event < EVENTS_OF_PROCESSOR && offset % 16 == 0) {
          if ((value & MpicSource.TO_EXTERNAL) != 0) {
            events.get(event).trigger();
          }
        }
      }
    }
  }
}
