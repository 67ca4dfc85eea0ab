package vmm.x86.boot;

import java.util.ArrayList;
import java.util.List;
import vmm.api.arch.BoardHost;
import vmm.api.arch.BootImages;
import vmm.api.arch.ImageException;
import vmm.api.memory.Frame;

/**
 * A module in guest memory.
 *
 * @param commandLine its name and arguments
 */
record LoadedModule(long gpa, long bytes, String commandLine) {

  /**
   * Loads modules one behind the other on page boundaries.
   *
   * @param from lowest gpa that may be used
   */
  static List<LoadedModule> load(BoardHost host, List<BootImages.Module> modules, long from)
      throws ImageException {
    List<LoadedModule> loaded = new ArrayList<>();
    long gpa = from;
    for (BootImages.Module module : modules) {
      gpa = Frame.base(gpa + Frame.SIZE - 1);
      long bytes = module.image().size();
      if (gpa + bytes > host.memoryBytes()) {
        throw new ImageException(
            module.image().name() + ": does not fit into memory behind the kernel");
      }
      host.load(gpa, module.image(), 0, bytes);
      String arguments = module.arguments().isEmpty() ? "" : " " + module.arguments();
      loaded.add(new LoadedModule(gpa, bytes, module.image().name() + arguments));
      gpa += bytes;
    }
    return loaded;
  }
}
