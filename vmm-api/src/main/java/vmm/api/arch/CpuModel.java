package vmm.api.arch;

/**
 * A processor model that an architecture can simulate.
 *
 * @param name the name on command lines
 * @param description one line for people
 */
public record CpuModel(String name, String description) {}
