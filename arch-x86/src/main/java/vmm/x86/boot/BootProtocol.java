package vmm.x86.boot;

import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.Image;
import vmm.api.arch.ImageException;

/** A way in which a kernel is started. */
interface BootProtocol {
  /** Whether the kernel's headers ask for this protocol. */
  boolean accepts(Image kernel);

  /**
   * Loads the images and sets the processor to the state in which the kernel expects it.
   *
   * @throws ImageException if an image cannot be used
   */
  void start(BoardHost host, BootImages images) throws ImageException;
}
