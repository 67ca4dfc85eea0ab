package vmm.x86.system;

import static org.assertj.core.api.Assertions.assertThat;
import static vmm.x86.X86Registers.ATTRIBUTES;
import static vmm.x86.X86Registers.BASE;
import static vmm.x86.X86Registers.LIMIT;
import static vmm.x86.X86Registers.SEG_DS;
import static vmm.x86.X86Registers.SEG_ES;
import static vmm.x86.X86Registers.SEG_SS;
import static vmm.x86.X86Registers.SELECTOR;
import static vmm.x86.system.Faults.assertFault;
import static vmm.x86.system.TestCpu.CODE;
import static vmm.x86.system.TestCpu.CODE0;
import static vmm.x86.system.TestCpu.DATA;
import static vmm.x86.system.TestCpu.DATA0;
import static vmm.x86.system.TestCpu.DATA3;
import static vmm.x86.system.TestCpu.DPL3;
import static vmm.x86.system.TestCpu.FREE;
import static vmm.x86.system.TestCpu.TASK;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vmm.x86.X86Fault;

/** Loads of segment registers (SDM vol. 2, "MOV"). */
final class SegmentLoadsTest {
  private final TestCpu cpu = new TestCpu();

  private void load(int segment, int selector) {
    SegmentLoads.load(cpu, segment, selector);
  }

  @Test
  void fillsTheHiddenPartAndMarksTheDescriptorAccessed() {
    cpu.descriptor(FREE, DATA & ~1, 0x1234_5678, 0x1_2345, 0x8);
    load(SEG_ES, FREE);
    assertThat(cpu.slots[SELECTOR + SEG_ES]).isEqualTo(FREE);
    assertThat(cpu.slots[BASE + SEG_ES]).isEqualTo(0x1234_5678);
    assertThat(cpu.slots[LIMIT + SEG_ES]).isEqualTo(0x1234_5FFF);
    assertThat(cpu.slots[ATTRIBUTES + SEG_ES]).isEqualTo(0x8093);
    assertThat(cpu.machine.read(TestCpu.GDT + FREE + 5, 1)).isEqualTo(DATA);
  }

  @Test
  void aNullSelectorIsAllowedButForTheStack() {
    load(SEG_DS, 3);
    assertThat(cpu.unusable(SEG_DS)).isTrue();
    assertFault(X86Fault.GP, 0, () -> load(SEG_SS, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0x99, 0x43, 13, 0x40", // execute-only
    "0x89, 0x43, 13, 0x40", // a system descriptor
    "0x13, 0x40, 11, 0x40", // not present
    "0x93, 0x43, 13, 0x40", // RPL above DPL
    "0x9F, 0x43, 0, 0", // conforming code
    "0x90, 0x40, 0, 0", // read-only data
  })
  void dataSegments(String access, String selector, int vector, String code) {
    cpu.descriptor(FREE, Integer.decode(access), 0, 0xFFFF, 0);
    int number = Integer.decode(selector);
    if (vector == 0) {
      load(SEG_ES, number);
      assertThat(cpu.slots[SELECTOR + SEG_ES]).isEqualTo(number);
    } else {
      assertFault(vector, Integer.decode(code), () -> load(SEG_ES, number));
      assertThat(cpu.slots[SELECTOR + SEG_ES]).isEqualTo(DATA0);
    }
  }

  @Test
  void aStackMustBeWritableDataOfExactlyThisLevel() {
    load(SEG_SS, DATA0);
    assertFault(X86Fault.GP, DATA3 & ~3, () -> load(SEG_SS, DATA3));
    assertFault(X86Fault.GP, DATA0, () -> load(SEG_SS, DATA0 | 3));
    assertFault(X86Fault.GP, CODE0, () -> load(SEG_SS, CODE0));
    cpu.descriptor(FREE, DATA & 0x7F, 0, 0xFFFF, 0);
    assertFault(X86Fault.SS, FREE, () -> load(SEG_SS, FREE));
  }

  @Test
  void selectorsBeyondTheirTableFault() {
    assertFault(X86Fault.GP, 0x100, () -> load(SEG_ES, 0x100));
    assertFault(X86Fault.GP, 0xFFFC, () -> load(SEG_ES, 0xFFFC));
  }

  @Test
  void theLocalTableIsReachedThroughItsRegister() {
    cpu.descriptor(FREE, 0x82, 0x6000, 0xF, 0);
    SystemSegments.loadLocalTable(cpu, FREE);
    cpu.machine.write(0x6008, 8, 0x0000_9300_0000_0FFFL);
    load(SEG_ES, 0xC);
    assertThat(cpu.slots[LIMIT + SEG_ES]).isEqualTo(0xFFF);
    assertFault(X86Fault.GP, 0x14, () -> load(SEG_ES, 0x14));
    SystemSegments.loadLocalTable(cpu, 0);
    assertFault(X86Fault.GP, 0xC, () -> load(SEG_ES, 0xC));
  }

  @Test
  void realModeKeepsLimitAndAttributes() {
    cpu.descriptor(FREE, DATA, 0, 0xF_FFFF, 0xC);
    load(SEG_DS, FREE);
    cpu.slots[vmm.x86.X86Registers.CR0] = 0x10;
    load(SEG_DS, 0x1234);
    assertThat(cpu.slots[BASE + SEG_DS]).isEqualTo(0x1_2340);
    assertThat(cpu.slots[LIMIT + SEG_DS]).isEqualTo(0xFFFF_FFFFL);
  }

  @Test
  void tablesAndTasksAreLoadedFromTheGlobalTableOnly() {
    assertFault(X86Fault.GP, 0x44, () -> SystemSegments.loadTask(cpu, 0x44));
    assertFault(X86Fault.GP, 0x44, () -> SystemSegments.loadLocalTable(cpu, 0x44));
    assertFault(X86Fault.GP, TASK, () -> SystemSegments.loadTask(cpu, TASK)); // busy
    assertFault(X86Fault.GP, DATA0, () -> SystemSegments.loadLocalTable(cpu, DATA0));
    assertFault(X86Fault.GP, 0, () -> SystemSegments.loadTask(cpu, 0));
    cpu.descriptor(FREE, 0x09, 0, 0x67, 0);
    assertFault(X86Fault.NP, FREE, () -> SystemSegments.loadTask(cpu, FREE));
    cpu.descriptor(FREE, 0x89, 0x6000, 0x67, 0);
    SystemSegments.loadTask(cpu, FREE);
    assertThat(cpu.machine.read(TestCpu.GDT + FREE + 5, 1)).isEqualTo(0x8B);
    assertThat(cpu.slots[BASE + vmm.x86.X86Registers.SEG_TR]).isEqualTo(0x6000);
  }

  @Test
  void questionsAboutDescriptors() {
    cpu.descriptor(FREE, DATA | DPL3, 0, 0x12, 0x4);
    assertThat(SystemSegments.accessRights(cpu, FREE | 3)).isEqualTo(0x40_F300);
    assertThat(SystemSegments.limit(cpu, FREE | 3)).isEqualTo(0x12);
    assertThat(SystemSegments.limit(cpu, CODE0)).isEqualTo(0xFFFF_FFFFL);
    assertThat(SystemSegments.accessRights(cpu, DATA0 | 3)).isEqualTo(-1);
    assertThat(SystemSegments.accessRights(cpu, 0)).isEqualTo(-1);
    cpu.callGate(FREE, 0x8C, CODE0, 0, 0);
    assertThat(SystemSegments.accessRights(cpu, FREE)).isEqualTo(0x8C00);
    assertThat(SystemSegments.limit(cpu, FREE)).isEqualTo(-1);
    cpu.callGate(FREE, 0x8E, CODE0, 0, 0);
    assertThat(SystemSegments.accessRights(cpu, FREE)).isEqualTo(-1);
    assertThat(SystemSegments.readable(cpu, CODE0)).isTrue();
    assertThat(SystemSegments.writable(cpu, CODE0)).isFalse();
    assertThat(SystemSegments.writable(cpu, DATA0)).isTrue();
    assertThat(SystemSegments.readable(cpu, 0x100)).isFalse();
    cpu.descriptor(FREE, CODE & ~2, 0, 0x12, 0x4);
    assertThat(SystemSegments.readable(cpu, FREE)).isFalse();
  }
}
