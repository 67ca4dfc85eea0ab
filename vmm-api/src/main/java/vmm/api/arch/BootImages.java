package vmm.api.arch;

import java.util.List;
import java.util.Optional;

/**
 * What a machine is started from.
 *
 * @param kernel the kernel, in any format that the board knows
 * @param modules initial RAM disk or multiboot modules, in order
 * @param append the kernel's command line
 * @param firmware firmware to start instead of, or before, a kernel
 * @param deviceTree a flattened device tree to use instead of the board's own
 */
public record BootImages(
    Optional<Image> kernel,
    List<Module> modules,
    String append,
    Optional<Image> firmware,
    Optional<Image> deviceTree) {

  /** Copies the list. */
  public BootImages {
    modules = List.copyOf(modules);
  }

  /** Starts with the board's own device tree, if it has any. */
  public BootImages(
      Optional<Image> kernel, List<Module> modules, String append, Optional<Image> firmware) {
    this(kernel, modules, append, firmware, Optional.empty());
  }

  /** Nothing to start from. */
  public static BootImages none() {
    return new BootImages(Optional.empty(), List.of(), "", Optional.empty());
  }

  /** Starts a kernel with a command line. */
  public static BootImages ofKernel(Image kernel, String append) {
    return new BootImages(Optional.of(kernel), List.of(), append, Optional.empty());
  }

  /** Starts firmware. */
  public static BootImages ofFirmware(Image firmware) {
    return new BootImages(Optional.empty(), List.of(), "", Optional.of(firmware));
  }

  /** The same with another device tree. */
  public BootImages withDeviceTree(Image tree) {
    return new BootImages(kernel, modules, append, firmware, Optional.of(tree));
  }

  /**
   * A file that the kernel gets.
   *
   * @param image the file
   * @param arguments its command line, empty if none was given
   */
  public record Module(Image image, String arguments) {}
}
