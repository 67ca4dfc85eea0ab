package vmm.x86.vectors;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;

/**
 * One instruction as a real processor ran it.
 *
 * @param family name of the file: an opcode in the real-mode set, a mnemonic in the others
 * @param name the instruction, for people
 * @param index the number that the file gives the case
 * @param bytes the instruction and the HLT after it, in hex
 * @param before the state that the instruction finds
 * @param after what it changed. The instruction pointer is the one after the HLT, or as an
 *     exception pushes it
 * @param raised the exception that it raised
 * @param undefinedFlags bits of the flags register that the manual leaves undefined
 * @param undefinedStatus bits of the x87 status word that the manual leaves undefined
 */
public record VectorCase(
    String family,
    String name,
    int index,
    String bytes,
    State before,
    State after,
    Optional<Raised> raised,
    long undefinedFlags,
    int undefinedStatus) {

  /**
   * Registers and memory.
   *
   * @param registers values by the manual's names in lower case
   * @param memory bytes by linear (in real mode physical) address
   * @param fpu the floating-point unit, in cases that use it
   */
  public record State(
      Map<String, Long> registers, SortedMap<Long, Integer> memory, Optional<Fpu> fpu) {}

  /**
   * The floating-point unit.
   *
   * @param control control word
   * @param status status word
   * @param tags full tag word, two bits a physical register
   * @param registers 80-bit values by physical register number, as 20 hex digits; before: those
   *     that are not zero, after: those that changed
   */
  public record Fpu(int control, int status, int tags, Map<Integer, String> registers) {}

  /**
   * An exception.
   *
   * @param number its vector
   * @param error its error code, where the capture tells
   * @param flagsAt in real mode, the physical address of the FLAGS word that it pushed
   */
  public record Raised(int number, OptionalInt error, OptionalLong flagsAt) {}

  /** The family, number and name, for messages. */
  public String title() {
    return family + " #" + index + " " + name + " [" + bytes + "]";
  }
}
