package vmm.api.arch;

import vmm.api.cpu.Core;
import vmm.api.cpu.ProcessorState;
import vmm.api.device.Bus;
import vmm.api.device.Clock;
import vmm.api.device.Console;
import vmm.api.memory.GuestPhysical;

/** What the VMM offers to a board under construction, and to its devices later. */
public interface BoardHost {
  /** Bytes of memory that the user asked for. */
  long memoryBytes();

  /** The processor's half that {@link Architecture#newCore} made; boards cast it to their own. */
  Core core();

  /** The processor's registers. */
  ProcessorState state();

  /** Declares RAM at a page-aligned range. Pages are zero and unbacked until used. */
  void addRam(long gpa, long bytes);

  /**
   * Declares memory that the guest cannot write, holding {@code bytes} from a page-aligned gpa on.
   */
  void addRom(long gpa, byte[] bytes);

  /**
   * Puts part of an image into RAM that was declared. Whole pages are shared, copy-on-write, with
   * other machines that load the same image.
   *
   * @throws ImageException if the range is not RAM: the image does not fit
   */
  void load(long gpa, Image image, long offset, long length) throws ImageException;

  /** Sets the bits of a gpa that reach memory and devices; see {@code PhysMap.addressMask}. */
  void setAddressMask(long mask);

  /** Guest-physical memory. */
  GuestPhysical physical();

  /** The port space. */
  Bus ports();

  /** Devices in guest-physical space. */
  Bus memoryMapped();

  /** The machine's clock. */
  Clock clock();

  /** The machine's console channels. */
  Console console();

  /**
   * Runs {@code poll} on the machine's thread every now and then, between two instructions, so that
   * a device can look for input. In virtual time the intervals are exact.
   */
  void poll(Runnable poll);

  /** Ends the machine after the present instruction, by its own will: power-off or reset. */
  void powerOff(String reason);

  /** Ends the machine after the present instruction with an exit status of the guest's choice. */
  void exit(int status);
}
