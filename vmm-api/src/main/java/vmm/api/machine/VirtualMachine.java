package vmm.api.machine;

import java.util.OptionalInt;
import vmm.api.cpu.RegisterFile;
import vmm.api.memory.GuestPhysical;
import vmm.api.memory.PhysMap;
import vmm.api.mmu.AccessType;
import vmm.api.mmu.Privilege;
import vmm.api.mmu.Translation;
import vmm.api.mmu.TranslationRegime;

/**
 * A virtual machine. Confined to one thread at a time, but for {@link #requestStop}; several
 * machines of a process run on threads of their own.
 */
public interface VirtualMachine extends AutoCloseable {
  /** Makes machines. Obtained from the injector or from the builder of the core module. */
  interface Factory {
    /**
     * Makes a machine, switched on and not yet run.
     *
     * @throws vmm.api.arch.ImageException if an image cannot be used
     * @throws MachineSpecException if the spec names what there is not, or asks for what cannot be
     */
    VirtualMachine create(MachineSpec spec, vmm.api.device.Console console)
        throws vmm.api.arch.ImageException, MachineSpecException;
  }

  /** The spec, with every default filled in. */
  MachineSpec spec();

  /** Runs on the calling thread until the guest ends or a limit is reached. May be called again. */
  RunOutcome run(RunLimits limits);

  /** Runs at most {@code instructions} instructions. */
  default RunOutcome step(long instructions) {
    return run(RunLimits.instructions(instructions));
  }

  /** Makes a run end soon. May be called from any thread. */
  void requestStop();

  /** The declared registers. */
  RegisterFile registerFile();

  /**
   * Reads a register.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  long register(String name);

  /**
   * Writes a register; the value is cut to its width.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  void setRegister(String name, long value);

  /** Guest-physical memory, the guest view. */
  GuestPhysical physical();

  /** The map gpa to hpa. */
  PhysMap physMap();

  /** The guest's present regime. */
  TranslationRegime regime();

  /** The guest view of a gva, without effect on anything. */
  Translation guestView(long gva, AccessType access, Privilege privilege);

  /** The real view of a gva, without effect on anything. */
  Translation realView(long gva, AccessType access, Privilege privilege);

  /**
   * The byte at a gva as the guest's supervisor would read it; empty if nothing is mapped there.
   */
  OptionalInt peek(long gva);

  /** Adds a listener. */
  void addListener(MachineListener listener);

  /** Removes a listener. */
  void removeListener(MachineListener listener);

  /** Figures since power-on. */
  MachineStatistics statistics();

  /**
   * Gives all memory back. Nothing may be called afterwards.
   *
   * @throws IllegalStateException if the machine runs, be it on this thread
   */
  @Override
  void close();
}
