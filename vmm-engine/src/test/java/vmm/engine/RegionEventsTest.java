package vmm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.api.cpu.Processor.Outcome.IDLE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vmm.engine.toy.Engine;
import vmm.engine.toy.ToyMachine;

/** What a recording tells of compiled code. */
class RegionEventsTest {
  @TempDir Path folder;

  private static long figure(ToyMachine machine, String name) {
    return machine.processor.figures().get(name);
  }

  /** Runs a guest until it halts while its events are recorded. */
  private List<RecordedEvent> record(ToyMachine machine) throws IOException {
    Path file = folder.resolve("guest.jfr");
    try (var recording = new Recording()) {
      recording.start();
      assertThat(machine.run(1_000_000)).isEqualTo(IDLE);
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
  }

  private static List<RecordedEvent> retired(List<RecordedEvent> events, String reason) {
    return named(events, "vmm.RegionRetired").stream()
        .filter(event -> event.getString("reason").equals(reason))
        .toList();
  }

  @Test
  void eachRegionIsRecordedWithWhatItHolds() throws IOException {
    var machine = new ToyMachine(Engine.EVERYTHING);
    machine.code.move(0, 5).move(1, 1);
    long loop = machine.code.here();
    machine.code.add(2, 1).sub(0, 1).branchNonzero(0, loop).halt();
    List<RecordedEvent> events = record(machine);

    List<RecordedEvent> regions = named(events, "vmm.Region");
    assertThat(regions).hasSize((int) figure(machine, "regions compiled"));
    assertThat(regions.stream().mapToLong(region -> region.getInt("bytecode")).sum())
        .isEqualTo(figure(machine, "bytecode of regions"));
    RecordedEvent first = regions.getFirst();
    assertThat(first.getLong("pc")).isEqualTo(ToyMachine.CODE);
    assertThat(first.getLong("hpa")).isEqualTo(ToyMachine.CODE);
    assertThat(first.getInt("instructions")).isEqualTo(5);
    assertThat(first.getInt("blocks")).isEqualTo(1);
    assertThat(first.getDuration()).isPositive();
    assertThat(named(events, "vmm.RegionRetired")).isEmpty();
  }

  @Test
  void evictionIsRecorded() throws IOException {
    var machine = new ToyMachine(Engine.EVERYTHING.withCapacities(1 << 20, 100));
    for (int i = 0; i < 10; i++) {
      machine.code.add(2, 1).jump(machine.code.here() + 6);
    }
    machine.code.halt();
    List<RecordedEvent> events = record(machine);

    assertThat(retired(events, "evicted"))
        .hasSize((int) figure(machine, "regions evicted"))
        .isNotEmpty()
        .allMatch(event -> event.getInt("bytecode") > 0);
  }

  @Test
  void invalidationIsRecorded() throws IOException {
    var machine = new ToyMachine(Engine.EVERYTHING);
    long patched = ToyMachine.CODE + 0x100;
    machine.code.move(0, 2).move(1, 1).move(3, 0);
    long loop = machine.code.here();
    machine.code.jump(patched);
    long back = machine.code.here();
    machine.code.store(3, patched + 2, 0).sub(0, 1).branchNonzero(0, loop).halt();
    machine.code.at(patched).move(5, 100).jump(back);
    List<RecordedEvent> events = record(machine);

    assertThat(retired(events, "invalidated"))
        .hasSize((int) figure(machine, "regions invalidated"))
        .anyMatch(event -> event.getLong("pc") == patched);
  }
}
